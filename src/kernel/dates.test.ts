import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate } from './date-parsing.ts';
import { formatAmount, formatDate, formatDateTime, formatDuration, formatRelative, formatTime } from './dates.ts';
import { gregorianOf, hijriOf } from './hijri.ts';

const riyadh = { timeZone: 'Asia/Riyadh' } as const;

describe('Umm al-Qura', () => {
  it.each([
    ['2025-03-01', '1446-09-01'],
    ['2025-03-30', '1446-10-01'],
    ['2025-06-06', '1446-12-10'],
    ['2025-06-26', '1447-01-01'],
    ['2026-02-18', '1447-09-01'],
    ['2026-06-16', '1448-01-01'],
  ])('%s is %s', (gregorian, hijri) => {
    const [year, month, day] = hijri.split('-').map(Number) as [number, number, number];
    expect(hijriOf(gregorian)).toEqual({ year, month, day });
    expect(gregorianOf({ year, month, day })).toBe(gregorian);
  });

  it('agrees with Temporal on every day it can be asked', () => {
    const dates = fc.integer({ min: Date.UTC(1883, 0, 1) / 864e5, max: Date.UTC(2174, 0, 1) / 864e5 });
    fc.assert(
      fc.property(dates, (number) => {
        const date = new Temporal.PlainDate(1970, 1, 1).add({ days: number });
        const { year, month, day } = date.withCalendar('islamic-umalqura');
        expect(gregorianOf({ year, month, day })).toBe(date.toString());
      }),
      { numRuns: 300 },
    );
  });

  it('knows which months have 30 days', () => {
    expect(gregorianOf({ year: 1446, month: 9, day: 30 })).toBe(undefined);
    expect(gregorianOf({ year: 1447, month: 9, day: 30 })).toBe('2026-03-19');
    expect(gregorianOf({ year: 1200, month: 1, day: 1 })).toBe(undefined);
  });
});

describe('formatDate', () => {
  const evening = '2026-11-20T22:30:00Z';
  it('shows both calendars in the zone of the municipality', () => {
    expect(formatDate(evening, 'ar', riyadh)).toBe('21 نوفمبر 2026 · 11 جمادى الآخرة 1448هـ');
    expect(formatDate(evening, 'en', riyadh)).toBe('21 November 2026 · 11 Jumada II 1448 AH');
    expect(formatDate(evening, 'ar', { ...riyadh, digits: 'arab' })).toBe('٢١ نوفمبر ٢٠٢٦ · ١١ جمادى الآخرة ١٤٤٨هـ');
    expect(formatDate(evening, 'en', { ...riyadh, digits: 'arab', calendars: 'gregorian' })).toBe('21 November 2026');
    expect(formatDate(evening, 'ar', { ...riyadh, calendars: 'hijri', weekday: true })).toBe(
      'السبت 11 جمادى الآخرة 1448هـ',
    );
  });

  it('takes a plain date as it is, in every zone, and any way of saying an instant', () => {
    const west = { timeZone: 'America/New_York', calendars: 'gregorian' } as const;
    for (const date of ['2026-11-21', Temporal.PlainDate.from('2026-11-21'), '2026-11-21[u-ca=islamic-umalqura]']) {
      expect(formatDate(date, 'en', west)).toBe('21 November 2026');
    }
    for (const instant of [evening, Date.parse(evening), Temporal.Instant.from(evening)]) {
      expect(formatDate(instant, 'en', west)).toBe('20 November 2026');
    }
  });

  it('shows times by the twelve-hour clock', () => {
    expect(formatTime('2026-11-21T06:30:00Z', 'ar', riyadh)).toBe('9:30 ص');
    expect(formatTime('2026-11-21T09:05:00Z', 'en', riyadh)).toBe('12:05 pm');
    expect(formatDateTime('2026-11-21T06:30:00Z', 'ar', { ...riyadh, calendars: 'gregorian' })).toBe(
      '21 نوفمبر 2026، الساعة 9:30 ص',
    );
    expect(formatDateTime('2026-11-21T18:30:00Z', 'en', { ...riyadh, weekday: true, calendars: 'gregorian' })).toBe(
      'Saturday, 21 November 2026, 9:30 pm',
    );
  });
});

