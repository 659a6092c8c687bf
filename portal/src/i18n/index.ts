import { computed, signal } from '@preact/signals';
import { de } from './de';
import { en, type Words } from './en';

const WORDS: Record<string, Words> = { en, de };
const KEPT = 'dds.language';

export type Language = 'en' | 'de';

function preferred(): Language {
  const kept = globalThis.localStorage?.getItem(KEPT);
  const wishes = kept ? [kept] : (globalThis.navigator?.languages ?? []);
  const first = wishes.map((it) => it.slice(0, 2).toLowerCase()).find((it) => it in WORDS);
  return (first as Language | undefined) ?? 'en';
}

export const language = signal<Language>(preferred());

/** The sentences of the page. Read `t.value` while rendering: it follows the language. */
export const t = computed<Words>(() => WORDS[language.value] ?? en);

export function speak(next: Language): void {
  localStorage.setItem(KEPT, next);
  language.value = next;
  document.documentElement.lang = next;
}
