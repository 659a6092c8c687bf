import { beforeEach, describe, expect, it } from 'vitest';
import { duration, parseSize, percent, size, sizeAtLeast, sizesApart } from '../src/format';
import { language } from '../src/i18n';

beforeEach(() => {
  language.value = 'en';
});

describe('size', () => {
  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [1024 ** 2 - 1, '1 MiB'],
    [1_000_000, '977 KiB'],
    [5 * 1024 ** 4, '5 TiB'],
    [2 ** 63, '8 EiB'],
  ])('%d is %s', (bytes, words) => {
    expect(size(bytes)).toBe(words);
  });

  it('follows the language', () => {
    language.value = 'de';
    expect(size(1536)).toBe('1,5 KiB');
  });

  it('tells two apart that would look alike', () => {
    expect(sizesApart(10_000_001, 10_000_000)).toEqual(['10,000,001 B', '10,000,000 B']);
    expect(sizesApart(20_000_000, 10_000_000)).toEqual(['19.1 MiB', '9.54 MiB']);
  });

  it('never says less than is needed', () => {
    expect(sizeAtLeast(Math.ceil(1024 ** 4 / 1000))).toBe('1.1 GiB');
    expect(sizeAtLeast(17)).toBe('17 B');
  });
});

describe('parseSize', () => {
  it.each([
    ['300 MB', 300_000_000],
    ['300m', 300_000_000],
    ['1.5 TiB', 1.5 * 1024 ** 4],
    ['1,5 TiB', 1.5 * 1024 ** 4],
    ['1.000.000', 1_000_000],
    ['1,000,000.5 kB', 1_000_000_500],
    ['12 345', 12_345],
    ['0', 0],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', 'much', '5 parsecs', '-1', 'GB'])('%j is no size', (text) => {
    expect(parseSize(text)).toBeNull();
  });
});

describe('duration', () => {
  it.each([
    [0.2, '1 sec'],
    [61, '1 min 1 sec'],
    [3600, '1 hr'],
    [90_061, '1 day 1 hr'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});

it('a share is whole only at its end', () => {
  expect(percent(999, 1000)).toBe('99%');
  expect(percent(1, 1)).toBe('100%');
  expect(percent(0, 0)).toBe('100%');
});