describe('in words', () => {
  const now = '2026-11-21T06:00:00Z';
  const ago = (milliseconds: number) => Date.parse(now) - milliseconds;
  const HOUR = 3_600_000;

  it.each([
    [20_000, 'الآن', 'now'],
    [2.9 * HOUR, 'قبل ساعتين', '2 hours ago'],
    [-3.5 * 24 * HOUR, 'خلال 3 أيام', 'in 3 days'],
    [26 * HOUR, 'قبل يوم واحد', '1 day ago'],
    [-11 * 60_000, 'خلال 11 دقيقة', 'in 11 minutes'],
    [800 * 24 * HOUR, 'قبل سنتين', '2 years ago'],
  ])('%d ms before is %s', (milliseconds, ar, en) => {
    expect(formatRelative(ago(milliseconds), now, 'ar')).toBe(ar);
    expect(formatRelative(ago(milliseconds), now, 'en')).toBe(en);
  });

  it.each([
    [51 * HOUR, 'يومان و3 ساعات', '2 days and 3 hours'],
    [48 * HOUR + 60_000, 'يومان', '2 days'],
    [90 * 60_000, 'ساعة و30 دقيقة', '1 hour and 30 minutes'],
    [59_000, 'أقل من دقيقة', 'less than a minute'],
    [400 * 24 * HOUR, '400 يوم', '400 days'],
  ])('%d ms lasts %s', (milliseconds, ar, en) => {
    expect(formatDuration(milliseconds, 'ar')).toBe(ar);
    expect(formatDuration(milliseconds, 'en')).toBe(en);
  });

  it.each([
    [1, 'workingDay', 'يوم عمل واحد', '1 working day'],
    [2, 'workingDay', 'يوما عمل', '2 working days'],
    [5, 'workingDay', '5 أيام عمل', '5 working days'],
    [30, 'workingDay', '30 يوم عمل', '30 working days'],
    [48, 'hour', '48 ساعة', '48 hours'],
    [15, 'day', '15 يوما', '15 days'],
    [100, 'day', '100 يوم', '100 days'],
  ] as const)('%d %s is %s', (amount, unit, ar, en) => {
    expect(formatAmount(amount, unit, 'ar')).toBe(ar);
    expect(formatAmount(amount, unit, 'en')).toBe(en);
  });

  it('writes Arabic-Indic digits where they are preferred', () => {
    expect(formatRelative(ago(-72 * HOUR), now, 'ar', 'arab')).toBe('خلال ٣ أيام');
    expect(formatAmount(5, 'workingDay', 'ar', 'arab')).toBe('٥ أيام عمل');
  });
});

describe('parseDate', () => {
  it.each([
    '21/11/2026',
    '21-11-2026',
    '2026-11-21',
    '٢١/١١/٢٠٢٦',
    '2026/11/21م',
    ' 21 نوفمبر 2026 ',
    '21 November 2026',
    'Nov 21, 2026',
    '1448/6/11',
    '11-06-1448 هـ',
    '١١/٦/١٤٤٨هـ',
    '11 جُمادى الآخرة 1448هـ',
    '11 جمادى الثانية 1448',
    '11 Jumada II 1448 AH',
  ])('reads %s', (text) => expect(parseDate(text)).toBe('2026-11-21'));

  it.each([
    '31/4/2026',
    '29/2/2026',
    '30/9/1446',
    '32/1/1448',
    '11/21/2026',
    '21/11/26',
    '21/11',
    '',
    '2026',
    '1/2/3/2026',
    '21/11/2026هـ',
    '11 جمادى الآخرة 2026',
    '21 foo 2026',
    '<21/11/2026>',
    '2026/11/2026',
    '0/1/2026',
    '1/0/1448',
  ])('does not read %s', (text) => expect(parseDate(text)).toBe(undefined));

  it('keeps to the calendar it was asked for', () => {
    expect(parseDate('11/6/1448', 'hijri')).toBe('2026-11-21');
    expect(parseDate('11/6/1448', 'gregorian')).toBe(undefined);
  });

  it('reads what formatDate writes, in both languages and calendars', () => {
    const days = fc.integer({ min: Date.UTC(1900, 0, 1) / 864e5, max: Date.UTC(2170, 0, 1) / 864e5 });
    const way = fc.record({
      language: fc.constantFrom('ar', 'en'),
      calendars: fc.constantFrom('gregorian', 'hijri'),
      digits: fc.constantFrom('latn', 'arab'),
    });
    fc.assert(
      fc.property(days, way, (day, { language, calendars, digits }) => {
        const date = new Date(day * 864e5).toISOString().slice(0, 10);
        expect(parseDate(formatDate(date, language, { ...riyadh, calendars, digits }))).toBe(date);
      }),
      { numRuns: 500 },
    );
  });
});
