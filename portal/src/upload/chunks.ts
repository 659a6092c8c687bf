/** The chunks of one file: which are in storage, and how the others get there. */

import { signal } from '@preact/signals';
import type { Chunk, HeldChunk } from '../api/types';
import type { Cut } from './cut';
import { type Digests, FileChanged } from './digests';
import { Grants } from './grants';
import type { Lanes } from './lanes';
import { after, isOnline, online, unlessStopped } from './network';
import { Patience, refusalOf } from './patience';
import { type PutAnswer, put } from './put';

/** What is known of a chunk, from nothing to all. */
export enum Mark {
  Missing,
  Granted,
  Sending,
  Stored,
}

/** The file differs from what was sent of it before. */
export class OtherFile extends Error {
  constructor(readonly number: number) {
    super(`chunk ${number} differs`);
  }
}

/** Storage took none of several fresh URLs. */
export class StorageRefuses extends Error {
  constructor(readonly answer: PutAnswer) {
    super(`storage answers ${answer.status}`);
  }
}

/** So many chunks are granted in one call, at most. */
const BATCH = 16;

/** So many chunks of one file are under way at once. */
const SIDE_BY_SIDE = 4;

const TAKEN = new Set([200, 201, 202, 204]);

export class Chunks {
  /** By number, less one. */
  readonly marks: Uint8Array;
  /** Rises with every change of `marks`. */
  readonly changed = signal(0);
  /** Whether storage does not answer although the service does. */
  readonly isStorageAway = signal(false);

  private storedBytes = 0;
  private deliveredBytes = 0;
  private readonly moving = new Map<number, number>();
  private readonly before = new Map<number, string>();
  private readonly grants: Grants;
  private next = 1;

  constructor(
    private readonly file: File,
    readonly cut: Cut,
    private readonly digests: Digests,
    uploadId: string,
    private readonly lanes: Lanes,
  ) {
    this.marks = new Uint8Array(cut.count);
    this.grants = new Grants(uploadId, (number) => this.batchFrom(number));
  }

  /** Bytes that are in storage or on their way. */
  get sent(): number {
    return this.storedBytes + this.underWay;
  }

  /** Bytes that went out since the page was opened. */
  get moved(): number {
    return this.deliveredBytes + this.underWay;
  }

  private get underWay(): number {
    return [...this.moving.values()].reduce((sum, it) => sum + it, 0);
  }

  /** Learns what an earlier session sent. It is believed once the file's own digests agree. */
  learn(held: HeldChunk[]): void {
    for (const { number, hash, state } of held) {
      if (state === 'stored') {
        this.before.set(number, hash.value.toLowerCase());
      } else {
        this.mark(number, Mark.Granted);
      }
    }
  }

  /** Takes over grants that came with the beginning of the upload. */
  granted(...given: Parameters<Grants['keep']>): void {
    this.grants.keep(...given);
  }

  /** Returns once storage has every chunk.
   *
   * Raises OtherFile, FileChanged, StorageRefuses, Refusal, and what `stop` was aborted with.
   * Whatever it raises, the next call goes on where this one was.
   */
  async send(stop: AbortSignal): Promise<void> {
    this.next = 1;
    const halt = new AbortController();
    const both = AbortSignal.any([stop, halt.signal]);
    const work = Array.from({ length: SIDE_BY_SIDE }, () => this.work(both));
    try {
      await Promise.all(work);
    } catch (error) {
      halt.abort(error);
      await Promise.allSettled(work);
      throw error;
    }
  }

  /** Has every digest computed, so that there is one of the whole. */
  async digestAll(): Promise<void> {
    for (let number = 1; number <= this.cut.count; number += 1) {
      await this.digests.of(number);
    }
  }

  private async work(stop: AbortSignal): Promise<void> {
    for (;;) {
      const number = this.next;
      if (number > this.cut.count) {
        return;
      }
      this.next += 1;
      if (this.marks[number - 1] !== Mark.Stored && this.cut.fileSize > 0) {
        await this.bring(number, stop);
      }
    }
  }

  private async bring(number: number, stop: AbortSignal): Promise<void> {
    const digest = await unlessStopped(this.digests.of(number), stop);
    const before = this.before.get(number);
    if (before !== undefined && before !== digest) {
      throw new OtherFile(number);
    }
    if (before === undefined) {
      await this.deliver(number, stop);
      this.deliveredBytes += this.cut.piece(number).size;
    }
    this.storedBytes += this.cut.piece(number).size;
    this.mark(number, Mark.Stored);
  }

  private async deliver(number: number, stop: AbortSignal): Promise<void> {
    const patience = new Patience();
    for (;;) {
      const request = await this.grants.of(number, stop);
      this.mark(number, Mark.Granted);
      const answer = await this.lanes.use(() => this.attempt(number, request, stop), stop);
      if (TAKEN.has(answer.status)) {
        this.isStorageAway.value = false;
        return;
      }
      this.grants.forget(number);
      const seconds = await this.pauseAfter(number, answer, patience, stop);
      if (seconds === null) {
        throw new StorageRefuses(answer);
      }
      this.isStorageAway.value = isOnline.value && patience.isTried;
      await unlessStopped(after(seconds), stop);
    }
  }

  /** For how long to wait with a fresh URL; null where none is worth it. */
  private async pauseAfter(
    number: number,
    answer: PutAnswer,
    patience: Patience,
    stop: AbortSignal,
  ): Promise<number | null> {
    await this.assertReadable(number);
    if (answer.status === 0) {
      await online(stop);
      return patience.silent();
    }
    const refusal = refusalOf(answer);
    return refusal.passes ? patience.busy(refusal.retryAfterSeconds) : patience.refused();
  }

  private async attempt(
    number: number,
    request: Parameters<typeof put>[0],
    stop: AbortSignal,
  ): Promise<PutAnswer> {
    this.mark(number, Mark.Sending);
    try {
      const moved = (bytes: number) => this.moving.set(number, bytes);
      return await put(request, this.blob(number), moved, stop);
    } finally {
      this.moving.delete(number);
      this.mark(number, Mark.Granted);
    }
  }

  /** A request fails as well where the file itself cannot be read any more. */
  private async assertReadable(number: number): Promise<void> {
    await this.blob(number)
      .slice(0, 1)
      .arrayBuffer()
      .catch(() => {
        throw new FileChanged('NotReadableError');
      });
  }

  private blob(number: number): Blob {
    const { offset, size } = this.cut.piece(number);
    return this.file.slice(offset, offset + size);
  }

  /** That chunk, and those behind it whose digests are there and which are not in storage. */
  private batchFrom(number: number): Chunk[] {
    const batch: Chunk[] = [];
    for (let each = number; each <= this.cut.count && batch.length < BATCH; each += 1) {
      const value = this.digests.peek(each);
      const isWanted = this.marks[each - 1] === Mark.Missing && !this.before.has(each);
      if (value !== undefined && (isWanted || each === number)) {
        const { size } = this.cut.piece(each);
        batch.push({ number: each, size, hash: { value, algorithm: this.digests.algorithm } });
      }
    }
    return batch;
  }

  private mark(number: number, mark: Mark): void {
    if (number >= 1 && number <= this.cut.count) {
      this.marks[number - 1] = mark;
      this.changed.value += 1;
    }
  }
}
