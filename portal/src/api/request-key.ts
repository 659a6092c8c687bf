/** A key that no other request has. `crypto.randomUUID` is missing where a page came by plain HTTP. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (it) => it.toString(16).padStart(2, '0')).join('');
}

/** How a request that makes something says its key: sent again with it, it makes no second. */
export function keyed(key: string): { headers: Record<string, string> } {
  return { headers: { 'Idempotency-Key': key } };
}

/** The keys of what is being made and may be asked for again, since its answer did not arrive. */
export class RequestKeys {
  private readonly open = new Map<string, string>();

  /** What `make` gives. Until it gives something, the same request has the same key. */
  async once<T>(request: unknown, make: (key: string) => Promise<T>): Promise<T> {
    const said = JSON.stringify(request);
    const key = this.open.get(said) ?? newKey();
    this.open.set(said, key);
    const made = await make(key);
    this.open.delete(said);
    return made;
  }
}
