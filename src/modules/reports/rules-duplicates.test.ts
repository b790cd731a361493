import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Comparable, likelyDuplicates, likeness } from './rules.ts';

const LIMITS = { radiusMetres: 60, withinDays: 45 };
const base: Comparable = {
  category: 'RD-01',
  group: 'RD',
  point: { longitude: 50.1, latitude: 26.4 },
  openedAt: '2026-11-20T08:00:00Z',
  text: null,
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
  test('is highest for the same category and words on the spot just now', () => {
    const best = likeness({ ...base, text: 'حفرة كبيرة' }, { ...base, text: 'الحفرة الكبيره' }, LIMITS)!;
    const others = [
      at(0, { text: 'إنارة مطفأة' }),
      at(0, { text: 'حفرة كبيرة', category: 'RD-03' }),
      at(40, { text: 'حفرة كبيرة' }),
      at(0, { text: 'حفرة كبيرة', openedAt: daysBefore(20) }),
    ].map((one) => likeness({ ...base, text: 'حفرة كبيرة' }, one, LIMITS)!.score);
    for (const score of others) expect(score).toBeLessThan(best.score);
    expect(best.sharedWords).toEqual(['حفره', 'كبيره']);
  });

  test('counts no words that every text has, and no house numbers', () => {
    const one = likeness({ ...base, text: 'في الشارع 12 من البيت' }, { ...base, text: 'من 12 في المدرسة' }, LIMITS)!;
    expect(one.sharedWords).toEqual([]);
    const english = likeness(
      { ...base, text: 'the pothole is there' },
      { ...base, text: 'There is the Pothole' },
      LIMITS,
    )!;
    expect(english.sharedWords).toEqual(['pothole']);
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
  const candidates = [at(50, { category: 'RD-03' }), at(10, { category: 'RD-03' }), at(2), at(500), at(20)];
  const found = likelyDuplicates(base, candidates, LIMITS, 3);
  expect(found.map(({ distanceMetres }) => Math.round(distanceMetres))).toEqual([2, 20, 10]);
});

test('shared words are shown as the candidate writes them', () => {
  const report = { ...base, text: 'حفره كبيره قرب المدرسه' };
  const [found] = likelyDuplicates(report, [at(5, { text: 'الحُفرة الكبيرة، كبيرة جدا، عند المدرسة' })], LIMITS);
  expect(found?.sharedWords).toEqual(['الحُفرة', 'الكبيرة', 'المدرسة']);
});
