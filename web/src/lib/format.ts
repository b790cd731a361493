import {
  type Calendars,
  type DateOptions,
  formatDate as dateIn,
  formatRelative as relativeTo,
  formatTime as timeIn,
} from '#kernel/dates.ts';
import type { Money } from '#kernel/money.ts';
import type { PageLocale } from './locale.ts';

export { formatAmount, formatDuration } from '#kernel/dates.ts';

/** ISO text of an instant (as operations answer it), Unix milliseconds, or a Gregorian `YYYY-MM-DD`. */
export type When = string | number;

type Reader = Pick<PageLocale, 'language' | 'digits' | 'timeZone' | 'calendars'>;

const optionsOf = (reader: Reader, calendars: Calendars, weekday = false): DateOptions => ({
  timeZone: reader.timeZone,
  digits: reader.digits,
  calendars,
  weekday,
});

const calendarOf = (name: string): Calendars => (name.startsWith('islamic') ? 'hijri' : 'gregorian');

/** The day in every calendar of the tenant, the first first: for wherever a person decides. */
export function datesOf(when: When, reader: Reader): string[] {
  const calendars = reader.calendars.length > 0 ? reader.calendars : ['gregory'];
  return calendars.map((name) => dateIn(when, reader.language, optionsOf(reader, calendarOf(name))));
}

/** `21 نوفمبر 2026`, in the tenant's first calendar. */
export const formatDate = (when: When, reader: Reader): string => datesOf(when, reader)[0]!;

/** `21 نوفمبر 2026 · 11 جمادى الآخرة 1448هـ` in one string; the component Dates keeps each date on one line. */
export const formatBothDates = (when: When, reader: Reader): string => datesOf(when, reader).join(' · ');

/** The name of the day of the week. */
export function formatWeekday(when: When, reader: Reader): string {
  const date = dateIn(when, reader.language, optionsOf(reader, 'gregorian', true));
  return date.split(/,? /, 1)[0]!;
}

/** `2:30 م` */
export const formatTime = (when: When, reader: Reader): string => timeIn(when, reader.language, reader);

/** `خلال 3 أيام`, `قبل ساعتين`; always beside a date, never instead of one. */
export const formatRelative = (when: When, reader: Pick<PageLocale, 'language' | 'digits' | 'now'>): string =>
  relativeTo(when, reader.now, reader.language, reader.digits);

const numberFormats = new Map<string, Intl.NumberFormat>();

export function formatNumber(
  value: number,
  { language, digits }: Pick<PageLocale, 'language' | 'digits'>,
  options: Intl.NumberFormatOptions = {},
): string {
  const tag = language === 'ar' ? `ar-SA-u-nu-${digits}` : 'en-GB';
  const key = `${tag} ${JSON.stringify(options)}`;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(tag, options);
    numberFormats.set(key, format);
  }
  return format.format(value);
}

/**
 * Number and sign of an amount of money, apart, since the riyal's sign is drawn. As `moneyParts` of the kernel, which a
 * page with script cannot use: it would bring the schema library to the browser.
 */
export function formatMoneyParts(
  { amount, currency }: Money,
  reader: Pick<PageLocale, 'language' | 'digits'>,
): { number: string; sign: string; signFirst: boolean } {
  const tag = reader.language === 'ar' ? `ar-SA-u-nu-${reader.digits}` : 'en-GB';
  const format = new Intl.NumberFormat(tag, { style: 'currency', currency });
  const parts = format.formatToParts(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  const number = parts.filter(({ type }) => type !== 'currency' && type !== 'literal').map(({ value }) => value);
  const order = parts.map(({ type }) => type);
  return {
    number: number.join('').replace(/[\u200e\u200f\u061c]/g, ''),
    sign: parts.find(({ type }) => type === 'currency')?.value ?? currency,
    signFirst: order.indexOf('currency') < order.indexOf('integer'),
  };
}
