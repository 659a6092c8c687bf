import { expect, it } from 'vitest';
import { placeOf, ticks } from '../src/components/scale';

const TIB = 2 ** 40;

it('keeps every size on the scale, in order', () => {
  const places = [0, 1, 1024, 2 ** 20, 2 ** 30, TIB, 5 * TIB, 2 ** 60].map((it) =>
    placeOf(it, 5 * TIB),
  );
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBe(0);
  expect(places.at(-1)).toBe(100);
});

it('leaves room for what is too large', () => {
  expect(placeOf(5 * TIB, 5 * TIB)).toBeLessThan(95);
});

it('marks only what the scale reaches', () => {
  expect(ticks(10_000_000)).toEqual([2 ** 20]);
  expect(ticks(5 * TIB)).toEqual([2 ** 20, 2 ** 30, TIB]);
});
