/** Where uploads of this browser go, for the day on which they are taken up again.
 *
 * Only ids are kept. What was sent, the service knows.
 */

import type { Reference } from '../api/types';

const KEPT = 'dds.places';

/** More than these nobody has open; the oldest are forgotten. */
const MOST = 500;

export function remember(uploadId: string, parent: Reference): void {
  const places = Object.entries(all()).filter(([id]) => id !== uploadId);
  places.push([uploadId, parent]);
  write(Object.fromEntries(places.slice(-MOST)));
}

export function recall(uploadId: string): Reference | null {
  return all()[uploadId] ?? null;
}

export function forget(uploadId: string): void {
  const { [uploadId]: _, ...rest } = all();
  write(rest);
}

function all(): Record<string, Reference> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Record<string, Reference>;
  } catch {
    return {};
  }
}

function write(places: Record<string, Reference>): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(places));
  } catch {
    // a browser that keeps nothing: the file goes to where its page is open
  }
}
