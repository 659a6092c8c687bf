import { get, post, put } from './http';
import type {
  Account,
  FailedUpload,
  MadeAccount,
  NewAccount,
  Secrets,
  Statistics,
  UserChange,
} from './types';

export function statistics(): Promise<Statistics> {
  return get('/admin/statistics');
}

export async function failedUploads(): Promise<FailedUpload[]> {
  return (await get<{ results: FailedUpload[] }>('/admin/uploads/failed')).results;
}

export function requeue(uploadId: string): Promise<unknown> {
  return post(`/admin/uploads/${uploadId}/requeue`, {});
}

export async function accounts(): Promise<Account[]> {
  return (await get<{ results: Account[] }>('/admin/users')).results;
}

export function createAccount(account: NewAccount): Promise<MadeAccount> {
  return post('/admin/users', account);
}

export function disable(userId: string, is_disabled: boolean): Promise<Account> {
  return put(`/admin/users/${userId}`, { is_disabled } satisfies UserChange);
}

export function newKeys(userId: string): Promise<Secrets> {
  return post(`/admin/users/${userId}/keys`, {});
}

/** What the service finds of itself, such as its database and storage: "ok", or what is wrong. */
export async function checks(): Promise<Record<string, string>> {
  const response = await fetch('/readyz', { cache: 'no-store' });
  return ((await response.json()) as { checks: Record<string, string> }).checks;
}
