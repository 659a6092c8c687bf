/** One file on its way: from the plan to the file in its project. */

import { computed, signal } from '@preact/signals';
import { createFile, reviseFile } from '../api/directory';
import { Refusal } from '../api/errors';
import type { Digest, Entry, Plan, Provider, Reference, Upload } from '../api/types';
import { abort, begin, complete, held, upload as readUpload } from '../api/uploads';
import { type Batch, isGone } from './batch';
import { Chunks, OtherFile, StorageRefuses } from './chunks';
import { Cut, cutOf } from './cut';
import { Digests, FileChanged } from './digests';
import type { Picked } from './drop';
import type { Lanes } from './lanes';
import { forget, remember } from './memory';
import { after, patiently, stopped } from './network';
import { planFor } from './plans';
import { newKey } from './request-key';
import { Speed } from './speed';

export type Phase =
  | 'planning'
  | 'refused'
  | 'queued'
  | 'sending'
  | 'paused'
  | 'joining'
  | 'done'
  | 'failed'
  | 'cancelled';

/** What a person is told of a file besides how far it is. */
export type Note = { kind: 'version'; number: number } | { kind: 'resumed' } | { kind: 'changed' };

/** Why a file is where it is; the page has words for each. */
export type Trouble =
  | { kind: 'tooLarge'; largest: number; other: Provider | null }
  | { kind: 'changed' }
  | { kind: 'other'; number: number }
  | { kind: 'storage'; status: number; reason: string }
  | { kind: 'joined'; reason: string }
  | { kind: 'error'; error: unknown };

const ENDED = new Set<Phase>(['refused', 'done', 'failed', 'cancelled']);

let lastId = 0;

export class Transfer {
  readonly id = ++lastId;
  readonly phase = signal<Phase>('planning');
  readonly plan = signal<Plan | null>(null);
  readonly trouble = signal<Trouble | null>(null);
  readonly notes = signal<Note[]>([]);
  readonly chunks = signal<Chunks | null>(null);
  readonly uploadId = signal<string | null>(null);
  readonly fileId = signal<string | null>(null);
  /** As the page last counted; the queue renews it some times a second. */
  readonly sent = signal(0);
  readonly rate = signal(0);
  readonly secondsLeft = signal<number | null>(null);
  readonly hasEnded = computed(() => ENDED.has(this.phase.value));

