import { all, call, get, pages, post, put, remove } from './http';
import { keyed } from './request-key';
import type {
  BegunUpload,
  Chunk,
  CompletedUpload,
  Completion,
  Digest,
  GrantResult,
  HeldChunk,
  ManyChunks,
  NewUpload,
  Reference,
  Upload,
  UploadState,
} from './types';

interface HeldChunks {
  results: HeldChunk[];
  missing_bytes: number;
}

/** Begins an upload once, however often it is asked with the same `key`.
 *
 * It is not to be broken off: without the answer nobody knows what to give up.
 */
export function begin(projectId: string, upload: NewUpload, key: string): Promise<BegunUpload> {
  return post(`/projects/${projectId}/uploads`, upload, keyed(key));
}

export function upload(id: string, signal?: AbortSignal): Promise<Upload> {
  return get(`/uploads/${id}`, undefined, signal);
}

/** The caller's own uploads of a project. */
export function own(
  projectId: string,
  state: UploadState,
  signal?: AbortSignal,
): Promise<Upload[]> {
  return all(`/projects/${projectId}/uploads`, { state, mine: true }, signal);
}

/** The caller's own uploads of all projects, the last that was begun first. */
export async function ownOfAll(state: UploadState, signal: AbortSignal): Promise<Upload[]> {
  const found = await all<Upload>('/uploads', { state }, signal);
  const at = (it: Upload) => Date.parse(it.status.initiated_on);
  return found.filter((it) => it.project !== null).sort((a, b) => at(b) - at(a));
}

/** A grant, or an error, for each of the chunks; and when the service said so, by its own clock. */
export async function grant(
  uploadId: string,
  chunks: Chunk[],
  signal: AbortSignal,
): Promise<{ results: GrantResult[]; at: number }> {
  const ask = { body: { chunks } satisfies ManyChunks, signal };
  const path = `/uploads/${uploadId}/chunks`;
  const answer = await call<{ results: GrantResult[] }>('PUT', path, ask);
  const at = Date.parse(answer.headers.get('Date') ?? '');
  return { results: answer.body.results, at: Number.isNaN(at) ? Date.now() : at };
}

/** What storage has of an upload's chunks, all pages of it. */
export async function held(uploadId: string, signal?: AbortSignal): Promise<HeldChunks> {
  const results: HeldChunk[] = [];
  let missing_bytes = 0;
  const path = `/uploads/${uploadId}/chunks`;
  for await (const { body } of pages<HeldChunk, HeldChunks>(path, {}, signal)) {
    results.push(...body.results);
    missing_bytes = body.missing_bytes;
  }
  return { results, missing_bytes };
}

/** Says that all is sent; with `parent`, a file is made of it there. */
export function complete(
  uploadId: string,
  hash: Digest,
  parent: Reference | null,
  signal: AbortSignal,
): Promise<CompletedUpload> {
  const body: Completion = { hash, file: parent && { parent } };
  return put(`/uploads/${uploadId}/complete`, body, { signal });
}

export function abort(uploadId: string): Promise<void> {
  return remove(`/uploads/${uploadId}`);
}
