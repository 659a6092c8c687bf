/** What a person is told of a file besides how far it is. */

import { isGone, Refusal } from '../api/errors';
import type { Provider } from '../api/types';
import { OtherFile, StorageRefuses } from './chunks';
import { FileChanged } from './digests';

export type Note = { kind: 'version'; number: number } | { kind: 'resumed' } | { kind: 'changed' };

/** Why a file is where it is; the page has words for each. */
export type Trouble =
  | { kind: 'tooLarge'; largest: number; other: Provider | null }
  | { kind: 'changed' }
  | { kind: 'other'; number: number }
  | { kind: 'storage'; reason: string }
  | { kind: 'joined'; reason: string }
  | { kind: 'error'; error: unknown };

export function troubleOf(error: unknown): Trouble {
  if (error instanceof FileChanged) {
    return { kind: 'changed' };
  }
  if (error instanceof OtherFile) {
    return { kind: 'other', number: error.number };
  }
  if (error instanceof StorageRefuses) {
    return { kind: 'storage', reason: error.answer.envelope.reason ?? '' };
  }
  return { kind: 'error', error };
}

const ENDED = ['upload_expired', 'upload_failed', 'completed_otherwise', 'integrity_failed'];

/** Whether what was begun is of no use for another attempt, or may be: something of it is gone. */
export function isLost(error: unknown): 'yes' | 'perhaps' | 'no' {
  if (error instanceof FileChanged || error instanceof OtherFile) {
    return 'yes';
  }
  if (error instanceof Refusal && ENDED.includes(error.code)) {
    return 'yes';
  }
  return isGone(error) ? 'perhaps' : 'no';
}
