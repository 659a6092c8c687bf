/** The last days in UTC, those too on which nothing happened. */

import type { Statistics } from '../api/types';

export interface DayCounts {
  day: string;
  counts: Record<string, number>;
}

/** As many days as wished, up to `today`. */
export function everyDay(known: Statistics['days'], today: Date, count = 30): DayCounts[] {
  const byDay = new Map(known.map((it) => [it.day, it.counts]));
  return Array.from({ length: count }, (_, index) => {
    const day = isoDay(new Date(today.getTime() - (count - 1 - index) * 86_400_000));
    return { day, counts: byDay.get(day) ?? {} };
  });
}

function isoDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
