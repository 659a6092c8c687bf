import { after } from '../upload/network';

/** Gives what has `work` done, and never twice at once.
 *
 * What is wanted meanwhile is done once, afterwards; and after a pause as long as the work took, so
 * that what takes long and is wanted all the time does not keep the service busy. `work` raises nothing.
 */
export function oneAtATime(work: () => Promise<void>, stop: AbortSignal): () => Promise<void> {
  let isRunning = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isRunning) {
      return;
    }
    isRunning = true;
    while (isWanted && !stop.aborted) {
      isWanted = false;
      const begin = performance.now();
      await work();
      if (isWanted) {
        await after((performance.now() - begin) / 1000);
      }
    }
    isRunning = false;
  };
}
