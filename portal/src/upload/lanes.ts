/** How many requests with bytes run at once, over all files. */

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
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        stop.removeEventListener('abort', halt);
        resolve();
      };
      // At once: a lane that is left in the same moment must not go to one who has given up.
      const halt = () => {
        this.waiting.splice(this.waiting.indexOf(turn), 1);
        reject(stop.reason);
      };
      this.waiting.push(turn);
      stop.addEventListener('abort', halt, { once: true });
    });
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
