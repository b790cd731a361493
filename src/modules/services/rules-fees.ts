import { shareOf } from '#kernel/money.ts';
import { fill } from '#kernel/text.ts';
import type { Fee, FeeSchedule } from './model.ts';

/** The value of an expression over what was entered; null when something it needs is missing. */
export type ResultOf = (feel: string) => unknown;

/** An amount in the main unit as whole smallest units, halves away from zero. */
function smallestUnits(amount: number, currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const units = amount * 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
  // 1.005 * 100 is a little less than 100.5 in binary; a fee is never more exact than a millionth of its unit.
  const exact = Number(units.toFixed(6));
  return Math.sign(exact) * Math.round(Math.abs(exact)) || 0;
}

const shown = (value: unknown): string | number =>
  typeof value === 'number' ? Number(value.toFixed(2)) : typeof value === 'string' ? value : '–';

/**
 * What is to be paid; null while an amount cannot be computed from what was entered so far. A line of nothing is left
 * out. Amounts less than nothing count as they are: a reduction is a line of its own. `vat` names the lines that bear
 * VAT, in hundredths of a percent; it is rounded line by line.
 */
export function feeOf(
  { currency, lines }: FeeSchedule,
  resultOf: ResultOf,
  vat: Readonly<Record<string, number>> = {},
): Fee | null {
  const found: Fee['lines'] = [];
  for (const { key, title, when, amount, reason, values } of lines) {
    if (when !== undefined && resultOf(when) !== true) continue;
    const computed = resultOf(amount);
    if (typeof computed !== 'number') return null;
    const units = smallestUnits(computed, currency);
    if (!Number.isSafeInteger(units)) return null;
    if (units === 0) continue;
    const places = Object.fromEntries(Object.entries(values).map(([name, feel]) => [name, shown(resultOf(feel))]));
    const words =
      reason && Object.fromEntries(Object.entries(reason).map(([language, text]) => [language, fill(text, places)]));
    const basisPoints = Object.hasOwn(vat, key) ? vat[key] : undefined;
    const taxed =
      basisPoints === undefined
        ? {}
        : { vat: { basisPoints, amount: shareOf({ amount: units, currency }, basisPoints).amount } };
    found.push({ key, title, amount: units, reason: words ?? null, ...taxed });
  }
  return { currency, lines: found, total: found.reduce((sum, line) => sum + line.amount + (line.vat?.amount ?? 0), 0) };
}
