import { get } from './http';
import type { Plan, Provider } from './types';

export async function providers(): Promise<Provider[]> {
  return (await get<{ results: Provider[] }>('/storage_providers')).results;
}

/** How the provider would have a file of `size` bytes cut; begins nothing. */
export function plan(providerId: string, size: number, signal?: AbortSignal): Promise<Plan> {
  return get(`/storage_providers/${providerId}/plan`, { size }, signal);
}
