import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConnectorLimits, USUAL_LIMITS } from './model-connectors.ts';
import { admit, type Breaker, breakerState, newBreaker, pauseBefore, settle } from './rules-breaker.ts';

const limits: ConnectorLimits = {
  ...USUAL_LIMITS,
  patienceMilliseconds: 10_000,
  rate: { calls: 5, seconds: 10 },
  breaker: { failures: 3, restSeconds: 10, mostRestSeconds: 60 },
};
const plenty: ConnectorLimits = { ...limits, rate: { calls: 1_000_000, seconds: 1 } };

const failed = (breaker: Breaker, times: number, now: number, by = plenty): Breaker =>
  Array.from({ length: times }).reduce<Breaker>((one) => settle(one, by, false, now), breaker);

describe('the breaker', () => {
  test('opens at the failure that is one too many, rests, lets one try pass, and closes when it goes well', () => {
    const two = failed(newBreaker(plenty, 0), 2, 0);
    expect(breakerState(two, 0)).toBe('closed');
    const open = failed(two, 1, 0);
    expect(breakerState(open, 9_999)).toBe('open');
    expect(admit(open, plenty, 9_999).refused).toBe('resting');
    const trial = admit(open, plenty, 10_000);
    expect(trial.refused).toBeNull();
    // Nobody else until it is known how the try went.
    expect(admit(trial.breaker, plenty, 10_001).refused).toBe('resting');
    expect(breakerState(settle(trial.breaker, plenty, true, 10_100), 10_100)).toBe('closed');
  });

  test('rests longer each time the try fails, and never longer than agreed', () => {
    let breaker = failed(newBreaker(plenty, 0), 3, 0);
    const rests: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const at = breaker.openUntil!;
      const trial = admit(breaker, plenty, at);
      expect(trial.refused).toBeNull();
      breaker = settle(trial.breaker, plenty, false, at);
      rests.push((breaker.openUntil! - at) / 1_000);
    }
    expect(rests).toEqual([20, 40, 60, 60, 60, 60]);
  });

  test('a try whose process died holds up the others no longer than a call may take', () => {
    const open = failed(newBreaker(plenty, 0), 3, 0);
    const lost = admit(open, plenty, 10_000).breaker;
    expect(admit(lost, plenty, 19_999).refused).toBe('resting');
    expect(admit(lost, plenty, 20_000).refused).toBeNull();
  });

  test('one answer forgets the failures before it', () => {
    const two = failed(newBreaker(plenty, 0), 2, 0);
    expect(breakerState(failed(settle(two, plenty, true, 1), 2, 2), 2)).toBe('closed');
  });
});

type Step = { readonly after: number; readonly what: 'ask' | 'well' | 'badly' };
const steps = fc.array(
  fc.record({ after: fc.nat(30_000), what: fc.constantFrom<Step['what']>('ask', 'well', 'badly') }),
  { maxLength: 200 },
);

describe('whatever happens in whatever order', () => {
  test('an open breaker lets nothing out, and a rest is never longer than agreed', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let breaker = newBreaker(plenty, 0);
        let now = 0;
        for (const { after, what } of list) {
          now += after;
          if (what === 'ask') {
            const open = breakerState(breaker, now) === 'open';
            const { refused, breaker: next } = admit(breaker, plenty, now);
            if (open) expect(refused).toBe('resting');
            breaker = next;
          } else breaker = settle(breaker, plenty, what === 'well', now);
          if (what === 'well') expect(breakerState(breaker, now)).toBe('closed');
          expect((breaker.openUntil ?? 0) - now).toBeLessThanOrEqual(60_000);
          // It always comes back: at the latest when rest and a lost try are over.
          expect(admit(breaker, plenty, now + 60_000 + 10_000).refused).toBeNull();
        }
      }),
    );
  });

  test('no more goes out than the allowance and what is gained in the time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2_000, max: 2_000 }), { maxLength: 300 }), (waits) => {
        let breaker = newBreaker(limits, 0);
        let now = 0;
        let latest = 0;
        let out = 0;
        for (const wait of waits) {
          // The clock may be put back, too.
          now = Math.max(0, now + wait);
          latest = Math.max(latest, now);
          const { refused, breaker: next } = admit(breaker, limits, now);
          if (refused === null) out += 1;
          else expect(refused).toBe('rate');
          breaker = next;
        }
        expect(out).toBeLessThanOrEqual(5 + (latest / 1_000) * (5 / 10) + 0.001);
      }),
    );
  });
});

test('pauses between tries grow, are spread, and have an end', () => {
  for (let next = 2; next < 40; next += 1) {
    expect(pauseBefore(next, 0)).toBeGreaterThanOrEqual(100);
    expect(pauseBefore(next, 1)).toBeLessThanOrEqual(3_000);
    expect(pauseBefore(next, 0)).toBeLessThan(pauseBefore(next, 1));
  }
});
