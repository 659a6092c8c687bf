/** How a file is cut. Sizes are in bytes, chunks are numbered from 1. */

export interface Piece {
  number: number;
  offset: number;
  size: number;
}

/** A file in pieces of one size, but for the last. */
export class Cut {
  readonly count: number;

  constructor(
    readonly fileSize: number,
    readonly chunkSize: number,
  ) {
    this.count = Math.max(1, Math.ceil(fileSize / chunkSize));
  }

  piece(number: number): Piece {
    const offset = (number - 1) * this.chunkSize;
    return { number, offset, size: Math.min(this.chunkSize, this.fileSize - offset) };
  }

  /** Whether a chunk of this number and size is one of this cut. */
  fits(number: number, size: number): boolean {
    return number >= 1 && number <= this.count && this.piece(number).size === size;
  }
}

/** The cut that chunks of an earlier upload belong to; null where they belong to no one.
 *
 * A single chunk may be a full one or the last: what is `preferred` today was mostly so then.
 */
export function cutOf(
  fileSize: number,
  chunks: { number: number; size: number }[],
  preferred: number,
): Cut | null {
  const last = chunks.reduce((most, it) => (it.number > most.number ? it : most), {
    number: 0,
    size: 0,
  });
  const sizes = [preferred, Math.max(0, ...chunks.map((it) => it.size))];
  if (last.number > 1) {
    sizes.push((fileSize - last.size) / (last.number - 1)); // what lies before the last one
  }
  const cuts = sizes
    .filter((it) => it >= 1 && Number.isInteger(it))
    .map((it) => new Cut(fileSize, it));
  return cuts.find((cut) => chunks.every((it) => cut.fits(it.number, it.size))) ?? null;
}
