import { get, post, put } from './http';
import type { Named, User } from './types';

export interface Statistics {
  days: { day: string; counts: Record<string, number> }[];
  states: { state: string; count: number; size: number }[];
  stored: { project: Named | null; storage_provider: Named; count: number; size: number }[];
  refusals: { reason_code: string; count: number }[];
  oldest_open: {
    id: string;
    name: string;
    size: number;
    project: Named | null;
    initiated_on: string;
  } | null;
}

export interface FailedUpload extends Named {
  size: number;
  error_on: string | null;
  error_message: string | null;
}

export interface Account extends User {
  is_admin: boolean;
  disabled_on: string | null;
}

/** What is shown once, and never again. */
export interface Secrets {
  user_key: string;
  agent_key: string;
  api_token?: string;
}

export interface NewAccount {
  username: string;
  full_name: string;
  email: string;
  is_admin: boolean;
}

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

export function createAccount(account: NewAccount): Promise<Account & Secrets> {
  return post('/admin/users', account);
}

export function disable(userId: string, is_disabled: boolean): Promise<Account> {
  return put(`/admin/users/${userId}`, { is_disabled });
}

export function newKeys(userId: string): Promise<Secrets> {
  return post(`/admin/users/${userId}/keys`, {});
}

/** What the service finds of itself, such as its database and storage: "ok", or what is wrong. */
export async function checks(): Promise<Record<string, string>> {
  const response = await fetch('/readyz', { cache: 'no-store' });
  return ((await response.json()) as { checks: Record<string, string> }).checks;
}
