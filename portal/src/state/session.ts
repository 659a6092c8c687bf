import { batch, computed, signal } from '@preact/signals';
import * as accounts from '../api/accounts';
import { Refusal } from '../api/errors';
import { onSignedOut, token } from '../api/http';
import type { CurrentUser, Keys } from '../api/types';
import { syncRoute } from './route';

/** Where a token is kept over a reload, if the person wishes so; it goes with the browser. */
const KEPT = 'dds.token';

export const user = signal<CurrentUser | null>(null);

/** The id of who is signed in, or was last: what waits for that person waits for nobody else. */
export const owner = signal<string | null>(null);

/** Whether a token is being tried; the page shows nothing yet. */
export const isStarting = signal(true);

/** Why nobody could say yet whose token it is; undefined where that is known. */
export const startFault = signal<unknown>(undefined);

/** Whether somebody was signed in and the service has ended that. */
export const hasEnded = signal(false);

export const isSignedIn = computed(() => user.value !== null);

/** Keys renew the two-hour tokens that they give, for as long as this page is open. */
let keys: Keys | null = null;

/** Begins with the token of a link, else with one that was kept. */
export async function start(): Promise<void> {
  onSignedOut(renewed);
  await enterWith(tokenOfLink() ?? sessionStorage.getItem(KEPT));
  addEventListener('hashchange', () => {
    const linked = tokenOfLink();
    if (linked !== null) {
      enterWith(linked);
    }
  });
}

/** Tries once more, after it was not to be learned whose token it is. */
export function startAgain(): Promise<void> {
  return enterWith(sessionStorage.getItem(KEPT));
}

async function enterWith(first: string | null): Promise<void> {
  isStarting.value = true;
  startFault.value = undefined;
  try {
    if (first) {
      await signIn(first, true);
    }
  } catch (error) {
    signOut();
    if (first && !isRefused(error)) {
      sessionStorage.setItem(KEPT, first); // it may be as good as before, once the service is back
      startFault.value = error;
    }
  } finally {
    isStarting.value = false;
  }
}

/** Whether the service has said no, and has not only something else to do, or is away. */
function isRefused(error: unknown): boolean {
  return error instanceof Refusal && error.status < 500 && !error.passes;
}

/** Raises Refusal where the service does not know the token. */
export async function signIn(given: string, keep: boolean): Promise<void> {
  const found = await accounts.userOf(given);
  keys = null;
  batch(() => {
    token.value = given;
    owner.value = found.id;
    user.value = found;
    hasEnded.value = false;
    startFault.value = undefined;
  });
  if (keep) {
    sessionStorage.setItem(KEPT, given);
  } else {
    sessionStorage.removeItem(KEPT);
  }
}

export async function signInWithKeys(given: Keys, keep: boolean): Promise<void> {
  await signIn(await accounts.tokenOf(given), keep);
  keys = given;
}

export function signOut(): void {
  keys = null;
  token.value = null;
  user.value = null;
  sessionStorage.removeItem(KEPT);
}

/** `#token=...` as Jupyter has it: taken out of the address and of the history at once. */
function tokenOfLink(): string | null {
  const found = /^#token=([^&]+)/.exec(location.hash);
  if (!found?.[1]) {
    return null;
  }
  history.replaceState(null, '', `${location.pathname}#/projects`);
  syncRoute();
  return decodeURIComponent(found[1]);
}

/** Raises what keeps the keys from being tried: whoever was refused is told that, and tries again. */
async function renewed(): Promise<boolean> {
  const tried = keys;
  if (tried !== null) {
    try {
      const next = await accounts.tokenOf(tried);
      if (keys !== tried) {
        return token.value !== null; // somebody signed out, or in, meanwhile
      }
      token.value = next;
      if (sessionStorage.getItem(KEPT) !== null) {
        sessionStorage.setItem(KEPT, token.value);
      }
      return true;
    } catch (error) {
      if (!isRefused(error)) {
        throw error;
      }
      // the keys were replaced: the person is asked
    }
  }
  hasEnded.value = user.value !== null;
  signOut();
  return false;
}
