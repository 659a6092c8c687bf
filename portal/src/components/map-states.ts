import type { HeldChunk, Upload } from '../api/types';
import { type Chunks, Mark } from '../upload/chunks';

export const STATES = ['missing', 'granted', 'sending', 'stored', 'differs', 'sealed'] as const;

export type MapState = (typeof STATES)[number];

const OF_MARK: Record<number, MapState> = {
  [Mark.Missing]: 'missing',
  [Mark.Granted]: 'granted',
  [Mark.Sending]: 'sending',
  [Mark.Stored]: 'stored',
};

export function counted(states: MapState[]): Record<MapState, number> {
  const counts = Object.fromEntries(STATES.map((it) => [it, 0])) as Record<MapState, number>;
  for (const state of states) {
    counts[state] += 1;
  }
  return counts;
}

/** What the service knows of an upload's chunks; `count` is how many there will be. */
export function statesOf(upload: Upload, held: HeldChunk[], count: number): MapState[] {
  const highest = held.reduce((most, it) => Math.max(most, it.number), 0);
  const states: MapState[] = Array.from({ length: Math.max(count, highest) }, () => 'missing');
  for (const { number, state } of held) {
    const isSealed = upload.status.sealed_on !== null && state === 'stored';
    states[number - 1] = isSealed ? 'sealed' : state;
  }
  return states;
}

/** What this tab knows of the chunks that it sends, over what the service knew. */
export function statesHere(chunks: Chunks, before: MapState[]): MapState[] {
  return Array.from(chunks.marks, (mark, index) => {
    const known = before[index];
    return mark === Mark.Missing && known ? known : (OF_MARK[mark] ?? 'missing');
  });
}
