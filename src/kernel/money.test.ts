import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoney, formatMoney, money, moneyParts, parseMoney, shareOf, subtractMoney, sumMoney } from './money.ts';

const riyals = (halalas: number) => money(halalas, 'SAR');

describe('amounts', () => {
  it('add and subtract in one currency only', () => {
    expect(addMoney(riyals(10), riyals(20))).toEqual({ amount: 30, currency: 'SAR' });
    expect(subtractMoney(riyals(10), riyals(20)).amount).toBe(-10);
    expect(sumMoney([riyals(1), riyals(2)], 'SAR').amount).toBe(3);
    expect(sumMoney([], 'SAR')).toEqual(riyals(0));
    expect(() => addMoney(riyals(1), money(1, 'USD'))).toThrow(RangeError);
  });

  it('are whole and exact or refused', () => {
    expect(() => riyals(0.5)).toThrow(RangeError);
    expect(() => addMoney(riyals(Number.MAX_SAFE_INTEGER), riyals(1))).toThrow(RangeError);
  });

  it('have shares rounded to the nearest, halves away from zero', () => {
    expect(shareOf(riyals(10_000), 1500).amount).toBe(1_500);
    expect(shareOf(riyals(10), 500).amount).toBe(1);
    expect(shareOf(riyals(-10), 500).amount).toBe(-1);
    expect(shareOf(riyals(9), 500).amount).toBe(0);
    expect(shareOf(riyals(900_719_925_474_099), 10_000).amount).toBe(900_719_925_474_099);
  });
});

describe('on paper', () => {
  it('is written in both languages and digits', () => {
    expect(formatMoney(riyals(123_450), 'ar')).toBe('1,234.50\u00a0ر.س.');
    expect(formatMoney(riyals(123_450), 'ar', 'arab')).toBe('١٬٢٣٤٫٥٠\u00a0ر.س.');
    expect(formatMoney(riyals(5), 'en')).toBe('SAR\u00a00.05');
    expect(formatMoney(riyals(-5), 'en')).toBe('SAR\u00a0-0.05');
    expect(formatMoney(money(12_345, 'KWD'), 'en')).toBe('KWD\u00a012.345');
    expect(moneyParts(riyals(-100_000), 'ar')).toEqual({ number: '-1,000.00', sign: 'ر.س.', signFirst: false });
  });

  it('is exact where a float is not', () => {
    expect(formatMoney(riyals(900_719_925_474_099_1), 'en')).toBe('SAR\u00a090,071,992,547,409.91');
  });

  it('is read as people type it', () => {
    const typed = ['1,250.5', '1250.50', '١٢٥٠٫٥', '١٬٢٥٠٫٥٠ ر.س.', ' 1250.5 ريال', 'SAR 1,250.50', '1250.5 \u20c1'];
    for (const text of typed) expect(parseMoney(text, 'SAR')).toEqual(riyals(125_050));
    for (const text of ['', '.5', '1.255', '1,25', '-5', '12a', '1e3', '9'.repeat(16)]) {
      expect(parseMoney(text, 'SAR')).toBe(undefined);
    }
  });

  it('is read back as it was written', () => {
    const amount = fc.integer({ min: 0, max: 90_000_000_000_000 });
    fc.assert(
      fc.property(amount, fc.constantFrom('ar', 'en'), fc.constantFrom('latn', 'arab'), (halalas, language, digits) => {
        expect(parseMoney(formatMoney(riyals(halalas), language, digits), 'SAR')).toEqual(riyals(halalas));
      }),
    );
  });
});
