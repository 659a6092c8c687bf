import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { get, token } from '../src/api/http';
import * as session from '../src/state/session';

const USER = { id: 'u', username: 'ada', full_name: 'Ada Lovelace' };

/** What the service answers by path, and how often it was asked. */
const answers = new Map<string, () => Response>();
const asked: string[] = [];
const kept = new Map<string, string>();

beforeEach(() => {
  asked.length = 0;
  answers.clear();
  kept.clear();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal('fetch', async (path: string, { headers }: { headers: Record<string, string> }) => {
    const bare = path.replace('/api/v1', '');
    asked.push(bare);
    const isKnown = headers['Authorization'] !== 'Bearer old';
    await Promise.resolve();
    return answers.get(bare)?.() ?? json(isKnown ? 200 : 401, USER);
  });
});

afterEach(() => {
  session.signOut();
  vi.unstubAllGlobals();
});

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status });
}

it('keeps a token over a start at which the service is away, and takes it up again', async () => {
  kept.set('dds.token', 'good');
  answers.set('/current_user', () => json(503, {}));
  await session.start();
  expect(session.isSignedIn.value).toBe(false);
  expect(session.startFault.value).toBeDefined();
  expect(kept.get('dds.token')).toBe('good');
  answers.clear();
  await session.startAgain();
  expect(session.isSignedIn.value).toBe(true);
  expect(session.startFault.value).toBeUndefined();
});

it('forgets a token that the service does not know', async () => {
  kept.set('dds.token', 'old');
  await session.start();
  expect(session.isSignedIn.value).toBe(false);
  expect(kept.has('dds.token')).toBe(false);
  expect(session.startFault.value).toBeUndefined();
});

async function signedInWithKeys(): Promise<void> {
  answers.set('/software_agents/api_token', () => json(201, { api_token: 'first' }));
  await session.start();
  await session.signInWithKeys({ user_key: 'u', agent_key: 'a' }, true);
  token.value = 'old'; // as after two hours
  asked.length = 0;
}

it('renews a token once for all calls that it was refused in', async () => {
  await signedInWithKeys();
  answers.set('/software_agents/api_token', () => json(201, { api_token: 'next' }));
  await Promise.all(['/a', '/b', '/c'].map((path) => get(path)));
  expect(asked.filter((it) => it === '/software_agents/api_token')).toHaveLength(1);
  expect(token.value).toBe('next');
});

it('stays signed in while the service cannot renew the token', async () => {
  await signedInWithKeys();
  answers.set('/software_agents/api_token', () => json(503, {}));
  await expect(get('/a')).rejects.toMatchObject({ status: 503 });
  expect(session.isSignedIn.value).toBe(true);
  answers.set('/software_agents/api_token', () => json(201, { api_token: 'next' }));
  await get('/a');
  expect(session.isSignedIn.value).toBe(true);
});

it('asks the person once the keys are replaced', async () => {
  await signedInWithKeys();
  answers.set('/software_agents/api_token', () => json(404, { reason_code: 'keys_invalid' }));
  await Promise.allSettled(['/a', '/b'].map((path) => get(path)));
  expect(session.isSignedIn.value).toBe(false);
  expect(session.hasEnded.value).toBe(true);
});

it('does not renew the token of one person with the keys of another', async () => {
  await signedInWithKeys();
  answers.set('/current_user', () => json(200, { ...USER, id: 'other' }));
  await session.signIn('good', false);
  token.value = 'old';
  asked.length = 0;
  await Promise.allSettled([get('/a')]);
  expect(asked).not.toContain('/software_agents/api_token');
  expect(session.isSignedIn.value).toBe(false);
});

it('lets nobody act by a token before it is known whose it is', async () => {
  await session.start();
  await session.signIn('first', false);
  const signingIn = session.signIn('second', false);
  expect(token.value).toBe('first');
  await signingIn;
  expect(token.value).toBe('second');
});
