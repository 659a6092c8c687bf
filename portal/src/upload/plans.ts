/** How files would be cut, asked once for all that go in one chunk. */

import { plan } from '../api/storage';
import type { Plan, Provider } from '../api/types';
import { patiently } from './network';

const asked = new Map<string, Promise<Plan>>();

/** The plan of the service. A file no larger than the chunk of a tiny one is one such chunk. */
export async function planFor(provider: Provider, size: number, stop: AbortSignal): Promise<Plan> {
  const tiny = await ask(provider, 1, stop);
  if (size > 0 && tiny.chunk_size_bytes !== null && size <= tiny.chunk_size_bytes) {
    return { ...tiny, chunk_min_size_bytes: 1, chunk_count: 1 };
  }
  return ask(provider, size, stop);
}

async function ask(provider: Provider, size: number, stop: AbortSignal): Promise<Plan> {
  const key = `${provider.id}/${provider.file_max_size_bytes}/${size}`;
  let answer = asked.get(key);
  if (!answer) {
    answer = patiently(() => plan(provider.id, size), stop);
    asked.set(key, answer);
    answer.catch(() => asked.delete(key));
  }
  return answer;
}
