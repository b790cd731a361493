import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Comparable, likelyDuplicates, likeness } from './rules.ts';

const LIMITS = { radiusMetres: 60, withinDays: 45 };
const base: Comparable = {
  category: 'RD-01',
  group: 'RD',
  point: { longitude: 50.1, latitude: 26.4 },
  openedAt: '2026-11-20T08:00:00Z',
};
const at = (metres: number, change: Partial<Comparable> = {}): Comparable => ({
  ...base,
  point: { longitude: 50.1, latitude: 26.4 + metres / 111_195 },
  ...change,
});
const daysBefore = (days: number) =>
  Temporal.Instant.from(base.openedAt)
    .subtract({ minutes: Math.round(days * 1440) })
    .toString();

describe('likeness', () => {
  test('is 1 for the same category on the spot just now', () => {
    expect(likeness(base, base, LIMITS)?.score).toBeCloseTo(1);
  });

  test('is nothing beyond the radius, the days, or the group', () => {
    expect(likeness(base, at(61), LIMITS)).toBeUndefined();
    expect(likeness(base, at(0, { openedAt: daysBefore(46) }), LIMITS)).toBeUndefined();
    expect(likeness(base, at(0, { group: 'LT', category: 'LT-01' }), LIMITS)).toBeUndefined();
  });

  test('is higher for the same category than for another of its group', () => {
    const other = likeness(base, at(5, { category: 'RD-03' }), LIMITS)!;
    expect(likeness(base, at(5), LIMITS)!.score).toBeGreaterThan(other.score);
    expect(other.sameCategory).toBe(false);
  });

  test('lies within 0 and 1, is the same both ways, and falls with distance and age', () => {
    const metres = fc.double({ min: 0, max: 60, noNaN: true });
    const days = fc.double({ min: 0, max: 45, noNaN: true });
    fc.assert(
      fc.property(metres, days, fc.double({ min: 0, max: 1, noNaN: true }), (m, d, share) => {
        const far = likeness(base, at(m, { openedAt: daysBefore(d) }), LIMITS);
        if (!far) return;
        expect(far.score).toBeGreaterThanOrEqual(0);
        expect(far.score).toBeLessThanOrEqual(1);
        expect(likeness(far.candidate, base, LIMITS)?.score).toBeCloseTo(far.score, 9);
        const nearer = likeness(base, at(m * share, { openedAt: daysBefore(d * share) }), LIMITS)!;
        expect(nearer.score).toBeGreaterThanOrEqual(far.score - 1e-9);
      }),
    );
  });
});

test('candidates come likeliest first, and no more than asked', () => {
  const candidates = [at(50), at(10, { category: 'RD-03' }), at(2), at(500), at(20)];
  const found = likelyDuplicates(base, candidates, LIMITS, 3);
  expect(found.map(({ distanceMetres }) => Math.round(distanceMetres))).toEqual([2, 20, 10]);
});
