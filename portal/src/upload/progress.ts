/** How far a file on its way is, and what is to be said of it: all that pages show. */

import { computed, signal } from '@preact/signals';
import type { Plan } from '../api/types';
import type { Chunks } from './chunks';
import { Speed } from './speed';
import type { Note, Trouble } from './trouble';

export type Phase =
  | 'planning'
  | 'refused'
  | 'queued'
  | 'sending'
  | 'paused'
  | 'joining'
  | 'done'
  | 'failed'
  | 'cancelled';

const ENDED = new Set<Phase>(['refused', 'done', 'failed', 'cancelled']);

export class Progress {
  readonly phase = signal<Phase>('planning');
  readonly plan = signal<Plan | null>(null);
  readonly trouble = signal<Trouble | null>(null);
  readonly notes = signal<Note[]>([]);
  readonly chunks = signal<Chunks | null>(null);
  readonly uploadId = signal<string | null>(null);
  /** As the page last counted; the queue renews it some times a second. */
  readonly sent = signal(0);
  readonly rate = signal(0);
  readonly secondsLeft = signal<number | null>(null);
  readonly hasEnded = computed(() => ENDED.has(this.phase.value));

  private readonly speed = new Speed();

  /** `size` is the file's, in bytes. */
  constructor(readonly size: number) {}

  /** Counts what has moved; seconds of any steady clock. */
  count(now: number): void {
    const sent = this.phase.value === 'done' ? this.size : (this.chunks.value?.sent ?? 0);
    this.sent.value = Math.min(sent, this.size);
    if (this.phase.value === 'sending') {
      this.speed.note(this.chunks.value?.moved ?? 0, now);
      this.rate.value = this.speed.rate;
      this.secondsLeft.value = this.speed.secondsFor(this.size - sent);
    }
  }

  /** Nothing moves any more; what comes later is counted without the time between. */
  stand(): void {
    this.speed.reset();
    this.rate.value = 0;
  }

  /** Says so, in place of an earlier note of that kind. */
  note(note: Note): void {
    this.unsay(note.kind);
    this.notes.value = [...this.notes.value, note];
  }

  unsay(kind: Note['kind']): void {
    this.notes.value = this.notes.value.filter((it) => it.kind !== kind);
  }

  /** The first version of a file is nothing to be told. */
  noteVersion(number: number): void {
    if (number > 1) {
      this.note({ kind: 'version', number });
    } else {
      this.unsay('version');
    }
  }
}
