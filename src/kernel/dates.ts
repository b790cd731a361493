import type { ClockUnit } from './calendar.ts';
import type { Language } from './text.ts';

/** By `Intl` only: pages run this in browsers that may lack Temporal. */

/** ISO 8601 instant or date `YYYY-MM-DD`, Unix milliseconds, or a Temporal instant, zoned time or date. */
export type Moment = string | number | { readonly epochMilliseconds: number } | { toString(): string };

export type Digits = 'latn' | 'arab';
export type Calendars = 'both' | 'gregorian' | 'hijri';

export interface DateOptions {
  /** The municipality's zone; a plain date is the same in all. */
  readonly timeZone: string;
  /** Both unless said: people decide by either. */
  readonly calendars?: Calendars;
  /** Latin unless said; Arabic-Indic only in Arabic. */
  readonly digits?: Digits;
  /** Whether the day of the week stands before the date. */
  readonly weekday?: boolean;
}

const DAY = 86_400_000;
const LOCALES: Readonly<Record<Language, string>> = { ar: 'ar-SA', en: 'en-GB' };

const localeOf = (language: Language, digits: Digits = 'latn', calendar = 'gregory'): string =>
  `${LOCALES[language]}-u-ca-${calendar}-nu-${language === 'ar' ? digits : 'latn'}`;

/** An `Intl` formatter takes 50 µs and much memory to make, and a list shows hundreds of dates. */
const formatters = new Map<string, unknown>();
function cached<F>(key: string, make: () => F): F {
  const known = formatters.get(key) as F | undefined;
  if (known) return known;
  if (formatters.size > 500) formatters.clear();
  const made = make();
  formatters.set(key, made);
  return made;
}

interface Instant {
  readonly at: number;
  readonly timeZone: string;
}

