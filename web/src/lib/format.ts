import type { PageLocale } from './locale.ts';

/** ISO text of an instant (as operations answer it), Unix milliseconds, or a Gregorian `YYYY-MM-DD`. */
export type When = string | number;

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

const cache = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>();

/** Intl objects are dear to make and cheap to keep; there are few shapes. */
function kept<F extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => F,
): F {
  let format = cache.get(key) as F | undefined;
  if (format === undefined) {
    format = make();
    cache.set(key, format);
  }
  return format;
}

type Reader = Pick<PageLocale, 'language' | 'digits' | 'timeZone' | 'calendars'>;

const tagOf = ({ language, digits }: Pick<PageLocale, 'language' | 'digits'>, calendar = 'gregory') =>
  `${language === 'ar' ? 'ar-SA' : 'en-GB'}-u-ca-${calendar}-nu-${digits}`;

function dateFormat(reader: Reader, calendar: string, zone: string, options: Intl.DateTimeFormatOptions) {
  const tag = tagOf(reader, calendar);
  return kept(`${tag} ${zone} ${JSON.stringify(options)}`, () => {
    return new Intl.DateTimeFormat(tag, { ...options, timeZone: zone });
  });
}

/** A calendar date has no zone: it is read and written in UTC. */
function moment(when: When, reader: Reader): { at: number; zone: string } {
  if (typeof when === 'number') return { at: when, zone: reader.timeZone };
  if (ISO_DATE.test(when)) return { at: Date.parse(`${when}T00:00:00Z`), zone: 'UTC' };
  return { at: Date.parse(when), zone: reader.timeZone };
}

const dayParts = { day: 'numeric', month: 'long', year: 'numeric' } as const;

function dayIn(reader: Reader, calendar: string, at: number, zone: string): string {
  const format = dateFormat(reader, calendar, zone, dayParts);
  const parts = format.formatToParts(at);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  const year = part('year') || part('relatedYear');
  const hijri = calendar.startsWith('islamic');
  const era = hijri ? (reader.language === 'ar' ? 'هـ' : ' AH') : '';
  return `${part('day')} ${part('month')} ${year}${era}`;
}

/** `21 نوفمبر 2026`, in the tenant's first calendar. */
export function formatDate(when: When, reader: Reader): string {
  const { at, zone } = moment(when, reader);
  return dayIn(reader, reader.calendars[0] ?? 'gregory', at, zone);
}

/** `21 نوفمبر 2026 · 11 جمادى الآخرة 1448هـ`: every calendar of the tenant, for wherever a person decides. */
export function formatBothDates(when: When, reader: Reader): string {
  const { at, zone } = moment(when, reader);
  const calendars = reader.calendars.length > 0 ? reader.calendars : ['gregory'];
  return calendars.map((calendar) => dayIn(reader, calendar, at, zone)).join(' · ');
}

/** The name of the day of the week. */
export function formatWeekday(when: When, reader: Reader): string {
  const { at, zone } = moment(when, reader);
  return dateFormat(reader, 'gregory', zone, { weekday: 'long' }).format(at);
}

/** `2:30 م` */
export function formatTime(when: When, reader: Reader): string {
  const { at, zone } = moment(when, reader);
  return dateFormat(reader, 'gregory', zone, { hour: 'numeric', minute: '2-digit', hour12: true }).format(at);
}

export const formatDateTime = (when: When, reader: Reader): string =>
  `${formatDate(when, reader)}${reader.language === 'ar' ? '، ' : ', '}${formatTime(when, reader)}`;

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `خلال 3 أيام`, `قبل ساعتين`; always beside a date, never instead of one. */
export function formatRelative(when: When, reader: Pick<PageLocale, 'language' | 'digits' | 'now'>): string {
  const at = typeof when === 'number' ? when : Date.parse(when);
  const difference = at - reader.now;
  const tag = tagOf(reader);
  const format = kept(`${tag} relative`, () => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));
  for (const [unit, size] of STEPS) {
    if (Math.abs(difference) >= size) return format.format(Math.trunc(difference / size), unit);
  }
  return format.format(0, 'second');
}

export function formatNumber(
  value: number,
  reader: Pick<PageLocale, 'language' | 'digits'>,
  options: Intl.NumberFormatOptions = {},
): string {
  const tag = tagOf(reader);
  return kept(`${tag} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(tag, options)).format(value);
}

/** Amount of money from integer halalas, without the currency's sign (see the component Money). */
export const formatHalalas = (halalas: number, reader: Pick<PageLocale, 'language' | 'digits'>): string =>
  formatNumber(halalas / 100, reader, {
    minimumFractionDigits: halalas % 100 === 0 ? 0 : 2,
    maximumFractionDigits: 2,
  });
