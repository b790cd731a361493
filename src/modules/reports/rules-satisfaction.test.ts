import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  guarded,
  mayRate,
  ratingUntil,
  SCORES,
  satisfactionByPart,
  satisfactionOf,
  shareNotFixed,
} from './rules-satisfaction.ts';

const closed = { state: 'closed', closedAt: '2026-11-01T00:00:00Z', reopenDays: 30 };

describe('a report may be rated', () => {
  test.each([
    ['closed', '2026-12-01T00:00:00Z'],
    ['verified', '2026-12-01T00:00:00Z'],
    ['rejected', '2026-12-01T00:00:00Z'],
    ['cancelled', null],
    ['duplicate', null],
    ['on_site', null],
  ])('when it is %s until %s', (state, until) => {
    expect(ratingUntil({ ...closed, state })).toBe(until);
  });
  test('up to the last moment and not after it', () => {
    const until = ratingUntil(closed);
    expect(mayRate(until, Temporal.Instant.from('2026-12-01T00:00:00Z'))).toBe(true);
    expect(mayRate(until, Temporal.Instant.from('2026-12-01T00:00:01Z'))).toBe(false);
    expect(mayRate(null, Temporal.Instant.from('2026-12-01T00:00:00Z'))).toBe(false);
  });
});

test('figures: no answer is no figure, and parts add up to the whole', () => {
  expect(satisfactionOf([])).toEqual({ count: 0, average: null, satisfied: null, scores: [0, 0, 0, 0, 0] });
  const answer = fc.record({ part: fc.constantFrom('RD', 'LT'), score: fc.constantFrom(...SCORES), count: fc.nat(50) });
  fc.assert(
    fc.property(fc.array(answer), (counts) => {
      const whole = satisfactionOf(counts);
      const parts = satisfactionByPart(counts);
      expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(whole.count);
      if (whole.count === 0) return;
      expect(whole.average).toBeGreaterThanOrEqual(1);
      expect(whole.average).toBeLessThanOrEqual(5);
      const exact = counts.reduce((sum, { score, count }) => sum + score * count, 0) / whole.count;
      expect(Math.abs(whole.average! - exact)).toBeLessThanOrEqual(0.005 + 1e-9);
    }),
  );
});

describe('few answers', () => {
  const answers = (count: number) => satisfactionOf([{ score: 4, count }]);

  test('are counted and not told', () => {
    expect(guarded(answers(4))).toEqual({ count: 4, average: null, satisfied: null, scores: [] });
    expect(guarded(answers(5))).toEqual(answers(5));
    expect(guarded(answers(0))).toEqual(answers(0));
  });

  test('make no share of what was not fixed', () => {
    expect(shareNotFixed([{ ended: 3, back: 1 }])).toBeNull();
    expect(
      shareNotFixed([
        { ended: 3, back: 1 },
        { ended: 5, back: 1 },
      ]),
    ).toBe(0.25);
    expect(shareNotFixed([])).toBeNull();
  });
});
