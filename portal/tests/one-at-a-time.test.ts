import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { oneAtATime } from '../src/state/one-at-a-time';

const stop = new AbortController();
let begun: number[] = [];

/** Takes a second. */
function work(): Promise<void> {
  begun.push(performance.now());
  return new Promise((resolve) => setTimeout(resolve, 1000));
}

beforeEach(() => {
  vi.useFakeTimers();
  begun = [];
});

afterEach(() => {
  vi.useRealTimers();
});

it('does at once what is wanted after the last is done', async () => {
  const want = oneAtATime(work, stop.signal);
  for (const _ of [1, 2]) {
    const done = want();
    await vi.advanceTimersByTimeAsync(1000);
    await done;
  }
  expect(begun.map((it) => it - (begun[0] ?? 0))).toEqual([0, 1000]);
});

it('does once what is wanted many times meanwhile, after a pause', async () => {
  const want = oneAtATime(work, stop.signal);
  for (let time = 0; time < 20; time += 1) {
    want();
    await vi.advanceTimersByTimeAsync(50);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect(begun.map((it) => it - (begun[0] ?? 0))).toEqual([0, 2000]);
});

it('does nothing more once it is stopped', async () => {
  const own = new AbortController();
  const want = oneAtATime(work, own.signal);
  want();
  want();
  own.abort();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(begun).toHaveLength(1);
});
