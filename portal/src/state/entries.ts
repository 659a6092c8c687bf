import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { children } from '../api/directory';
import type { Entry, Reference } from '../api/types';
import { oneAtATime } from './one-at-a-time';

/** What lies in a folder, as far as it is read. */
export interface Listing {
  items: Entry[];
  /** How many there are in all; null before the first answer. */
  total: number | null;
  isWhole: boolean;
  error?: unknown;
}

const NOTHING: Listing = { items: [], total: null, isWhole: false };

/** Rises whenever something was put into, moved or taken out of some folder. */
export const changes = signal(0);

export function directoryChanged(): void {
  changes.value += 1;
}

/** The entries of a folder or project, or those below it whose names contain something.
 *
 * The first page is shown in order at once; while the others come they are put behind it, so that
 * nothing jumps, and all are in order once the last one is here. Read again, what is shown stays
 * until there is as much.
 */
export function useEntries(parent: Reference, contains: string): Listing & { reload: () => void } {
  const place = `${parent.kind}/${parent.id}/${contains}`;
  const [shown, setShown] = useState({ place, listing: NOTHING });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    const show = (change: (before: Listing) => Listing) => {
      if (!stop.signal.aborted) {
        setShown((it) => ({ place, listing: change(it.place === place ? it.listing : NOTHING) }));
      }
    };
    const work = () =>
      read(parent, contains, stop.signal, (part) => show((before) => longer(before, part))).then(
        (whole) => show(() => whole),
        (error) => show((before) => ({ ...before, error })),
      );
    const end = changes.subscribe(oneAtATime(work, stop.signal)); // the first time at once
    return () => {
      end();
      stop.abort();
    };
  }, [place, round]);

  const current = shown.place === place ? shown.listing : NOTHING;
  return { ...current, reload: () => setRound((it) => it + 1) };
}

function longer(before: Listing, part: Listing): Listing {
  return before.isWhole || before.items.length > part.items.length ? before : part;
}

async function read(
  parent: Reference,
  contains: string,
  stop: AbortSignal,
  show: (listing: Listing) => void,
): Promise<Listing> {
  const items: Entry[] = [];
  for await (const { body, total } of children(parent, contains || undefined, stop)) {
    items.push(...body.results.sort(inOrder));
    show({ items: [...items], total: Math.max(total, items.length), isWhole: false });
  }
  return { items: items.sort(inOrder), total: items.length, isWhole: true };
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** Folders first, then by name, numbers within names as numbers. */
function inOrder(a: Entry, b: Entry): number {
  const kinds = Number(a.kind === 'dds-file') - Number(b.kind === 'dds-file');
  return kinds || collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
}
