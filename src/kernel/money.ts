import { toAsciiDigits } from './arabic.ts';
import type { Digits } from './dates.ts';
import type { Language } from './text.ts';

/** An amount in whole minor units (halalas of a riyal, cents of a dollar); never a fraction, never a float of riyals. */
export interface Money {
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** Throws a RangeError when the amount is no whole number that is exact (up to 90 trillion riyals). */
export function money(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`not a whole amount: ${amount}`);
  return { amount: amount === 0 ? 0 : amount, currency };
}

function sameCurrency(a: Money, b: Money): string {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} do not add up`);
  return a.currency;
}

export const addMoney = (a: Money, b: Money): Money => money(a.amount + b.amount, sameCurrency(a, b));
export const subtractMoney = (a: Money, b: Money): Money => money(a.amount - b.amount, sameCurrency(a, b));

/** The sum, zero of `currency` when there is nothing to add. */
export const sumMoney = (amounts: readonly Money[], currency: string): Money =>
  amounts.reduce(addMoney, money(0, currency));

/** A share in hundredths of a percent (VAT of 15 % is 1500), rounded to the nearest unit, halves away from zero. */
export function shareOf({ amount, currency }: Money, basisPoints: number): Money {
  if (!Number.isSafeInteger(basisPoints)) throw new RangeError(`not whole basis points: ${basisPoints}`);
  const product = BigInt(amount) * BigInt(basisPoints);
  const half = product < 0n ? -5_000n : 5_000n;
  return money(Number((product + half) / 10_000n), currency);
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(language: Language, currency: string, digits: Digits): Intl.NumberFormat {
  const locale = language === 'ar' ? `ar-SA-u-nu-${digits}` : 'en-GB-u-nu-latn';
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { style: 'currency', currency });
  if (formats.size < 100) formats.set(key, made);
  return made;
}

/** The amount as decimal text in major units, exact: `-1234.50`. */
function decimalOf(amount: number, places: number): Intl.StringNumericLiteral {
  const digits = String(Math.abs(amount)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places);
  return `${amount < 0 ? '-' : ''}${whole}${places > 0 ? `.${fraction}` : ''}` as Intl.StringNumericLiteral;
}

const placesOf = (format: Intl.NumberFormat): number => format.resolvedOptions().maximumFractionDigits ?? 2;

export interface MoneyParts {
  /** `1,234.50`, with a minus sign where it is less than nothing. */
  readonly number: string;
  /** The currency in words of the language: `ر.س.`, `SAR`. Where it is SAR, pages draw the riyal sign instead. */
  readonly sign: string;
  readonly signFirst: boolean;
}

/** The amount in parts, for pages that draw the sign themselves. */
export function moneyParts({ amount, currency }: Money, language: Language, digits: Digits = 'latn'): MoneyParts {
  const format = formatOf(language, currency, digits);
  const parts = format.formatToParts(decimalOf(amount, placesOf(format)));
  const number = parts.filter(({ type }) => type !== 'currency' && type !== 'literal');
  return {
    number: number.map(({ value }) => value.replace(/[\u200e\u200f\u061c]/g, '')).join(''),
    sign: parts.find(({ type }) => type === 'currency')?.value ?? currency,
    signFirst: parts.findIndex(({ type }) => type === 'currency') < parts.findIndex(({ type }) => type === 'integer'),
  };
}

/** `1,234.50 ر.س.`; in English `SAR 1,234.50`. The space does not break. */
export function formatMoney(value: Money, language: Language, digits?: Digits): string {
  const { number, sign, signFirst } = moneyParts(value, language, digits);
  return signFirst ? `${sign}\u00a0${number}` : `${number}\u00a0${sign}`;
}

/**
 * The amount that a person typed in major units: `1,250.5`, `١٢٥٠٫٥٠`, `1250 ريال`; undefined when it is none, has more
 * decimals than the currency, or is less than nothing.
 */
export function parseMoney(text: string, currency: string): Money | undefined {
  if (text.length > 40) return undefined;
  const plain = toAsciiDigits(text)
    .replace(/[\u200e\u200f\u061c\s]|ريال(?:\s*سعودي)?|ر\.س\.?|SAR|\u20c1/gi, '')
    .replaceAll('\u066b', '.')
    .replaceAll('\u066c', ',');
  const [, whole = '', fraction = ''] = /^(\d{1,15}|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(plain) ?? [];
  const places = placesOf(formatOf('en', currency, 'latn'));
  if (!whole || fraction.length > places) return undefined;
  const amount = Number(whole.replaceAll(',', '') + fraction.padEnd(places, '0'));
  return Number.isSafeInteger(amount) ? money(amount, currency) : undefined;
}
