/** Where a file goes: its folder, and the file of its name there, whose new version it becomes. */

import { createFile, reviseFile } from '../api/directory';
import { isGone } from '../api/errors';
import type { CompletedUpload, Entry, File, Reference, Upload } from '../api/types';
import type { Batch } from './batch';
import { patiently, unlessStopped } from './network';

interface Found {
  parent: Reference;
  existing: Entry | null;
}

export class Destination {
  private found: Found | null = null;

  constructor(
    private readonly batch: Batch,
    private readonly path: string[],
    private readonly name: string,
  ) {}

  /** Looks once, and makes folders that are not there. */
  async find(stop: AbortSignal): Promise<Found> {
    if (!this.found) {
      const parent = await unlessStopped(this.batch.parentOf(this.path), stop);
      const existing = await unlessStopped(this.batch.existing(this.path, this.name), stop);
      this.found = { parent, existing };
    }
    return this.found;
  }

  /** Has it looked for anew, since something of it is gone. */
  forget(): void {
    this.found = null;
    this.batch.forget(this.path);
  }

  /** Makes the upload a file, or a version of the file that is there; null where it has failed. */
  async take(done: CompletedUpload, stop: AbortSignal): Promise<File | null> {
    if (done.file || done.state === 'failed') {
      return done.file ?? null;
    }
    const { parent, existing } = await this.find(stop);
    const revised = existing && (await this.revised(existing, done, stop));
    return revised ?? patiently(() => createFile(parent, done.id), stop);
  }

  /** Null where the file was deleted meanwhile: what was sent is then a file of its own. */
  private async revised(existing: Entry, done: Upload, stop: AbortSignal): Promise<File | null> {
    try {
      return await patiently(() => reviseFile(existing.id, done.id), stop);
    } catch (error) {
      if (!isGone(error)) {
        throw error;
      }
      this.forget();
      return null;
    }
  }
}
