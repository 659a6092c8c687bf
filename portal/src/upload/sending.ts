/** How one file gets to storage and into its project. */

import { isGone, Refusal } from '../api/errors';
import { newKey } from '../api/request-key';
import type { Digest, Upload } from '../api/types';
import { abort, complete, upload as readUpload } from '../api/uploads';
import type { Batch } from './batch';
import { type Begun, beginAnew, type Task, takeUp } from './begun';
import { OtherFile } from './chunks';
import { Destination } from './destination';
import type { Picked } from './drop';
import type { Lanes } from './lanes';
import { forget, remember } from './memory';
import { after, patiently, unlessStopped } from './network';
import type { Progress } from './progress';
import { isLost } from './trouble';

/** One file to one place, in as many runs as it takes: each goes on where the last one ended. */
export class Sending {
  private readonly destination: Destination;
  private begun: Begun | null = null;
  /** An upload of another day that this one goes on with. */
  private earlier: Upload | null = null;
  private key = newKey();

  constructor(
    private readonly picked: Picked,
    private readonly batch: Batch,
    private readonly lanes: Lanes,
    private readonly progress: Progress,
    /** The upload that a person chose this file for; else one is looked for. */
    private chosen: Upload | null,
  ) {
    this.destination = new Destination(batch, picked.path, picked.file.name);
  }

  /** Returns when the file is there, or storage could not put it together.
   *
   * Raises what a person has to be told, and what `stop` was aborted with.
   */
  async run(stop: AbortSignal): Promise<void> {
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
          this.startOver();
        }
        const isWorthIt = isOther || (isFirst && isGone(error));
        if (!isWorthIt || (isOver && wasChosen)) {
          throw error;
        }
        if (isOther) {
          this.progress.note({ kind: 'changed' });
        }
        this.progress.phase.value = 'sending';
      }
    }
  }

  /** Gives up what was begun, at the service too. */
  async giveUp(): Promise<void> {
    this.begun?.digests.close();
    if (this.begun?.upload.state === 'open') {
      const { id } = this.begun.upload;
      forget(id);
      await abort(id).catch(() => {}); // it ends by itself, some days later
    }
  }

  private async go(stop: AbortSignal): Promise<void> {
    const begun = this.begun ?? (await this.begin(stop));
    await begun.chunks.send(stop).catch((error) => this.unlessClosed(error, begun, stop));
    const done = await this.complete(begun, stop);
    await this.settle(done, stop);
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
    if (this.progress.phase.value !== 'joining' || !begun) {
      return true;
    }
    // All of it is sent: what is gone may be the folder, or the file that was to have a new version.
    return patiently(() => readUpload(begun.upload.id, stop), stop).then(() => false, isGone);
  }

  /** With an upload that is there already, or with a new one. */
  private async begin(stop: AbortSignal): Promise<Begun> {
    const { name, size } = this.picked.file;
    const { parent, existing } = await this.destination.find(stop);
    if (existing?.kind === 'dds-file') {
      this.progress.noteVersion(existing.current_version.version + 1);
    }
    this.earlier ??= this.chosen ?? (await this.batch.earlier(name, size, parent));
    const task = this.task();
    let begun = this.earlier && (await takeUp(task, this.earlier, stop));
    if (begun) {
      this.progress.note({ kind: 'resumed' });
    } else {
      begun = await beginAnew(task, this.batch.projectId, this.key, stop);
      remember(begun.upload.id, parent);
    }
    this.begun = begun;
    this.progress.uploadId.value = begun.upload.id;
    this.progress.chunks.value = begun.chunks;
    return begun;
  }

  private task(): Task {
    const { file } = this.picked;
    const chunkSize = this.progress.plan.value?.chunk_size_bytes ?? Math.max(1, file.size);
    return { file, provider: this.batch.provider, chunkSize, lanes: this.lanes };
  }

  /** Says that all is sent, and makes a file of it. */
  private async complete(begun: Begun, stop: AbortSignal): Promise<Upload> {
    const { digests, upload } = begun;
    if (this.picked.file.size === 0) {
      digests.of(1).catch(() => {});
    }
    const value = await unlessStopped(digests.whole(), stop);
    this.progress.phase.value = 'joining';
    const hash: Digest = { value, algorithm: digests.algorithm };
    const { parent, existing } = await this.destination.find(stop);
    const place = existing ? null : parent;
    const done = await patiently(() => complete(upload.id, hash, place, stop), stop);
    begun.upload = done;
    const file = await this.destination.take(done, stop);
    this.progress.noteVersion(file?.current_version.version ?? 1);
    return done;
  }

  /** Waits until storage has put it together, or could not. */
  private async settle(completed: Upload, stop: AbortSignal): Promise<void> {
    let seen = completed;
    for (let seconds = 0.25; seen.state === 'assembling'; seconds = Math.min(seconds * 1.5, 5)) {
      await unlessStopped(after(seconds), stop);
      seen = await patiently(() => readUpload(completed.id, stop), stop);
    }
    forget(completed.id);
    this.begun?.digests.close();
    if (seen.state === 'complete') {
      this.progress.phase.value = 'done';
    } else {
      this.startOver();
      this.progress.trouble.value = { kind: 'joined', reason: seen.status.error_message ?? '' };
      this.progress.phase.value = 'failed';
    }
  }

  /** Has the next run begin from nothing: what was begun is gone, or is another file's. */
  private startOver(): void {
    this.begun?.digests.close();
    this.begun = null;
    this.earlier = null;
    this.chosen = null;
    this.key = newKey();
    this.progress.chunks.value = null;
    this.progress.uploadId.value = null;
    this.progress.unsay('resumed');
  }
}
