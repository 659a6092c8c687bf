import { call, get } from './http';
import type { CurrentUser, IssuedToken, Keys, User } from './types';

export async function tokenOf(keys: Keys): Promise<string> {
  const path = '/software_agents/api_token';
  const ask = { body: keys, credential: null };
  const answer = await call<IssuedToken>('POST', path, ask);
  return answer.body.api_token;
}

/** Whose token that is. */
export async function userOf(token: string): Promise<CurrentUser> {
  return (await call<CurrentUser>('GET', '/current_user', { credential: token })).body;
}

/** Users whose full name has this in it. */
export async function findUsers(part: string, signal?: AbortSignal): Promise<User[]> {
  const query = { full_name_contains: part, per_page: 20 };
  return (await get<{ results: User[] }>('/users', query, signal)).results;
}

/** Whether the service answers at all; needs no token. */
export async function answers(): Promise<boolean> {
  try {
    const response = await fetch('/api/v1/app/status', { cache: 'no-store' });
    return response.status < 500;
  } catch {
    return false;
  }
}
