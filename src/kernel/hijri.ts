/** A day of the Umm al-Qura calendar, the civil calendar of Saudi Arabia; months and days from 1. */
export interface HijriDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAY = 86_400_000;
/** The years for which Umm al-Qura is tabulated; beyond them `Intl` computes another calendar. */
export const FIRST_HIJRI_YEAR = 1300;
export const LAST_HIJRI_YEAR = 1600;

let numbers: Intl.DateTimeFormat | undefined;

/** The Hijri date of a Gregorian date `YYYY-MM-DD`. */
export function hijriOf(date: string): HijriDate {
  return hijriOfDay(Date.parse(`${date}T00:00Z`) / DAY);
}

function hijriOfDay(day: number): HijriDate {
  numbers ??= new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of numbers.formatToParts(day * DAY)) part[type] = value;
  return { year: Number(part.year), month: Number(part.month), day: Number(part.day) };
}

/** 1 Muharram 1 as days from 1970-01-01, and the mean length of a month: together within three days of the table. */
const EPOCH = -492_148;
const MEAN_MONTH = 29.530_588;

/**
 * The Gregorian date `YYYY-MM-DD` of a Hijri date; undefined for a day that does not exist (many months have 29) or a
 * year outside 1300–1600. `Intl` only formats, so the day is estimated and then looked for.
 */
export function gregorianOf({ year, month, day }: HijriDate): string | undefined {
  if (![year, month, day].every(Number.isInteger)) return undefined;
  if (year < FIRST_HIJRI_YEAR || year > LAST_HIJRI_YEAR || month < 1 || month > 12 || day < 1 || day > 30)
    return undefined;
  const estimate = EPOCH + Math.round(((year - 1) * 12 + month - 1) * MEAN_MONTH) + day;
  for (let candidate = estimate - 4; candidate <= estimate + 4; candidate++) {
    const found = hijriOfDay(candidate);
    if (found.day === day && found.month === month && found.year === year) {
      return new Date(candidate * DAY).toISOString().slice(0, 10);
    }
  }
  return undefined;
}
