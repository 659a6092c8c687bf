import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { all, pages } from '../src/api/http';

const asked: string[] = [];

/** What the service answers to each page: its items, or a status. */
let answers: (number[] | number)[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', (path: string) => {
    const page = Number(new URLSearchParams(path.split('?')[1]).get('page'));
    asked.push(`page ${page}`);
    const answer = answers[page - 1];
    if (typeof answer === 'number') {
      return Promise.resolve(new Response('{}', { status: answer }));
    }
    const next = page < answers.length ? { 'X-Next-Page': `${page + 1}` } : {};
    const headers = { 'X-Total': '5', ...next } as Record<string, string>;
    return Promise.resolve(new Response(JSON.stringify({ results: answer }), { headers }));
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

it('reads all pages in order', async () => {
  answers = [[1, 2], [3, 4], [5]];
  expect(await all('/list')).toEqual([1, 2, 3, 4, 5]);
  expect(asked).toEqual(['page 1', 'page 2', 'page 3']);
});

it('asks for the next page while one is used, and for no other', async () => {
  answers = [[1, 2], [3, 4], [5]];
  const reading = pages<number>('/list');
  const first = await reading.next();
  expect(first.value).toEqual({ body: { results: [1, 2] }, total: 5 });
  expect(asked).toEqual(['page 1', 'page 2']);
});

it('gives what came before a page that fails', async () => {
  answers = [[1, 2], 503];
  const reading = pages<number>('/list');
  expect((await reading.next()).value?.body.results).toEqual([1, 2]);
  await expect(reading.next()).rejects.toMatchObject({ status: 503 });
});
