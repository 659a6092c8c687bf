import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { answers } from '../src/api/accounts';
import { grant } from '../src/api/uploads';
import { Chunks, StorageRefuses } from '../src/upload/chunks';
import { Cut } from '../src/upload/cut';
import { Lanes } from '../src/upload/lanes';
import { type PutAnswer, put } from '../src/upload/put';
import { DIGESTS, fileOf, granted } from './parts';

vi.mock('../src/upload/put');
vi.mock('../src/api/accounts');
vi.mock('../src/api/uploads');

const NEVER = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
  vi.mocked(put).mockReset();
  vi.mocked(grant).mockImplementation(granted);
});

afterEach(() => {
  vi.useRealTimers();
});

function answer(status: number, retryAfterSeconds: number | null = null): PutAnswer {
  return { status, envelope: {}, retryAfterSeconds };
}

/** Of one chunk, whose sending has begun. */
function sent(): Promise<void> {
  const chunks = new Chunks(fileOf(10), new Cut(10, 10), DIGESTS, 'u', new Lanes());
  const sending = chunks.send(NEVER);
  sending.catch(() => {});
  return sending;
}

it.each([503, 429, 500])('waits for storage that has too much to do: %d', async (status) => {
  for (let round = 0; round < 8; round += 1) {
    vi.mocked(put).mockResolvedValueOnce(answer(status));
  }
  vi.mocked(put).mockResolvedValue(answer(201));
  const sending = sent();
  await vi.advanceTimersByTimeAsync(900);
  expect(put).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(put).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(120_000);
  await sending;
  expect(put).toHaveBeenCalledTimes(9);
});

it('waits for as long as storage asks for', async () => {
  vi.mocked(put).mockResolvedValueOnce(answer(503, 20)).mockResolvedValue(answer(201));
  const sending = sent();
  await vi.advanceTimersByTimeAsync(19_000);
  expect(put).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2_000);
  await sending;
  expect(put).toHaveBeenCalledTimes(2);
});

it('waits for a network that is away, however long', async () => {
  vi.mocked(put).mockResolvedValueOnce(answer(0)).mockResolvedValueOnce(answer(0));
  vi.mocked(put).mockResolvedValue(answer(201));
  vi.mocked(answers).mockResolvedValueOnce(true);
  for (let round = 0; round < 120; round += 1) {
    vi.mocked(answers).mockResolvedValueOnce(false);
  }
  vi.mocked(answers).mockResolvedValue(true);
  const sending = sent();
  await vi.advanceTimersByTimeAsync(3_600_000);
  await sending;
});

it('goes on with a slow connection that breaks after a long time', async () => {
  const broken = () => new Promise<PutAnswer>((end) => setTimeout(() => end(answer(0)), 900_000));
  vi.mocked(answers).mockResolvedValue(true);
  vi.mocked(put).mockImplementationOnce(broken).mockImplementationOnce(broken);
  vi.mocked(put).mockResolvedValue(answer(201));
  const sending = sent();
  await vi.advanceTimersByTimeAsync(3_600_000);
  await sending;
});

it('gives up storage that stays silent for ten minutes', async () => {
  vi.mocked(answers).mockResolvedValue(true);
  vi.mocked(put).mockResolvedValue(answer(0));
  const sending = sent();
  await vi.advanceTimersByTimeAsync(500_000);
  const before = vi.mocked(put).mock.calls.length;
  await vi.advanceTimersByTimeAsync(300_000);
  await expect(sending).rejects.toThrow(StorageRefuses);
  expect(vi.mocked(put).mock.calls.length).toBeGreaterThan(before);
});

it('believes storage that refuses several fresh URLs', async () => {
  vi.mocked(put).mockResolvedValue(answer(401));
  const sending = sent();
  await vi.advanceTimersByTimeAsync(120_000);
  await expect(sending).rejects.toThrow(StorageRefuses);
  expect(put).toHaveBeenCalledTimes(4);
});
