import { expect, it } from 'vitest';
import type { HeldChunk, SignedRequest, Upload } from '../src/api/types';
import { counted, statesOf } from '../src/components/map-states';
import { Cut, cutOf } from '../src/upload/cut';
import { addressOf } from '../src/upload/put';
import { Speed } from '../src/upload/speed';

it('cuts every byte once', () => {
  for (const [size, chunk] of [
    [0, 10],
    [1, 10],
    [10, 10],
    [11, 10],
    [99, 7],
  ] as const) {
    const cut = new Cut(size, chunk);
    const pieces = Array.from({ length: cut.count }, (_, index) => cut.piece(index + 1));
    expect(pieces.reduce((sum, it) => sum + it.size, 0)).toBe(size);
    pieces.forEach((it, index) => {
      const before = pieces.slice(0, index).reduce((sum, each) => sum + each.size, 0);
      expect(it.offset).toBe(before);
    });
  }
});

it.each([
  ['any chunk but the last', [{ number: 2, size: 10 }], 10],
  ['the last alone', [{ number: 4, size: 5 }], 10],
  ['the only one', [{ number: 1, size: 35 }], 35],
  [
    'several',
    [
      { number: 1, size: 10 },
      { number: 4, size: 5 },
    ],
    10,
  ],
])('finds the cut of an earlier upload by %s', (_, chunks, size) => {
  expect(cutOf(35, chunks, 10)?.chunkSize).toBe(size);
});

it.each([
  [
    'of two sizes',
    [
      { number: 1, size: 10 },
      { number: 2, size: 9 },
    ],
  ],
  ['beyond the file', [{ number: 9, size: 10 }]],
])('finds no cut for chunks %s', (_, chunks) => {
  expect(cutOf(35, chunks, 10)).toBeNull();
});

it('knows the speed of the last seconds only', () => {
  const speed = new Speed();
  expect(speed.secondsFor(100)).toBeNull();
  for (let second = 0; second <= 60; second += 1) {
    speed.note(second < 30 ? second * 1000 : 30_000 + (second - 30) * 10, second);
  }
  expect(speed.rate).toBeCloseTo(10);
  expect(speed.secondsFor(100)).toBeCloseTo(10);
});

it('sends to our own host by the way that the page came', () => {
  const request: SignedRequest = {
    http_verb: 'PUT',
    host: 'http://dds.example',
    url: '/storage/a',
    http_headers: [],
  };
  const here = new URL('https://dds.example/');
  expect(addressOf(request, here)).toBe('https://dds.example/storage/a');
  const swift = { ...request, host: 'https://swift.example:8080' };
  expect(addressOf(swift, here)).toBe('https://swift.example:8080/storage/a');
});

it('draws what the service knows of chunks, sealed ones too', () => {
  const held = (number: number, state: HeldChunk['state']): HeldChunk => ({
    number,
    size: 1,
    state,
    hash: { algorithm: 'md5', value: '' },
  });
  const upload = (sealed_on: string | null) => ({ status: { sealed_on } }) as Upload;
  const chunks = [held(1, 'stored'), held(3, 'differs'), held(4, 'granted')];
  expect(statesOf(upload(null), chunks, 5)).toEqual([
    'stored',
    'missing',
    'differs',
    'granted',
    'missing',
  ]);
  expect(counted(statesOf(upload('2026-01-01'), [held(1, 'stored')], 1)).sealed).toBe(1);
});
