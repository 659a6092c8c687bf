import { expect, it } from 'vitest';
import { de } from '../src/i18n/de';
import { en } from '../src/i18n/en';

/** The names of all words, those within others too, and what kind of thing each is. */
function namesOf(words: object, before = ''): string[] {
  return Object.entries(words)
    .flatMap(([name, it]) =>
      typeof it === 'object' ? namesOf(it, `${before}${name}.`) : `${before}${name}: ${typeof it}`,
    )
    .sort();
}

it('says everything in both languages', () => {
  expect(namesOf(de)).toEqual(namesOf(en));
  expect(namesOf(en)).toContain('roleNames.file_editor: string');
});
