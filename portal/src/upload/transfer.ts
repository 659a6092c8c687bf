/** One file on its way, and what a person can have done with it. */

import type { Provider, Upload } from '../api/types';
import type { Batch } from './batch';
import type { Picked } from './drop';
import type { Lanes } from './lanes';
import { planFor } from './plans';
import { Progress } from './progress';
import { Sending } from './sending';
import { troubleOf } from './trouble';

let lastId = 0;

export class Transfer extends Progress {
  readonly id = ++lastId;
  private sending: Sending;
  private stop = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    private readonly picked: Picked,
    public batch: Batch,
    private readonly lanes: Lanes,
    /** The upload that a person chose this file for; else one is looked for. */
    chosen: Upload | null = null,
  ) {
    super(picked.file.size);
    this.sending = new Sending(picked, batch, lanes, this, chosen);
  }

  get file(): File {
    return this.picked.file;
  }

  /** The folders that it goes to, from the place where it was dropped. */
  get path(): string[] {
    return this.picked.path;
  }

  get name(): string {
    return this.file.name;
  }

  /** Has it sent to another storage than was thought of first. */
  goTo(batch: Batch): void {
    this.batch = batch;
    this.sending = new Sending(this.picked, batch, this.lanes, this, null);
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
    this.running = this.runAfter(this.running, stop);
    await this.running;
  }

  async pause(): Promise<void> {
    if (this.phase.value !== 'joining') {
      await this.leave();
    }
  }

  /** Stops whatever it does; what is begun at the service stays for another day. */
  async leave(): Promise<void> {
    if (!this.hasEnded.value) {
      this.phase.value = 'paused';
      this.stop.abort(new DOMException('paused', 'AbortError'));
      this.stand();
      await this.running;
    }
  }

  /** Gives it up, here and at the service. */
  async cancel(): Promise<void> {
    this.phase.value = 'cancelled';
    this.stop.abort(new DOMException('cancelled', 'AbortError'));
    await this.running;
    await this.sending.giveUp();
  }

  private freshStop(): AbortSignal {
    this.stop = new AbortController();
    return this.stop.signal;
  }

  /** A run that was stopped may still be at its end: two at once would send everything twice. */
  private async runAfter(former: Promise<void> | null, stop: AbortSignal): Promise<void> {
    try {
      await former;
      await this.sending.run(stop);
    } catch (error) {
      this.fail(error, stop);
    }
  }

  /** Unless a person wished that it ends. */
  private fail(error: unknown, stop: AbortSignal): void {
    if (!stop.aborted) {
      this.trouble.value = troubleOf(error);
      this.phase.value = 'failed';
    }
  }
}
