/** Waits: for the network, for who signs in again, for what passes by itself. */

import { effect, signal } from '@preact/signals';
import { answers } from '../api/accounts';
import { Refusal, Unreachable } from '../api/errors';
import { isSignedIn } from '../state/session';

/** Whether the service was last seen to answer. */
export const isOnline = signal(true);

const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 15;

let watching: Promise<void> | null = null;

/** Returns once the service answers, which may be at once. */
export function online(stop: AbortSignal): Promise<void> {
  watching ??= watch().finally(() => {
    watching = null;
  });
  return Promise.race([watching, stopped(stop)]);
}

async function watch(): Promise<void> {
  for (let seconds = FIRST_SECONDS; !(await answers()); ) {
    isOnline.value = false;
    await Promise.race([after(seconds), event(globalThis, 'online')]);
    seconds = Math.min(seconds * 2, LONGEST_SECONDS);
  }
  isOnline.value = true;
}

/** What `attempt` gives, however often it has to be made while only time is missing.
 *
 * The network being away and a session that has ended are waited for without end. Of what the
 * service calls temporary so many tries are made that some minutes pass.
 */
export async function patiently<T>(attempt: () => Promise<T>, stop: AbortSignal): Promise<T> {
  for (let tries = 0; ; ) {
    stop.throwIfAborted();
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
        await Promise.race([after(wait), stopped(stop)]);
      } else {
        throw error;
      }
    }
  }
}

function signedIn(stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = effect(() => {
      if (isSignedIn.value) {
        resolve();
        queueMicrotask(() => end());
      }
    });
    stop.addEventListener('abort', () => reject(stop.reason), { once: true });
  });
}

export function after(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Never returns; raises when somebody says stop. */
export function stopped(stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (stop.aborted) {
      reject(stop.reason);
    }
    stop.addEventListener('abort', () => reject(stop.reason), { once: true });
  });
}

function event(target: EventTarget, name: string): Promise<void> {
  return new Promise((resolve) => target.addEventListener(name, () => resolve(), { once: true }));
}
