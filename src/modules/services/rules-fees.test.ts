import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '#kernel/expression.ts';
import type { FeeSchedule } from './model.ts';
import { feeOf } from './rules.ts';

const over = (data: Record<string, unknown>) => (feel: string) => {
  const result = evaluate(feel, { data });
  return result.ok ? result.value : null;
};
const title = { ar: 'بند', en: 'Item' };
const line = (key: string, amount: string, more: object = {}) => ({ key, title, amount, values: {}, ...more });
const fees = (...lines: FeeSchedule['lines']): FeeSchedule => ({ currency: 'SAR', lines });

describe('a fee', () => {
  test('is whole halalas, halves away from zero', () => {
    const amounts = (feel: string, currency = 'SAR') =>
      feeOf({ currency, lines: [line('a', feel)] }, over({}))?.lines.map(({ amount }) => amount);
    expect(amounts('1.005')).toEqual([101]);
    expect(amounts('0.005')).toEqual([1]);
    expect(amounts('-0.005')).toEqual([-1]);
    expect(amounts('1.0005', 'KWD')).toEqual([1_001]);
    expect(amounts('12.5', 'JPY')).toEqual([13]);
  });

  test('says how it came about, with the numbers it was computed from', () => {
    const reason = { ar: '{area} م² × {rate}', en: '{area} m² × {rate}' };
    const fee = feeOf(
      fees(line('a', 'data.area * 3', { reason, values: { area: 'data.area', rate: '3' } })),
      over({ area: 12.5 }),
    );
    expect(fee?.lines[0]).toMatchObject({ amount: 3_750, reason: { ar: '12.5 م² × 3', en: '12.5 m² × 3' } });
  });

  test('leaves out lines that do not apply or come to nothing', () => {
    const fee = feeOf(
      fees(line('a', '5', { when: 'data.food = true' }), line('b', '0'), line('c', '7')),
      over({ food: false }),
    );
    expect(fee).toMatchObject({ total: 700, lines: [{ key: 'c' }] });
  });

  test('is not known while an amount is not', () => {
    expect(feeOf(fees(line('a', '5'), line('b', 'data.area * 2')), over({}))).toBeNull();
    expect(feeOf(fees(line('a', '"much"')), over({}))).toBeNull();
  });

  test('is the sum of its lines, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100_000, max: 1_000_000 }), { minLength: 1, maxLength: 30 }),
        (halalas) => {
          const lines = halalas.map((amount, index) => line(`l${index}`, String(amount / 100)));
          const fee = feeOf(fees(...lines), over({}))!;
          expect(fee.total).toBe(halalas.reduce((sum, amount) => sum + amount, 0));
          expect(fee.lines.every(({ amount }) => Number.isInteger(amount) && amount !== 0)).toBe(true);
        },
      ),
    );
  });
});
