/** The digests of one file, computed by the worker not much sooner than they are needed. */

import type { Cut } from './cut';

export type Order =
  | { kind: 'begin'; id: number; file: File; chunkSize: number; algorithm: string }
  | { kind: 'more'; id: number; number: number }
  | { kind: 'end'; id: number };

export type Told =
  | { id: number; number: number; digest: string }
  | { id: number; whole: string }
  | { id: number; fault: string };

/** The file cannot be read as it was when it was chosen. */
export class FileChanged extends Error {}

/** So many chunks beyond those asked for are read, and are then still in the machine's memory. */
const AHEAD = 4;

let worker: Worker | null = null;
let lastId = 0;
const listeners = new Map<number, (told: Told) => void>();

function order(it: Order): void {
  if (!worker) {
    worker = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('error', () => {
      for (const [id, listen] of listeners) {
        listen({ id, fault: 'WorkerError' });
      }
    });
    worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      listeners.get(data.id)?.(data);
    });
  }
  worker.postMessage(it);
}

export class Digests {
  private readonly id = ++lastId;
  private readonly known = new Map<number, string>();
  private readonly asked = new Map<number, PromiseWithResolvers<string>>();
  private readonly end = later<string>();
  private fault: FileChanged | null = null;

  constructor(
    file: File,
    private readonly cut: Cut,
    readonly algorithm: string,
  ) {
    this.end.promise.catch(() => {}); // whoever asks for it is told
    listeners.set(this.id, (told) => this.hear(told));
    order({ kind: 'begin', id: this.id, file, chunkSize: cut.chunkSize, algorithm });
  }

  /** Of a chunk; raises FileChanged. */
  of(number: number): Promise<string> {
    const known = this.known.get(number);
    if (known !== undefined) {
      return Promise.resolve(known);
    }
    if (this.fault) {
      return Promise.reject(this.fault);
    }
    let wanted = this.asked.get(number);
    if (!wanted) {
      wanted = later<string>();
      this.asked.set(number, wanted);
      order({ kind: 'more', id: this.id, number: Math.min(number + AHEAD, this.cut.count) });
    }
    return wanted.promise;
  }

  /** Of a chunk, if it is there already. */
  peek(number: number): string | undefined {
    return this.known.get(number);
  }

  /** Of the whole file, once every chunk was asked for; raises FileChanged. */
  whole(): Promise<string> {
    return this.end.promise;
  }

  close(): void {
    listeners.delete(this.id);
    order({ kind: 'end', id: this.id });
  }

  private hear(told: Told): void {
    if ('number' in told) {
      this.known.set(told.number, told.digest);
      this.asked.get(told.number)?.resolve(told.digest);
    } else if ('whole' in told) {
      this.end.resolve(told.whole);
    } else {
      this.fault = new FileChanged(told.fault);
      for (const each of [...this.asked.values(), this.end]) {
        each.reject(this.fault);
      }
    }
  }
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
}

function later<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
