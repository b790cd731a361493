import { expect, test } from 'vitest';
import { daysOverlap, metresBetween, workDays } from './rules-works.ts';

test('a work takes its days, the first and the last included', () => {
  expect(workDays('2026-12-28', 5)).toEqual({ from: '2026-12-28', until: '2027-01-01' });
  expect([workDays(null, 5), workDays('soon', 5), workDays('2026-12-28', 0)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const days = (from: string, count: number) => workDays(from, count)!;
  expect(daysOverlap(days('2026-12-01', 10), days('2026-12-10', 1))).toBe(true);
  expect(daysOverlap(days('2026-12-01', 10), days('2026-12-11', 9))).toBe(false);
});

test('routes are as far apart as where they come nearest', () => {
  const west = [
    [50.1, 26.4],
    [50.101, 26.4],
  ] as const;
  expect(
    metresBetween(west, [
      [50.1005, 26.3995],
      [50.1005, 26.4005],
    ]),
  ).toBe(0);
  expect(
    metresBetween(west, [
      [50.1, 26.4003],
      [50.101, 26.4003],
    ]),
  ).toBeCloseTo(33.4, 0);
  expect(
    metresBetween(west, [
      [50.102, 26.4],
      [50.103, 26.4],
    ]),
  ).toBeCloseTo(99.6, 0);
});
