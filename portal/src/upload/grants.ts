/** Signed URLs for chunks: asked for by the batch, used while they are fresh. */

import { Refusal } from '../api/errors';
import type { Chunk, SignedRequest } from '../api/types';
import { grant } from '../api/uploads';
import { patiently } from './network';

/** Which part of a URL's life is used: the request has to begin within the rest. */
const USED_LIFE = 0.8;

interface Held {
  request: SignedRequest;
  /** Milliseconds of this machine's clock. */
  until: number;
}

export class Grants {
  private readonly held = new Map<number, Held>();
  private pending: Promise<void> | null = null;

  constructor(
    private readonly uploadId: string,
    /** Chunks that will be wanted next, that one first. */
    private readonly batchFrom: (number: number) => Chunk[],
  ) {}

  /** A fresh URL for a chunk. Raises Refusal where the service refuses the chunk. */
  async of(number: number, stop: AbortSignal): Promise<SignedRequest> {
    for (;;) {
      const held = this.held.get(number);
      if (held && Date.now() < held.until) {
        return held.request;
      }
      if (this.pending) {
        await this.pending.catch(() => {}); // another chunk's question may answer this one's
      } else {
        this.pending = this.ask(this.batchFrom(number), stop).finally(() => {
          this.pending = null;
        });
        await this.pending;
      }
    }
  }

  /** The next one is to be another. */
  forget(number: number): void {
    this.held.delete(number);
  }

  /** Grants that came with something else. */
  keep(results: Awaited<ReturnType<typeof grant>>['results'], at: number): void {
    const arrived = Date.now();
    for (const result of results) {
      if (result.number === null || 'error' in result) {
        continue;
      }
      const life = Date.parse(result.expires_on) - at;
      this.held.set(result.number, { request: result, until: arrived + life * USED_LIFE });
    }
  }

  private async ask(chunks: Chunk[], stop: AbortSignal): Promise<void> {
    const { results, at } = await patiently(() => grant(this.uploadId, chunks, stop), stop);
    this.keep(results, at);
    const first = results.find((it) => it.number === chunks[0]?.number);
    if (first && 'error' in first) {
      throw new Refusal(Number(first.error.error), first.error);
    }
  }
}
