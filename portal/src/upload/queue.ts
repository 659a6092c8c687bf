/** All files that this tab sends, or has sent: who has its turn, and how far they are together. */

import { computed, effect, signal, batch as together } from '@preact/signals';
import type { Provider, Reference, Upload } from '../api/types';
import { directoryChanged } from '../state/entries';
import { owner } from '../state/session';
import { Batch } from './batch';
import type { Picked } from './drop';
import { Lanes } from './lanes';
import { recall } from './memory';
import type { Phase } from './progress';
import { Transfer } from './transfer';

/** Files side by side; their chunks share the lanes. */
const FILES = 6;

/** How often what has moved is counted; seconds. */
const TICK = 0.25;

export const transfers = signal<readonly Transfer[]>([]);

export interface Totals {
  files: number;
  ended: number;
  done: number;
  failed: number;
  paused: number;
  moving: number;
  bytes: number;
  sent: number;
  rate: number;
  secondsLeft: number | null;
}

const MOVING = new Set<Phase>(['planning', 'queued', 'sending', 'joining']);

/** Counted some times a second, and not with each step of each of ten thousand files. */
export const totals = signal<Totals>(sum());

/** Whether anything is under way: closing the page would break it off. */
export const isBusy = computed(() => totals.value.moving > 0);

const lanes = new Lanes();
let active = 0;

/** Files for a place in a project; they begin as soon as they are planned. */
export function add(
  picked: Picked[],
  projectId: string,
  root: Reference,
  provider: Provider,
  all: Provider[],
): void {
  const batch = new Batch(projectId, root, provider);
  // A file that is on its way there already is not sent twice at once.
  const here = transfers.value.filter((it) => !it.hasEnded.value && it.batch.root.id === root.id);
  const underWay = new Set(here.map(keyOf));
  const fresh = picked.filter((it) => !underWay.has(keyOf(it)));
  enter(
    fresh.map((each) => new Transfer(each, batch, lanes)),
    all,
  );
}

/** Goes on with an upload of another day by the same file. */
export function resume(file: File, upload: Upload, provider: Provider): void {
  const projectId = upload.project?.id ?? '';
  const root = recall(upload.id) ?? { kind: 'dds-project', id: projectId };
  const batch = new Batch(projectId, root, provider);
  enter([new Transfer({ file, path: [] }, batch, lanes, upload)], []);
}

/** Sends a file that was too large for one storage to another. */
export function useProvider(transfer: Transfer, provider: Provider): void {
  const { projectId, root } = transfer.batch;
  transfer.goTo(new Batch(projectId, root, provider));
  ready(transfer, []);
}

/** Goes on with one that stands still. */
export function go(transfer: Transfer): void {
  if (transfer.plan.value === null) {
    ready(transfer, []);
  } else {
    transfer.trouble.value = null;
    transfer.phase.value = 'queued';
    next();
  }
}

export function pauseAll(): void {
  for (const each of transfers.value) {
    if (each.phase.value === 'sending' || each.phase.value === 'queued') {
      each.pause();
    }
  }
}

export function resumeAll(): void {
  for (const each of transfers.value) {
    if (each.phase.value === 'paused') {
      go(each);
    }
  }
}

/** Takes what has ended off the list. */
export function clearEnded(): void {
  transfers.value = transfers.value.filter((it) => !it.hasEnded.value);
}

/** The transfer of this tab that sends an upload, or has sent it. */
export function transferOf(uploadId: string): Transfer | undefined {
  return transfers.value.find(
    (it) => it.uploadId.value === uploadId && !['failed', 'cancelled'].includes(it.phase.value),
  );
}

function enter(made: Transfer[], all: Provider[]): void {
  transfers.value = [...transfers.value, ...made];
  for (const each of made) {
    ready(each, all);
  }
}

async function ready(transfer: Transfer, all: Provider[]): Promise<void> {
  const others = all.filter((it) => it.id !== transfer.batch.provider.id && !it.is_deprecated);
  await transfer.prepare(others);
  next();
}

/** Gives the next ones their turn. */
function next(): void {
  for (const each of transfers.value) {
    if (active >= FILES) {
      return;
    }
    if (each.phase.value === 'queued') {
      turn(each);
    }
  }
}

async function turn(transfer: Transfer): Promise<void> {
  active += 1;
  await transfer.run();
  transfer.count(performance.now() / 1000);
  active -= 1;
  if (transfer.phase.value === 'done') {
    told();
  }
  next();
}

/** What tells one chosen file from others. */
function keyOf({ file, path }: Picked): string {
  return JSON.stringify([path, file.name, file.size, file.lastModified]);
}

/** Lists of files are read again, but not for each of a thousand small ones. */
let isTold = false;
function told(): void {
  if (!isTold) {
    isTold = true;
    setTimeout(() => {
      isTold = false;
      directoryChanged();
    }, 700);
  }
}

function sum(): Totals {
  const found = { files: 0, ended: 0, done: 0, failed: 0, paused: 0, moving: 0 };
  const bytes = { bytes: 0, sent: 0, rate: 0 };
  for (const each of transfers.peek()) {
    const phase = each.phase.peek();
    found.files += 1;
    found.ended += Number(each.hasEnded.peek());
    found.done += Number(phase === 'done');
    found.failed += Number(phase === 'failed' || phase === 'refused');
    found.paused += Number(phase === 'paused');
    found.moving += Number(MOVING.has(phase));
    if (phase !== 'refused' && phase !== 'cancelled') {
      bytes.bytes += each.size;
      bytes.sent += each.sent.peek();
      bytes.rate += phase === 'sending' ? each.rate.peek() : 0;
    }
  }
  const secondsLeft = bytes.rate > 0 ? (bytes.bytes - bytes.sent) / bytes.rate : null;
  return { ...found, ...bytes, secondsLeft };
}

function tick(): void {
  together(() => {
    for (const each of transfers.peek()) {
      if (each.phase.peek() === 'sending') {
        each.count(performance.now() / 1000);
      }
    }
    totals.value = sum();
  });
}

/** The clock runs only while there are files. */
let clock: ReturnType<typeof setInterval> | undefined;
effect(() => {
  const isAny = transfers.value.length > 0;
  queueMicrotask(tick);
  if (isAny && clock === undefined) {
    clock = setInterval(tick, TICK * 1000);
  } else if (!isAny) {
    clearInterval(clock);
    clock = undefined;
  }
});

addEventListener('beforeunload', (event) => {
  if (isBusy.value) {
    event.preventDefault();
  }
});

/** Who signs out leaves nothing running; what the service has of it can be taken up again. */
export function stopAll(): void {
  for (const each of transfers.value) {
    each.leave();
  }
  transfers.value = [];
}

/** Files whose session has ended wait for their person. Somebody else neither sends nor sees them. */
owner.subscribe(stopAll);
