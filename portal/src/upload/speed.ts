/** How fast bytes move, over the last seconds; what lies further back says nothing any more. */

const WINDOW_SECONDS = 12;

export class Speed {
  private readonly marks: { at: number; bytes: number }[] = [];

  /** Notes that so many bytes have moved in all by now (seconds). */
  note(bytes: number, now: number): void {
    this.marks.push({ at: now, bytes });
    while (this.marks.length > 2 && (this.marks[1]?.at ?? now) < now - WINDOW_SECONDS) {
      this.marks.shift();
    }
  }

  /** Bytes a second; 0 while nothing is known. */
  get rate(): number {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    if (!first || !last || last.at <= first.at) {
      return 0;
    }
    return Math.max(0, (last.bytes - first.bytes) / (last.at - first.at));
  }

  /** Seconds until `left` bytes have moved; null while nobody can say. */
  secondsFor(left: number): number | null {
    return this.rate > 0 ? left / this.rate : null;
  }

  reset(): void {
    this.marks.length = 0;
  }
}
