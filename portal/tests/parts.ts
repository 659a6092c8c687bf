/** What several tests are made of. */

import type { Plan, Provider, SignedRequest } from '../src/api/types';
import type { grant } from '../src/api/uploads';
import type { Digests } from '../src/upload/digests';

export const PROVIDER = {
  id: 'p',
  name: 'Local',
  chunk_hash_algorithm: 'md5',
  file_max_size_bytes: 1000,
} as Provider;

export function planned(size: number): Plan {
  return {
    fits: true,
    chunk_max_size_bytes: 10,
    chunk_min_size_bytes: 1,
    chunk_size_bytes: 10,
    chunk_count: Math.ceil(size / 10),
    open: { uploads: 0, uploads_max: null, bytes: 0, bytes_max: null },
  };
}

export function fileOf(size: number): File {
  return new File(['x'.repeat(size)], 'brain.dat');
}

/** Grants whatever is asked for. */
export const granted: typeof grant = (_, chunks) => {
  const expires_on = new Date(Date.now() + 60_000).toISOString();
  const request: SignedRequest = { http_verb: 'PUT', host: '', url: '', http_headers: [] };
  const results = chunks.map(({ number }) => ({ number, ...request, expires_on }));
  return Promise.resolve({ results, at: Date.now() });
};

/** Digests that are there at once. */
export const DIGESTS = {
  algorithm: 'md5',
  of: (number: number) => Promise.resolve(`digest ${number}`),
  peek: (number: number) => `digest ${number}`,
  whole: () => Promise.resolve('digest'),
  close: () => {},
} as unknown as Digests;

/** Something that is over when a test says so. */
export function open<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((it) => {
    resolve = it;
  });
  return { promise, resolve };
}
