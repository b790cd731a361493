import { normalise } from './arabic.ts';
import { FIRST_HIJRI_YEAR, gregorianOf, LAST_HIJRI_YEAR } from './hijri.ts';
import type { Bilingual } from './text.ts';

export type DateCalendar = 'gregorian' | 'hijri';

const ERAS: Readonly<Record<string, DateCalendar>> = {
  ه: 'hijri',
  هجري: 'hijri',
  هجريه: 'hijri',
  h: 'hijri',
  ah: 'hijri',
  م: 'gregorian',
  ميلادي: 'gregorian',
  ميلاديه: 'gregorian',
  ad: 'gregorian',
  ce: 'gregorian',
};

/** The names people write, in the normal form of search and without spaces; several of one month side by side. */
const MONTHS: Readonly<Record<DateCalendar, readonly string[]>> = {
  gregorian: [
    'يناير january jan',
    'فبراير february feb',
    'مارس march mar',
    'ابريل april apr',
    'مايو may',
    'يونيو june jun',
    'يوليو july jul',
    'اغسطس august aug',
    'سبتمبر september sep',
    'اكتوبر october oct',
    'نوفمبر november nov',
    'ديسمبر december dec',
  ],
  hijri: [
    'محرم المحرم muharram',
    'صفر safar',
    'ربيعالاول rabii rabialawwal',
    'ربيعالثاني ربيعالاخر rabiii rabialthani',
    'جماديالاولي جماديالاول jumadai jumadaalula',
    'جماديالاخره جماديالثانيه jumadaii jumadaalakhirah',
    'رجب rajab',
    'شعبان shaban',
    'رمضان ramadan',
    'شوال shawwal',
    'ذوالقعده ذيالقعده dhulqidah',
    'ذوالحجه ذيالحجه dhulhijjah',
  ],
};

const monthByName = new Map<string, { calendar: DateCalendar; month: number }>();
for (const calendar of ['gregorian', 'hijri'] as const) {
  MONTHS[calendar].forEach((names, index) => {
    for (const name of names.split(' ')) monthByName.set(name, { calendar, month: index + 1 });
  });
}

/** Why a written date is none: it cannot be read, its day does not exist, or it is of the other calendar. */
export const DATE_FAULTS = {
  'not-a-date': {
    ar: 'اكتب التاريخ هكذا: 21/11/2026، أو بالهجري: 11/6/1448هـ.',
    en: 'Write the date like this: 21/11/2026, or in the Hijri calendar: 11/6/1448 AH.',
  },
  'no-such-day': {
    ar: 'لا يوجد هذا اليوم في التقويم؛ راجع اليوم والشهر والسنة.',
    en: 'There is no such day in the calendar; check day, month and year.',
  },
  'other-calendar': {
    ar: 'السنة ليست من التقويم المذكور؛ اكتب التاريخ الهجري بسنة هجرية والميلادي بسنة ميلادية.',
    en: 'The year is not of the calendar named: write a Hijri date with a Hijri year, a Gregorian one with a Gregorian year.',
  },
} satisfies Record<string, Bilingual>;
export type DateFault = keyof typeof DATE_FAULTS;

/**
 * The Gregorian date `YYYY-MM-DD` that a person wrote: `21/11/2026`, `٢٠٢٦-١١-٢١`, `21 نوفمبر 2026`, `1448/6/11هـ`,
 * `11 جمادى الآخرة 1448`. The day comes before the month unless the year comes first; the year has four digits and
 * tells the calendar. Undefined for anything else and for days that do not exist.
 */
export const parseDate = (text: string, expected?: DateCalendar): string | undefined =>
  readWrittenDate(text, expected).date;

/** As `parseDate`, and why where it is no date. */
export function readWrittenDate(
  text: string,
  expected?: DateCalendar,
): { readonly date: string; readonly fault?: undefined } | { readonly date?: undefined; readonly fault: DateFault } {
  if (text.length > 60) return { fault: 'not-a-date' };
  const plain = normalise(text).replace(/[ʻʼʿ'’]/g, '');
  if (/[^\p{L}\p{M}\d\s/.,،-]/u.test(plain)) return { fault: 'not-a-date' };
  const numbers = plain.match(/\d+/g) ?? [];
  const words = plain.match(/[\p{L}\p{M}]+/gu) ?? [];
  const era = ERAS[words.at(-1) ?? ''];
  const name = words.slice(0, era ? -1 : undefined).join('');
  const named = monthByName.get(name);
  if (name && !named) return { fault: 'not-a-date' };

  const fields = numbers.map(Number);
  if (numbers.at(0)?.length === 4) fields.reverse();
  else if (numbers.at(-1)?.length !== 4) return { fault: 'not-a-date' };
  if (numbers.slice(1, -1).some((digits) => digits.length > 2) || fields.length !== (named ? 2 : 3)) {
    return { fault: 'not-a-date' };
  }
  const day = fields[0]!;
  const month = named?.month ?? fields[1]!;
  const year = fields.at(-1)!;

  const calendar = year >= FIRST_HIJRI_YEAR && year <= LAST_HIJRI_YEAR ? 'hijri' : 'gregorian';
  if ([era, named?.calendar, expected].some((said) => said && said !== calendar)) return { fault: 'other-calendar' };
  const date = calendar === 'hijri' ? gregorianOf({ year, month, day }) : realDate(year, month, day);
  return date === undefined ? { fault: 'no-such-day' } : { date };
}

function realDate(year: number, month: number, day: number): string | undefined {
  if (year < 1800 || year > 2200) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.toISOString().slice(0, 10);
}
