import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFolder, createProject } from '../src/api/directory';
import { Unreachable } from '../src/api/errors';
import { newKey, RequestKeys } from '../src/api/request-key';
import type { Reference } from '../src/api/types';
import { Batch } from '../src/upload/batch';
import { PROVIDER } from './parts';

const PROJECT: Reference = { kind: 'dds-project', id: 'project' };

interface Made {
  id: string;
  said: string;
}

/** What the service has made, by path and key; and what becomes of the next requests. */
const made = new Map<string, Made>();
const next: ('lost' | 'refused')[] = [];

beforeEach(() => {
  made.clear();
  next.length = 0;
  vi.stubGlobal('fetch', service);
});

afterEach(() => vi.unstubAllGlobals());

async function service(path: string, { method = 'GET', headers = {}, body = '' } = {}) {
  if (method === 'GET') {
    return json(200, { results: [] });
  }
  const fate = next.shift();
  if (fate === 'refused') {
    return json(403, {});
  }
  const key = (headers as Record<string, string>)['Idempotency-Key'] ?? newKey();
  const known = made.get(`${path} ${key}`) ?? { id: newKey(), said: body };
  made.set(`${path} ${key}`, known);
  if (fate === 'lost') {
    throw new TypeError('the network is away');
  }
  return known.said === body ? json(201, { id: known.id }) : json(422, {});
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status });
}

it('makes the folder of a batch once, however many answers are lost', async () => {
  next.push('lost', 'lost', 'lost');
  const found = await new Batch('project', PROJECT, PROVIDER).parentOf(['scans']);
  expect([...made.values()].map((it) => it.id)).toEqual([found.id]);
});

it('makes it once for who tries again after a refusal, too', async () => {
  const batch = new Batch('project', PROJECT, PROVIDER);
  next.push('lost', 'refused');
  await expect(batch.parentOf(['scans'])).rejects.toMatchObject({ status: 403 });
  await batch.parentOf(['scans']);
  expect(made.size).toBe(1);
});

it('makes a project once for who presses the button again', async () => {
  const keys = new RequestKeys();
  const press = (name: string) => keys.once([name, ''], (key) => createProject(name, '', key));
  next.push('lost', 'lost');
  await expect(press('Mice')).rejects.toBeInstanceOf(Unreachable);
  await expect(press('Mice')).rejects.toBeInstanceOf(Unreachable);
  await press('Mice');
  expect(made.size).toBe(1);
});

it('takes what is said otherwise for something else, and so what is made once more', async () => {
  const keys = new RequestKeys();
  const press = (name: string) => keys.once([name], (key) => createFolder(PROJECT, name, key));
  next.push('lost');
  await expect(press('scans')).rejects.toBeInstanceOf(Unreachable);
  await press('photos');
  const first = await press('scans');
  const second = await press('scans');
  expect(first.id).not.toBe(second.id);
  expect(made.size).toBe(3);
});
