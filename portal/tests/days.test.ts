import { expect, it } from 'vitest';
import { everyDay } from '../src/state/days';

const TODAY = new Date('2026-03-01T12:00:00Z');

it('fills days on which nothing happened', () => {
  const known = [
    { day: '2020-01-01', counts: { upload_began: 9 } },
    { day: '2026-02-27', counts: { upload_began: 2 } },
  ];
  expect(everyDay(known, TODAY, 3)).toEqual([
    { day: '2026-02-27', counts: { upload_began: 2 } },
    { day: '2026-02-28', counts: {} },
    { day: '2026-03-01', counts: {} },
  ]);
});
