/** Waits: for the network, for who signs in again, for what passes by itself. */

import { effect, signal } from '@preact/signals';
import { answers } from '../api/accounts';
import { Refusal, Unreachable } from '../api/errors';
import { isSignedIn, owner } from '../state/session';

/** Whether the service was last seen to answer. */
export const isOnline = signal(true);

/** Ends only with the page: no file alone may stop what others wait for as well. */
export const NEVER = new AbortController().signal;

const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 15;

let watching: Promise<void> | null = null;

/** Returns once the service answers, which may be at once. */
export function online(stop: AbortSignal): Promise<void> {
  watching ??= watch().finally(() => {
    watching = null;
  });
  return unlessStopped(watching, stop);
}

async function watch(): Promise<void> {
  for (let seconds = FIRST_SECONDS; !(await answers()); ) {
    isOnline.value = false;
    await afterOrOnline(seconds);
    seconds = Math.min(seconds * 2, LONGEST_SECONDS);
  }
  isOnline.value = true;
}

/** What `attempt` gives, however often it has to be made while only time is missing.
 *
 * The network being away and a session that has ended are waited for without end. Of what the
 * service calls temporary so many tries are made that some minutes pass. What one person began is
 * not done in the name of another, who signs in meanwhile: an AbortError is raised then.
 */
export async function patiently<T>(attempt: () => Promise<T>, stop: AbortSignal): Promise<T> {
  const person = owner.peek();
  for (let tries = 0; ; ) {
    stop.throwIfAborted();
    if (owner.peek() !== person) {
      throw new DOMException('somebody else is signed in', 'AbortError');
    }
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Unreachable) {
        await online(stop);
      } else if (error instanceof Refusal && error.status === 401) {
        await signedIn(stop);
      } else if (error instanceof Refusal && error.passes && tries < 12) {
        tries += 1;
        const wait = error.retryAfterSeconds ?? Math.min(0.25 * 2 ** tries, 30);
        await unlessStopped(after(wait), stop);
      } else {
        throw error;
      }
    }
  }
}

async function signedIn(stop: AbortSignal): Promise<void> {
  let end = () => {};
  const again = new Promise<void>((resolve) => {
    end = effect(() => {
      if (isSignedIn.value) {
        resolve();
      }
    });
  });
  try {
    await unlessStopped(again, stop);
  } finally {
    end();
  }
}

export function after(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** What `work` gives, unless somebody says stop before; then what `stop` was aborted with is raised.
 *
 * Nothing stays on `stop` afterwards: one signal lives as long as a file of ten thousand chunks.
 */
export function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const halt = () => reject(stop.reason);
    if (stop.aborted) {
      halt();
    }
    stop.addEventListener('abort', halt, { once: true });
    work.then(resolve, reject).finally(() => stop.removeEventListener('abort', halt));
  });
}

/** Returns after so long, or as soon as the browser says that it has a network again. */
function afterOrOnline(seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    addEventListener('online', end);
  });
}
