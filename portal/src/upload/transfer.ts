/** One file on its way: from the plan to the file in its project. */

import { computed, signal } from '@preact/signals';
import { isGone, Refusal } from '../api/errors';
import type { Digest, Plan, Provider, Upload } from '../api/types';
import { abort, complete, upload as readUpload } from '../api/uploads';
import type { Batch } from './batch';
import { type Begun, beginAnew, type Task, takeUp } from './begun';
import { type Chunks, OtherFile } from './chunks';
import { Destination } from './destination';
import type { Picked } from './drop';
import type { Lanes } from './lanes';
import { forget, remember } from './memory';
import { after, patiently, unlessStopped } from './network';
import { planFor } from './plans';
import { newKey } from './request-key';
import { Speed } from './speed';
import { isLost, type Note, type Trouble, troubleOf } from './trouble';

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
  /** As the page last counted; the queue renews it some times a second. */
  readonly sent = signal(0);
  readonly rate = signal(0);
  readonly secondsLeft = signal<number | null>(null);
  readonly hasEnded = computed(() => ENDED.has(this.phase.value));

  readonly file: File;
  readonly path: string[];
  private readonly speed = new Speed();
  private destination: Destination;
  private begun: Begun | null = null;
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
    this.destination = new Destination(batch, this.path, this.name);
  }

  get name(): string {
    return this.file.name;
  }

  get size(): number {
    return this.file.size;
  }

  /** Sends it to another storage than was thought of first. */
  goTo(batch: Batch): void {
    this.batch = batch;
    this.destination = new Destination(batch, this.path, this.name);
  }

  /** Asks how the file would be cut; it then waits for its turn, or is refused. */
  async prepare(others: Provider[]): Promise<void> {
    const stop = this.freshStop();
    this.phase.value = 'planning';
    this.trouble.value = null;
    try {
      const plan = await planFor(this.batch.provider, this.size, stop);
      stop.throwIfAborted();
      this.plan.value = plan;
      if (plan.fits) {
        this.phase.value = 'queued';
      } else {
        const largest = this.batch.provider.file_max_size_bytes;
        const other = others.find((it) => it.file_max_size_bytes >= this.size) ?? null;
        this.trouble.value = { kind: 'tooLarge', largest, other };
        this.phase.value = 'refused';
      }
    } catch (error) {
      this.fail(error, stop);
    }
  }

  /** Sends it; returns when it has ended or stands still, and raises nothing. */
  async run(): Promise<void> {
    const stop = this.freshStop();
    this.phase.value = 'sending';
    this.trouble.value = null;
    this.running = this.goAfter(this.running, stop).catch((error) => this.fail(error, stop));
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
    this.begun?.digests.close();
    if (this.begun?.upload.state === 'open') {
      const { id } = this.begun.upload;
      forget(id);
      await abort(id).catch(() => {}); // it ends by itself, some days later
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

  private freshStop(): AbortSignal {
    this.stop = new AbortController();
    return this.stop.signal;
  }

  /** A run that was stopped may still be at its end: two at once would send everything twice. */
  private async goAfter(former: Promise<void> | null, stop: AbortSignal): Promise<void> {
    await former;
    for (let isFirst = true; ; isFirst = false) {
      try {
        stop.throwIfAborted();
        await this.go(stop);
        return;
      } catch (error) {
        const isOther = error instanceof OtherFile;
        const wasChosen = this.chosen !== null;
        const isOver = await this.isOver(error, stop);
        stop.throwIfAborted();
        if (isOver) {
          this.startOver(isOther && !wasChosen);
        }
        const isWorthIt = isOther || (isFirst && isGone(error));
        if (!isWorthIt || (isOver && wasChosen)) {
          throw error;
        }
        this.phase.value = 'sending';
      }
    }
  }

  private async go(stop: AbortSignal): Promise<void> {
    const begun = this.begun ?? (await this.begin(stop));
    await begun.chunks.send(stop).catch((error) => this.unlessClosed(error, begun, stop));
    await this.finish(begun, stop);
  }

  /** Another tab may have sent the rest and completed the upload; that can be said once more. */
  private async unlessClosed(error: unknown, begun: Begun, stop: AbortSignal): Promise<void> {
    if (!(error instanceof Refusal && error.code === 'upload_closed')) {
      throw error;
    }
    await unlessStopped(begun.chunks.digestAll(), stop);
  }

  /** Whether there is nothing to go on with. Forgets where the file goes, if that may be gone. */
  private async isOver(error: unknown, stop: AbortSignal): Promise<boolean> {
    const found = isLost(error);
    if (found !== 'perhaps') {
      return found === 'yes';
    }
    this.destination.forget();
    const { begun } = this;
    if (this.phase.value !== 'joining' || !begun) {
      return true;
    }
    // All of it is sent: what is gone may be the folder, or the file that was to have a new version.
    return patiently(() => readUpload(begun.upload.id), stop).then(() => false, isGone);
  }

  /** With an upload that is there already, or with a new one. */
  private async begin(stop: AbortSignal): Promise<Begun> {
    const { parent, existing } = await this.destination.find(stop);
    if (existing?.kind === 'dds-file') {
      this.noteVersion(existing.current_version.version + 1);
    }
    this.earlier ??= this.chosen ?? (await this.batch.earlier(this.name, this.size, parent));
    const task = this.task();
    let begun = this.earlier && (await takeUp(task, this.earlier, stop));
    if (begun) {
      this.note({ kind: 'resumed' });
    } else {
      begun = await beginAnew(task, this.batch.projectId, this.key, stop);
      remember(begun.upload.id, parent);
    }
    this.begun = begun;
    this.uploadId.value = begun.upload.id;
    this.chunks.value = begun.chunks;
    return begun;
  }

  private task(): Task {
    const chunkSize = this.plan.value?.chunk_size_bytes ?? Math.max(1, this.size);
    return { file: this.file, provider: this.batch.provider, chunkSize, lanes: this.lanes };
  }

  private async finish(begun: Begun, stop: AbortSignal): Promise<void> {
    const { digests } = begun;
    const { id } = begun.upload;
    if (this.size === 0) {
      digests.of(1).catch(() => {});
    }
    const value = await unlessStopped(digests.whole(), stop);
    this.phase.value = 'joining';
    const hash: Digest = { value, algorithm: digests.algorithm };
    const { parent, existing } = await this.destination.find(stop);
    let done = await patiently(() => complete(id, hash, existing ? null : parent, stop), stop);
    begun.upload = done;
    const file = await this.destination.take(done, stop);
    this.noteVersion(file?.current_version.version ?? 1);
    for (let seconds = 0.25; done.state === 'assembling'; seconds = Math.min(seconds * 1.5, 5)) {
      await unlessStopped(after(seconds), stop);
      done = await patiently(() => readUpload(id), stop);
    }
    forget(id);
    digests.close();
    if (done.state !== 'complete') {
      this.startOver(false);
      this.trouble.value = { kind: 'joined', reason: done.status.error_message ?? '' };
      this.phase.value = 'failed';
      return;
    }
    this.phase.value = 'done';
  }

  /** Begins again from nothing, because what was begun is gone or is another file's. */
  private startOver(isOther: boolean): void {
    this.begun?.digests.close();
    this.begun = null;
    this.earlier = null;
    this.chosen = null;
    this.chunks.value = null;
    this.uploadId.value = null;
    this.key = newKey();
    this.unsay('resumed');
    if (isOther) {
      this.note({ kind: 'changed' });
    }
  }

  private noteVersion(number: number): void {
    if (number > 1) {
      this.note({ kind: 'version', number });
    } else {
      this.unsay('version');
    }
  }

  private note(note: Note): void {
    this.unsay(note.kind);
    this.notes.value = [...this.notes.value, note];
  }

  private unsay(kind: Note['kind']): void {
    this.notes.value = this.notes.value.filter((it) => it.kind !== kind);
  }

  /** Unless a person wished that it ends. */
  private fail(error: unknown, stop: AbortSignal): void {
    if (!stop.aborted) {
      this.trouble.value = troubleOf(error);
      this.phase.value = 'failed';
    }
  }
}
