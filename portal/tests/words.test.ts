import { expect, it } from 'vitest';
import { de } from '../src/i18n/de';
import { en } from '../src/i18n/en';

it('says everything in both languages', () => {
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  expect(Object.keys(de.refusals).sort()).toEqual(Object.keys(en.refusals).sort());
});
