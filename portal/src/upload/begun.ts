/** An upload at the service, together with what this tab has of its file. */

import type { Provider, Upload } from '../api/types';
import { begin, held } from '../api/uploads';
import { Chunks } from './chunks';
import { Cut, cutOf } from './cut';
import { Digests } from './digests';
import type { Lanes } from './lanes';
import { patiently, unlessStopped } from './network';

export interface Begun {
  /** As the service last said. */
  upload: Upload;
  readonly digests: Digests;
  readonly chunks: Chunks;
}

/** A file, and how it is to be sent. */
export interface Task {
  file: File;
  provider: Provider;
  /** As the service plans it; a cut that is there already goes before. */
  chunkSize: number;
  lanes: Lanes;
}

/** Goes on with an upload of another day; null where another program cut it in a way of its own. */
export async function takeUp(
  task: Task,
  earlier: Upload,
  stop: AbortSignal,
): Promise<Begun | null> {
  const found = await patiently(() => held(earlier.id, stop), stop);
  const cut = cutOf(task.file.size, found.results, task.chunkSize);
  if (!cut) {
    return null;
  }
  const begun = together(task, earlier, digestsOf(task, cut), cut);
  begun.chunks.learn(found.results);
  return begun;
}

/** Begins one: at the service once, however often it is asked with the same `key`.
 *
 * Also gives one that is there by the time `stop` is heard of, so that it can be given up.
 */
export async function beginAnew(
  task: Task,
  projectId: string,
  key: string,
  stop: AbortSignal,
): Promise<Begun> {
  const { file, provider } = task;
  const cut = new Cut(file.size, task.chunkSize);
  const digests = digestsOf(task, cut);
  try {
    const value = await unlessStopped(digests.of(1), stop);
    const hash = { value, algorithm: digests.algorithm };
    const isOne = cut.count === 1 && file.size > 0;
    const offer = {
      name: file.name,
      content_type: file.type,
      size: file.size,
      storage_provider: { id: provider.id },
      ...(isOne && { chunks: [{ number: 1, size: file.size, hash }] }),
    };
    const made = await patiently(() => begin(projectId, offer, key), stop);
    const begun = together(task, made, digests, cut);
    begun.chunks.granted(made.granted ?? [], Date.now());
    return begun;
  } catch (error) {
    digests.close();
    throw error;
  }
}

function digestsOf({ file, provider }: Task, cut: Cut): Digests {
  return new Digests(file, cut, provider.chunk_hash_algorithm);
}

function together(task: Task, upload: Upload, digests: Digests, cut: Cut): Begun {
  return { upload, digests, chunks: new Chunks(task.file, cut, digests, upload.id, task.lanes) };
}
