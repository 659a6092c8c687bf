/** How many requests with bytes run at once, over all files. */

import { stopped } from './network';

/** A browser keeps six connections to a host; one is left for the API. */
const LANES = 5;

export class Lanes {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(count = LANES) {
    this.free = count;
  }

  /** Runs `work` when there is a lane for it. */
  async use<T>(work: () => Promise<T>, stop: AbortSignal): Promise<T> {
    await this.enter(stop);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(stop: AbortSignal): Promise<void> {
    stop.throwIfAborted();
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    let isOver = false;
    const turn = new Promise<void>((resolve) => {
      this.waiting.push(() => {
        if (isOver) {
          this.leave(); // nobody waits here any more
        }
        resolve();
      });
    });
    try {
      await Promise.race([turn, stopped(stop)]);
    } catch (error) {
      isOver = true;
      throw error;
    }
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) {
      next();
    } else {
      this.free += 1;
    }
  }
}