function instantOf(moment: Moment, timeZone: string): Instant {
  if (typeof moment === 'number') return { at: moment, timeZone };
  if (typeof moment === 'object' && 'epochMilliseconds' in moment) return { at: moment.epochMilliseconds, timeZone };
  const text = String(moment);
  return /^\d{4}-\d{2}-\d{2}(\[|$)/.test(text)
    ? { at: Date.parse(`${text.slice(0, 10)}T00:00Z`), timeZone: 'UTC' }
    : { at: Date.parse(text), timeZone };
}

type Parts = Partial<Record<Intl.DateTimeFormatPartTypes, string>>;

function partsOf({ at, timeZone }: Instant, locale: string, options: Intl.DateTimeFormatOptions): Parts {
  const key = `date ${locale} ${timeZone} ${Object.keys(options)}`;
  const format = cached(key, () => new Intl.DateTimeFormat(locale, { timeZone, ...options }));
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

const LONG_DATE = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;

/** `21 نوفمبر 2026 · 11 جمادى الآخرة 1448هـ`; in English `21 November 2026 · 11 Jumada II 1448 AH`. */
export function formatDate(moment: Moment, language: Language, options: DateOptions): string {
  const { calendars = 'both', digits } = options;
  const instant = instantOf(moment, options.timeZone);
  const gregorian = partsOf(instant, localeOf(language, digits), LONG_DATE);
  const written: string[] = [];
  if (calendars !== 'hijri') written.push(`${gregorian.day} ${gregorian.month} ${gregorian.year}`);
  if (calendars !== 'gregorian') {
    const hijri = partsOf(instant, localeOf(language, digits, 'islamic-umalqura'), LONG_DATE);
    written.push(`${hijri.day} ${hijri.month} ${hijri.year}${language === 'ar' ? 'هـ' : ' AH'}`);
  }
  const date = written.join(' · ');
  if (!options.weekday) return date;
  return language === 'ar' ? `${gregorian.weekday} ${date}` : `${gregorian.weekday}, ${date}`;
}

/** `9:30 ص`; in English `9:30 am`. */
export function formatTime(
  moment: Moment,
  language: Language,
  options: Pick<DateOptions, 'timeZone' | 'digits'>,
): string {
  const { hour, minute, dayPeriod } = partsOf(instantOf(moment, options.timeZone), localeOf(language, options.digits), {
    hour: 'numeric',
    minute: '2-digit',
    hour12: true,
  });
  return `${hour}:${minute} ${dayPeriod}`;
}

/** The date as by `formatDate` and the time: `…، الساعة 9:30 ص`; in English `…, 9:30 am`. */
export function formatDateTime(moment: Moment, language: Language, options: DateOptions): string {
  const date = formatDate(moment, language, options);
  const time = formatTime(moment, language, options);
  return language === 'ar' ? `${date}، الساعة ${time}` : `${date}, ${time}`;
}

const RELATIVE_UNITS = [
  ['year', 365.2425 * DAY],
  ['month', 30.436875 * DAY],
  ['day', DAY],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/**
 * `قبل ساعتين`, `خلال 3 أيام`, `الآن`: whole units that have passed or are left, never more than there are.
 * Beside a date, never instead of it.
 */
export function formatRelative(moment: Moment, now: Moment, language: Language, digits?: Digits): string {
  const difference = instantOf(moment, 'UTC').at - instantOf(now, 'UTC').at;
  const [unit, length] = RELATIVE_UNITS.find(([, length]) => Math.abs(difference) >= length) ?? [];
  if (!unit) return language === 'ar' ? 'الآن' : 'now';
  const locale = localeOf(language, digits);
  const format = cached(`relative ${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'always' }));
  return format.format(Math.trunc(difference / length), unit);
}

/** A duration in its two largest units: `يومان و3 ساعات`, `2 days and 3 hours`; under a minute `أقل من دقيقة`. */
export function formatDuration(milliseconds: number, language: Language, digits?: Digits): string {
  const locale = localeOf(language, digits);
  let left = Math.abs(milliseconds);
  const written: string[] = [];
  for (const [unit, length] of RELATIVE_UNITS.slice(2)) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0 && written.length < 2) written.push(unitFormat(locale, unit).format(count));
    else if (written.length > 0) break;
  }
  if (written.length === 0) return language === 'ar' ? 'أقل من دقيقة' : 'less than a minute';
  return cached(`list ${locale}`, () => new Intl.ListFormat(locale, { type: 'conjunction' })).format(written);
}

const unitFormat = (locale: string, unit: string): Intl.NumberFormat =>
  cached(
    `unit ${locale} ${unit}`,
    () => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 }),
  );

const AMOUNTS: Readonly<
  Record<Language, Readonly<Record<ClockUnit, Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>>>
> = {
  ar: {
    hour: { one: 'ساعة واحدة', two: 'ساعتان', few: '{n} ساعات', other: '{n} ساعة' },
    day: { one: 'يوم واحد', two: 'يومان', few: '{n} أيام', many: '{n} يوما', other: '{n} يوم' },
    workingDay: { one: 'يوم عمل واحد', two: 'يوما عمل', few: '{n} أيام عمل', other: '{n} يوم عمل' },
  },
  en: {
    hour: { one: '{n} hour', other: '{n} hours' },
    day: { one: '{n} day', other: '{n} days' },
    workingDay: { one: '{n} working day', other: '{n} working days' },
  },
};

/** What a clock promises: `3 أيام عمل`, `48 ساعة`, `5 working days`. */
export function formatAmount(amount: number, unit: ClockUnit, language: Language, digits?: Digits): string {
  const locale = localeOf(language, digits);
  const rules = cached(`plural ${locale}`, () => new Intl.PluralRules(locale));
  const forms = AMOUNTS[language][unit];
  const number = cached(`number ${locale}`, () => new Intl.NumberFormat(locale)).format(amount);
  return (forms[rules.select(amount)] ?? forms.other ?? '{n}').replace('{n}', number);
}