  readonly file: File;
  readonly path: string[];
  private readonly speed = new Speed();
  private digests: Digests | null = null;
  private begun: Upload | null = null;
  private parent: Reference | null = null;
  private existing: Entry | null = null;
  /** An upload of another day that this one goes on with. */
  private earlier: Upload | null = null;
  private key = newKey();
  private stop = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    picked: Picked,
    public batch: Batch,
    private readonly lanes: Lanes,
    /** The upload that a person chose this file for; else one is looked for. */
    private chosen: Upload | null = null,
  ) {
    this.file = picked.file;
    this.path = picked.path;
  }

  get name(): string {
    return this.file.name;
  }

  get size(): number {
    return this.file.size;
  }

  /** Asks how the file would be cut; it then waits for its turn, or is refused. */
  async prepare(others: Provider[]): Promise<void> {
    this.phase.value = 'planning';
    this.trouble.value = null;
    try {
      const plan = await planFor(this.batch.provider, this.size, this.stop.signal);
      this.plan.value = plan;
      if (plan.fits) {
        this.phase.value = 'queued';
      } else {
        const largest = this.batch.provider.file_max_size_bytes;
        const other = others.find((it) => it.file_max_size_bytes >= this.size) ?? null;
        this.refuse({ kind: 'tooLarge', largest, other });
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** Sends it; returns when it has ended or stands still, and raises nothing. */
  async run(): Promise<void> {
    this.stop = new AbortController();
    this.phase.value = 'sending';
    this.trouble.value = null;
    this.running = this.go(this.stop.signal).catch((error) => this.fail(error));
    await this.running;
  }

  async pause(): Promise<void> {
    if (!this.hasEnded.value && this.phase.value !== 'joining') {
      this.phase.value = 'paused';
      this.stop.abort(new DOMException('paused', 'AbortError'));
      this.speed.reset();
      this.rate.value = 0;
      await this.running;
    }
  }

  /** Gives it up, here and at the service. */
  async cancel(): Promise<void> {
    this.phase.value = 'cancelled';
    this.stop.abort(new DOMException('cancelled', 'AbortError'));
    await this.running;
    this.digests?.close();
    if (this.begun && this.begun.state === 'open') {
      forget(this.begun.id);
      await abort(this.begun.id).catch(() => {}); // it ends by itself, some days later
    }
  }

  /** Counts what has moved; seconds of any steady clock. */
  count(now: number): void {
    const sent = this.phase.value === 'done' ? this.size : (this.chunks.value?.sent ?? 0);
    this.sent.value = Math.min(sent, this.size);
    if (this.phase.value === 'sending') {
      this.speed.note(this.chunks.value?.moved ?? 0, now);
      this.rate.value = this.speed.rate;
      this.secondsLeft.value = this.speed.secondsFor(this.size - sent);
    }
  }

  private async go(stop: AbortSignal): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        const chunks = await this.open(stop);
        await chunks.send(stop).catch((error) => this.unlessClosed(error, chunks, stop));
        await this.finish(stop);
        return;
      } catch (error) {
        const isStale = error instanceof OtherFile || (isFirst && isGone(error) && this.begun);
        if (!isStale || this.chosen) {
          throw error;
        }
        this.startOver(error instanceof OtherFile);
      }
    }
  }

  /** Another tab may have sent the rest and completed the upload; that can be said once more. */
  private async unlessClosed(error: unknown, chunks: Chunks, stop: AbortSignal): Promise<void> {
    if (!(error instanceof Refusal && error.code === 'upload_closed')) {
      throw error;
    }
    await Promise.race([chunks.digestAll(), stopped(stop)]);
  }

  /** The chunks of an upload that was begun here, of one from another day, or of a new one. */
  private async open(stop: AbortSignal): Promise<Chunks> {
    if (this.chunks.value) {
      return this.chunks.value;
    }
    this.parent = await this.batch.parentOf(this.path);
    this.existing = await this.batch.existing(this.path, this.name);
    stop.throwIfAborted();
    if (this.existing?.kind === 'dds-file') {
      this.note({ kind: 'version', number: this.existing.current_version.version + 1 });
    }
    this.earlier ??= this.chosen ?? (await this.batch.earlier(this.name, this.size, this.parent));
    return (this.earlier && (await this.takeUp(this.earlier, stop))) ?? (await this.anew(stop));
  }

  private async takeUp(earlier: Upload, stop: AbortSignal): Promise<Chunks | null> {
    const found = await patiently(() => held(earlier.id, stop), stop);
    const planned = this.plan.value?.chunk_size_bytes ?? 1;
    const cut = cutOf(this.size, found.results, planned);
    if (!cut) {
      return null; // cut by another program, in a way of its own
    }
    this.begun = earlier;
    this.note({ kind: 'resumed' });
    const chunks = this.with(earlier, cut);
    chunks.learn(found.results);
    return chunks;
  }

  private async anew(stop: AbortSignal): Promise<Chunks> {
    const cut = new Cut(this.size, this.plan.value?.chunk_size_bytes ?? Math.max(1, this.size));
    const algorithm = this.batch.provider.chunk_hash_algorithm;
    this.digests?.close();
    const digests = new Digests(this.file, cut, algorithm);
    this.digests = digests;
    const value = await Promise.race([digests.of(1), stopped(stop)]);
    const only = [{ number: 1, size: this.size, hash: { value, algorithm } }];
    const offer = {
      name: this.name,
      content_type: this.file.type,
      size: this.size,
      storage_provider: { id: this.batch.provider.id },
      ...(cut.count === 1 && this.size > 0 && { chunks: only }),
    };
    const asked = () => begin(this.batch.projectId, offer, this.key, stop);
    const made = await patiently(asked, stop);
    this.begun = made;
    remember(made.id, this.parent ?? this.batch.root);
    const chunks = this.with(made, cut);
    chunks.granted(made.granted ?? [], Date.now());
    return chunks;
  }

  private with(upload: Upload, cut: Cut): Chunks {
    const algorithm = this.batch.provider.chunk_hash_algorithm;
    this.digests ??= new Digests(this.file, cut, algorithm);
    const chunks = new Chunks(this.file, cut, this.digests, upload.id, this.lanes);
    this.uploadId.value = upload.id;
    this.chunks.value = chunks;
    return chunks;
  }

  private async finish(stop: AbortSignal): Promise<void> {
    const { begun, digests, parent } = this;
    if (!begun || !digests || !parent) {
      throw new Error('nothing was begun');
    }
    if (this.size === 0) {
      digests.of(1).catch(() => {});
    }
    const value = await Promise.race([digests.whole(), stopped(stop)]);
    this.phase.value = 'joining';
    const hash: Digest = { value, algorithm: digests.algorithm };
    const place = this.existing ? null : parent;
    let done = await patiently(() => complete(begun.id, hash, place, stop), stop);
    this.begun = done;
    const file = await this.fileOf(done, parent, stop);
    for (let seconds = 0.25; done.state === 'assembling'; seconds = Math.min(seconds * 1.5, 5)) {
      await Promise.race([after(seconds), stopped(stop)]);
      done = await patiently(() => readUpload(begun.id), stop);
    }
    forget(begun.id);
    digests.close();
    if (done.state !== 'complete') {
      this.startOver(false);
      this.trouble.value = { kind: 'joined', reason: done.status.error_message ?? '' };
      this.phase.value = 'failed';
      return;
    }
    this.fileId.value = file?.id ?? null;
    this.phase.value = 'done';
  }

  /** The file that is made of it, or the file whose new version it is. */
  private async fileOf(done: Upload, parent: Reference, stop: AbortSignal): Promise<Entry | null> {
    if (done.file || done.state === 'failed') {
      return done.file ?? null;
    }
    const { existing } = this;
    if (existing) {
      return patiently(() => reviseFile(existing.id, done.id), stop);
    }
    return patiently(() => createFile(parent, done.id), stop);
  }

  /** Begins again from nothing, because what was begun is gone or is another file's. */
  private startOver(isOther: boolean): void {
    this.digests?.close();
    this.digests = null;
    this.begun = null;
    this.earlier = null;
    this.chunks.value = null;
    this.uploadId.value = null;
    this.key = newKey();
    this.notes.value = this.notes.value.filter((it) => it.kind !== 'resumed');
    if (isOther) {
      this.note({ kind: 'changed' });
    }
  }

  private note(note: Note): void {
    this.notes.value = [...this.notes.value.filter((it) => it.kind !== note.kind), note];
  }

  private refuse(trouble: Trouble): void {
    this.trouble.value = trouble;
    this.phase.value = 'refused';
  }

  private fail(error: unknown): void {
    if (this.phase.value === 'paused' || this.phase.value === 'cancelled') {
      return; // the person wished so
    }
    this.trouble.value = troubleOf(error);
    this.phase.value = 'failed';
    if (isLost(error)) {
      this.startOver(false);
      this.chosen = null;
    }
  }
}

/** Whether what was begun is of no use for another attempt. */
function isLost(error: unknown): boolean {
  const ended = ['upload_expired', 'upload_failed', 'completed_otherwise', 'integrity_failed'];
  return (
    error instanceof FileChanged ||
    error instanceof OtherFile ||
    (error instanceof Refusal && (error.status === 404 || ended.includes(error.code)))
  );
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof FileChanged) {
    return { kind: 'changed' };
  }
  if (error instanceof OtherFile) {
    return { kind: 'other', number: error.number };
  }
  if (error instanceof StorageRefuses) {
    return {
      kind: 'storage',
      status: error.answer.status,
      reason: error.answer.envelope.reason ?? '',
    };
  }
  return { kind: 'error', error };
}
