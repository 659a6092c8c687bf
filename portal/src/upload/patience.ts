/** For how long storage that does not take a chunk is tried again. */

import { Refusal } from '../api/errors';
import { FileChanged } from './digests';
import type { PutAnswer } from './put';

/** A refusal that the browser can read is believed after so many fresh URLs. */
const REFUSALS = 4;

/** Storage that has too much to do is left alone for so long, or for as long as it asks for. */
const BUSY_SECONDS = 1;

const LONGEST_SECONDS = 15;

/** So much is waited between the attempts in all. What attempts take is no sign of anything: on a
 * slow line they are long, and a laptop may sleep in the middle of one. */
const ALL_SECONDS = 600;

export class Patience {
  private attempts = 0;
  private refusals = 0;
  private waited = 0;

  /** Whether more is wrong than an address that has expired, for which nobody is told anything. */
  get isTried(): boolean {
    return this.attempts > 1;
  }

  /** Storage has too much to do, and may have said when it is to be asked again. */
  busy(retryAfterSeconds: number | null): number | null {
    return this.next(Math.max(BUSY_SECONDS, retryAfterSeconds ?? 0));
  }

  /** Storage refuses; the reason may be the address alone. */
  refused(): number | null {
    this.refusals += 1;
    return this.refusals < REFUSALS ? this.next(0) : null;
  }

  /** Nothing was heard, though there is a network. */
  silent(): number | null {
    return this.next(0);
  }

  /** Seconds to wait; null where another attempt would be in vain. */
  private next(least: number): number | null {
    if (this.waited >= ALL_SECONDS) {
      return null;
    }
    const pause = this.attempts ? Math.min(2 ** (this.attempts - 1), LONGEST_SECONDS) : 0;
    const seconds = Math.max(least, pause);
    this.attempts += 1;
    this.waited += seconds;
    return seconds;
  }
}

/** What storage said; raises it, or FileChanged, where another attempt would be in vain. */
export function refusalOf({ status, envelope, retryAfterSeconds }: PutAnswer): Refusal {
  const refusal = new Refusal(status, envelope, retryAfterSeconds);
  if (status === 422 || refusal.code === 'content_digest_mismatch') {
    throw new FileChanged('digest');
  }
  const isFinal = [400, 404, 405, 411, 413, 507].includes(status);
  if (isFinal || ['upload_expired', 'upload_closed', 'upload_failed'].includes(refusal.code)) {
    throw refusal;
  }
  return refusal;
}
