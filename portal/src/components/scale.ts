/** A logarithmic scale of file sizes, from a kilobyte to somewhat more than the largest file. */

const LOWEST = 2 ** 10;

/** How far beyond the largest file the scale goes, in powers of two. */
const BEYOND = 4;

/** Where a size stands on the scale of a provider whose largest file is `largest`, in percent. */
export function placeOf(size: number, largest: number): number {
  const low = Math.log2(LOWEST);
  const high = Math.log2(Math.max(largest, LOWEST)) + BEYOND;
  const place = (Math.log2(Math.max(size, 1)) - low) / (high - low);
  return Math.min(Math.max(place, 0), 1) * 100;
}

/** MiB, GiB and so on, as far as the scale goes. */
export function ticks(largest: number): number[] {
  return [2 ** 20, 2 ** 30, 2 ** 40, 2 ** 50].filter((tick) => tick <= largest * 2 ** (BEYOND - 1));
}
