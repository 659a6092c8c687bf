import { expect, it, vi } from 'vitest';
import { Lanes } from '../src/upload/lanes';
import { open } from './parts';

const NEVER = new AbortController().signal;

/** Work that ends when it is told to, or stopped. */
function lasting(stop: AbortSignal): () => Promise<void> {
  return () =>
    new Promise((_, reject) => stop.addEventListener('abort', () => reject(stop.reason)));
}

it('never runs more than there are lanes, and lets who waits give up', async () => {
  const lanes = new Lanes(2);
  const stop = new AbortController();
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
  };
  const all = [lanes.use(work, NEVER), lanes.use(work, NEVER)];
  const given = lanes.use(work, stop.signal);
  const waiting = lanes.use(work, NEVER);
  stop.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  await vi.waitFor(() => expect(ends).toHaveLength(2));
  ends[0]?.();
  await vi.waitFor(() => expect(ends).toHaveLength(3));
  ends[1]?.();
  ends[2]?.();
  await Promise.all([...all, waiting]);
  expect(most).toBe(2);
});

it('loses no lane where one signal ends both who runs and who waits', async () => {
  const lanes = new Lanes(2);
  const stop = new AbortController();
  const work = lasting(stop.signal);
  const all = Array.from({ length: 6 }, () => lanes.use(work, stop.signal));
  await vi.waitFor(() => expect(all).toHaveLength(6));
  stop.abort(new Error('enough'));
  const ended = await Promise.allSettled(all);
  expect(ended.every((it) => it.status === 'rejected')).toBe(true);
  const again = [1, 2].map((it) => lanes.use(() => Promise.resolve(it), NEVER));
  expect(await Promise.all(again)).toEqual([1, 2]);
});

it('hands no lane to who gives up in the moment in which it is free', async () => {
  const lanes = new Lanes(1);
  const stop = new AbortController();
  const work = open<void>();
  const first = lanes.use(() => work.promise, NEVER);
  const given = lanes.use(() => Promise.resolve(), stop.signal);
  work.resolve();
  await first;
  stop.abort(new Error('enough'));
  await Promise.allSettled([given]);
  expect(await lanes.use(() => Promise.resolve('free'), NEVER)).toBe('free');
});
