import { expect, test } from 'vitest';
import { daysBetween, type Figures } from './figures.ts';

const none = { received: 0, confirmed: 0, closed: 0, reopened: 0 };

test('a day without news is a day of the week all the same', () => {
  const figures: Figures = {
    from: '2026-02-26',
    to: '2026-03-05',
    week: none,
    before: none,
    days: [{ ...none, day: '2026-03-01', received: 3 }],
  };
  const days = daysBetween(figures, figures.from, figures.to);
  expect(days.map(({ day }) => day)).toEqual([
    '2026-02-26',
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
    '2026-03-02',
    '2026-03-03',
    '2026-03-04',
  ]);
  expect(days.map(({ counts }) => counts.received ?? 0)).toEqual([0, 0, 0, 3, 0, 0, 0]);
});
