/** How files would be cut, asked once for all that go in one chunk. */

import { plan } from '../api/storage';
import type { Plan, Provider } from '../api/types';
import { NEVER, patiently, unlessStopped } from './network';

const asked = new Map<string, Promise<Plan>>();

/** The plan of the service. A file no larger than the chunk of a tiny one is one such chunk. */
export async function planFor(provider: Provider, size: number, stop: AbortSignal): Promise<Plan> {
  const tiny = await unlessStopped(ask(provider, 1), stop);
  if (size > 0 && tiny.chunk_size_bytes !== null && size <= tiny.chunk_size_bytes) {
    return { ...tiny, chunk_min_size_bytes: 1, chunk_count: 1 };
  }
  return unlessStopped(ask(provider, size), stop);
}

function ask(provider: Provider, size: number): Promise<Plan> {
  const key = `${provider.id}/${provider.file_max_size_bytes}/${size}`;
  let answer = asked.get(key);
  if (!answer) {
    answer = patiently(() => plan(provider.id, size), NEVER);
    asked.set(key, answer);
    answer.catch(() => asked.delete(key));
  }
  return answer;
}
