import { signal } from '@preact/signals';
import { envelopeOf, Refusal, secondsOf, Unreachable } from './errors';

const PREFIX = '/api/v1';

/** The one credential of this page; state/session.ts writes it. */
export const token = signal<string | null>(null);

/** Called when the service no longer knows the token; gives whether there is a new one. */
let renew: () => Promise<boolean> = () => Promise.resolve(false);
let renewing: Promise<boolean> | null = null;

export function onSignedOut(handler: () => Promise<boolean>): void {
  renew = handler;
}

/** Many calls may be refused at once; one of them asks for a new token. */
function renewed(): Promise<boolean> {
  renewing ??= renew().finally(() => {
    renewing = null;
  });
  return renewing;
}

interface Ask {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** A token in place of the page's, or none: it may be what is asked for, or about. */
  credential?: string | null;
}

interface Answer<T> {
  body: T;
  headers: Headers;
}

/** One call of the API. Raises Refusal, Unreachable, or AbortError where `signal` says so. */
export async function call<T>(method: string, path: string, ask: Ask = {}): Promise<Answer<T>> {
  const used = ask.credential === undefined ? token.value : ask.credential;
  const response = await send(method, path, ask, used);
  if (response.status === 401 && ask.credential === undefined && used !== null) {
    // Another call may have found meanwhile that there is a new one, or that there is none.
    const isThere = token.value === used ? await renewed() : token.value !== null;
    if (isThere) {
      return read<T>(await send(method, path, ask, token.value));
    }
  }
  return read<T>(response);
}

export async function get<T>(path: string, query?: Ask['query'], signal?: AbortSignal): Promise<T> {
  return (await call<T>('GET', path, { ...(query && { query }), ...(signal && { signal }) })).body;
}

export async function post<T>(path: string, body: unknown, more: Ask = {}): Promise<T> {
  return (await call<T>('POST', path, { ...more, body })).body;
}

export async function put<T>(path: string, body: unknown, more: Ask = {}): Promise<T> {
  return (await call<T>('PUT', path, { ...more, body })).body;
}

export async function remove(path: string): Promise<void> {
  await call('DELETE', path);
}

/** The most items that the service gives on a page. */
const PAGE = 1000;

export interface Page<T> {
  results: T[];
}

/** All pages of a list, in order; `total` is how many items there are on all of them.
 *
 * While one is used the next is on its way.
 */
export async function* pages<T, B extends Page<T> = Page<T>>(
  path: string,
  query: Ask['query'] = {},
  signal?: AbortSignal,
): AsyncGenerator<{ body: B; total: number }> {
  const ask = (page: string) => {
    const asked = { ...query, page, per_page: PAGE };
    const answer = call<B>('GET', path, { query: asked, ...(signal && { signal }) });
    answer.catch(() => {}); // whoever comes for it is told
    return answer;
  };
  for (let coming: Promise<Answer<B>> | null = ask('1'); coming; ) {
    const { body, headers }: Answer<B> = await coming;
    const next = headers.get('X-Next-Page');
    coming = next ? ask(next) : null;
    yield { body, total: Number(headers.get('X-Total') ?? body.results.length) };
  }
}

export async function all<T>(
  path: string,
  query?: Ask['query'],
  signal?: AbortSignal,
): Promise<T[]> {
  const found: T[] = [];
  for await (const { body } of pages<T>(path, query, signal)) {
    found.push(...body.results);
  }
  return found;
}

async function send(
  method: string,
  path: string,
  ask: Ask,
  credential: string | null,
): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...ask.headers };
  if (credential !== null) {
    headers['Authorization'] = `Bearer ${credential}`;
  }
  if (ask.body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  try {
    return await fetch(`${PREFIX}${path}${queryOf(ask.query)}`, {
      method,
      headers,
      body: ask.body === undefined ? null : JSON.stringify(ask.body),
      signal: ask.signal ?? null,
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch (error) {
    throw ask.signal?.aborted ? error : new Unreachable();
  }
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text().catch(() => {
    throw new Unreachable();
  });
  if (!response.ok) {
    const seconds = secondsOf(response.headers.get('Retry-After'));
    throw new Refusal(response.status, envelopeOf(text), seconds);
  }
  return { body: (text ? JSON.parse(text) : undefined) as T, headers: response.headers };
}

function queryOf(query: Ask['query'] = {}): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined);
  return set.length ? `?${new URLSearchParams(set.map(([key, value]) => [key, `${value}`]))}` : '';
}
