/** Computes the digests of files aside of the page: of each chunk, and in the same pass of it all. */

import { createMD5, createSHA1, createSHA256, type IHasher } from 'hash-wasm';
import type { Order, Told } from './digests';

const MAKERS: Record<string, () => Promise<IHasher>> = {
  md5: createMD5,
  sha1: createSHA1,
  sha256: createSHA256,
};

interface Job {
  /** The last chunk that may be read so far. */
  limit: number;
  wake: () => void;
  isOver: boolean;
}

const jobs = new Map<number, Job>();
const idle = new Map<string, IHasher[]>();

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  const job = jobs.get(data.id);
  if (data.kind === 'begin') {
    begin(data);
  } else if (job) {
    job.limit = data.kind === 'more' ? Math.max(job.limit, data.number) : job.limit;
    job.isOver = data.kind === 'end';
    job.wake();
  }
});

async function begin(order: Order & { kind: 'begin' }): Promise<void> {
  const job: Job = { limit: 0, wake: () => {}, isOver: false };
  jobs.set(order.id, job);
  try {
    await digest(order, job);
  } catch (error) {
    tell({ id: order.id, fault: error instanceof Error ? error.name : 'Error' });
  } finally {
    jobs.delete(order.id);
  }
}

async function digest(order: Order & { kind: 'begin' }, job: Job): Promise<void> {
  const { id, file, chunkSize, algorithm } = order;
  const count = Math.max(1, Math.ceil(file.size / chunkSize));
  const part = await take(algorithm);
  const whole = count > 1 ? await take(algorithm) : null;
  let last = '';
  for (let number = 1; number <= count; number += 1) {
    while (job.limit < number && !job.isOver) {
      await new Promise<void>((resolve) => {
        job.wake = resolve;
      });
    }
    if (job.isOver) {
      break;
    }
    const start = (number - 1) * chunkSize;
    await read(file.slice(start, start + chunkSize), part, whole);
    last = part.digest();
    part.init();
    tell({ id, number, digest: last });
  }
  if (!job.isOver) {
    tell({ id, whole: whole?.digest() ?? last });
  }
  for (const hasher of whole ? [part, whole] : [part]) {
    give(algorithm, hasher);
  }
}

async function read(blob: Blob, part: IHasher, whole: IHasher | null): Promise<void> {
  const reader = blob.stream().getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    part.update(value);
    whole?.update(value);
  }
}

async function take(algorithm: string): Promise<IHasher> {
  const kept = idle.get(algorithm)?.pop();
  return kept?.init() ?? (await (MAKERS[algorithm] ?? createMD5)());
}

function give(algorithm: string, hasher: IHasher): void {
  idle.set(algorithm, [...(idle.get(algorithm) ?? []), hasher]);
}

function tell(told: Told): void {
  postMessage(told);
}
