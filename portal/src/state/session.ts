import { computed, signal } from '@preact/signals';
import * as accounts from '../api/accounts';
import { onSignedOut, token } from '../api/http';
import type { User } from '../api/types';
import { syncRoute } from './route';

/** Where a token is kept over a reload, if the person wishes so; it goes with the browser. */
const KEPT = 'dds.token';

export const user = signal<User | null>(null);

/** Whether a token is being tried; the page shows nothing yet. */
export const isStarting = signal(true);

/** Whether somebody was signed in and the service has ended that. */
export const hasEnded = signal(false);

export const isSignedIn = computed(() => user.value !== null);

/** Keys renew the two-hour tokens that they give, for as long as this page is open. */
let keys: accounts.Keys | null = null;

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

async function enterWith(first: string | null): Promise<void> {
  isStarting.value = true;
  try {
    if (first) {
      await signIn(first, true);
    }
  } catch {
    signOut();
  } finally {
    isStarting.value = false;
  }
}

/** Raises Refusal where the service does not know the token. */
export async function signIn(given: string, keep: boolean): Promise<void> {
  token.value = given;
  try {
    user.value = await accounts.currentUser();
  } catch (error) {
    token.value = null;
    throw error;
  }
  hasEnded.value = false;
  if (keep) {
    sessionStorage.setItem(KEPT, given);
  } else {
    sessionStorage.removeItem(KEPT);
  }
}

export async function signInWithKeys(given: accounts.Keys, keep: boolean): Promise<void> {
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

async function renewed(): Promise<boolean> {
  if (keys !== null) {
    try {
      const isKept = sessionStorage.getItem(KEPT) !== null;
      token.value = await accounts.tokenOf(keys);
      if (isKept) {
        sessionStorage.setItem(KEPT, token.value);
      }
      return true;
    } catch {
      // the keys were replaced, or the service is away: the person is asked
    }
  }
  hasEnded.value = user.value !== null;
  signOut();
  return false;
}
