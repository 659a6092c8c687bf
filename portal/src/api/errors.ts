import type { Envelope } from './types';

/** The service understood, and refuses. */
export class Refusal extends Error {
  readonly code: string;
  readonly limits: Record<string, number>;

  constructor(
    readonly status: number,
    readonly envelope: Partial<Envelope>,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(sentenceOf(envelope) || `HTTP ${status}`);
    this.code = envelope.reason_code ?? '';
    this.limits = envelope.limits ?? {};
  }

  /** Whether the same request may succeed later as it is. */
  get passes(): boolean {
    return (
      this.code === 'resource_not_consistent' ||
      this.code === 'changed_meanwhile' ||
      this.status === 429 ||
      (this.status >= 500 && this.status !== 507)
    );
  }
}

/** Nothing answered: the network, the service or the way between is away. */
export class Unreachable extends Error {
  constructor() {
    super('unreachable');
  }
}

/** The first sentence that says what is wrong, with the field it is about. */
function sentenceOf(envelope: Partial<Envelope>): string {
  const [first] = envelope.errors ?? [];
  const [field] = first ? Object.entries(first) : [];
  if (field) {
    return `${field[0]}: ${field[1]}`;
  }
  return envelope.reason ?? '';
}

/** Whether what was asked for is not there, and will not be. */
export function isGone(error: unknown): boolean {
  return error instanceof Refusal && error.status === 404 && !error.passes;
}

/** What an answer says of a refusal; nothing where something between us and the service answered. */
export function envelopeOf(text: string): Partial<Envelope> {
  try {
    return JSON.parse(text) as Partial<Envelope>;
  } catch {
    return {};
  }
}

/** What `Retry-After` says, where it says seconds. */
export function secondsOf(header: string | null | undefined): number | null {
  const seconds = Number.parseInt(header ?? '', 10);
  return Number.isNaN(seconds) ? null : seconds;
}
