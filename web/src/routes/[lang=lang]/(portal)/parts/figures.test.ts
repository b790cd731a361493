import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisOf, daysBetween, type Figures } from './figures.ts';

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
  expect(days.map(({ received }) => received)).toEqual([0, 0, 0, 3, 0, 0, 0]);
});

test('the axis holds its highest bar, in a few whole steps', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000_000 }), (most) => {
      const { top, step } = axisOf(most);
      expect(top).toBeGreaterThanOrEqual(most);
      expect(Number.isInteger(step)).toBe(true);
      expect(top / step).toBeLessThanOrEqual(6);
      expect(Number.isInteger(top / step)).toBe(true);
    }),
  );
});
