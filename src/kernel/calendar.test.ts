import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTime, measureOf, millisecondsOf, timeBetween, WorkingCalendar } from './calendar.ts';

const DAY = 86_400_000;
const name = { ar: 'إجازة', en: 'Holiday' };

/** Sunday to Thursday 08:00–16:00; in Ramadan 1447 10:00–15:00; two days of Eid and the National Day. */
const calendar: WorkingCalendar = WorkingCalendar.parse({
  timeZone: 'Asia/Riyadh',
  weekend: [5, 6],
  hours: { from: '08:00', to: '16:00' },
  holidays: ['2026-03-22', '2026-03-23', '2026-09-23', '2026-02-20'].map((date) => ({ date, name })),
  seasons: [{ from: '2026-02-18', to: '2026-03-19', name, hours: { from: '10:00', to: '15:00' } }],
});

const local = (text: string, zone = 'Asia/Riyadh') =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant();
const shown = (instant: Temporal.Instant) =>
  instant.toZonedDateTimeISO('Asia/Riyadh').toPlainDateTime().toString({ smallestUnit: 'minute' });
const after = (from: string, workingDays: number) =>
  shown(addTime(calendar, 'working', local(from), millisecondsOf(workingDays, 'workingDay')));

const instants = fc
  .integer({ min: Date.UTC(2025, 11, 1), max: Date.UTC(2026, 11, 31) })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));

/** An instant within the hours of a working day, found without the code under test. */
const within = fc
  .tuple(fc.integer({ min: 0, max: 390 }), fc.nat(8 * 3_600_000 - 1))
  .map(([offset, passed]) => {
    const date = Temporal.PlainDate.from('2025-12-01').add({ days: offset });
    const text = date.toString();
    if (date.dayOfWeek === 5 || date.dayOfWeek === 6) return undefined;
    if (calendar.holidays.some((holiday) => holiday.date === text)) return undefined;
    const ramadan = text >= '2026-02-18' && text <= '2026-03-19';
    const [open, hours] = ramadan ? [10, 5] : [8, 8];
    return local(`${text}T00:00`).add({ milliseconds: open * 3_600_000 + (passed % (hours * 3_600_000)) });
  })
  .filter((instant) => instant !== undefined);

describe('addTime by working days', () => {
  it.each([
    ['2026-11-22T09:30', 1, '2026-11-23T09:30'],
    ['2026-11-22T08:00', 5, '2026-11-29T08:00'],
    ['2026-11-26T15:00', 1, '2026-11-29T15:00'],
    ['2026-09-22T12:00', 1, '2026-09-24T12:00'],
    ['2026-09-24T12:00', -1, '2026-09-22T12:00'],
  ])('%s + %d is %s', (from, days, to) => expect(after(from, days)).toBe(to));

  it.each([
    ['on a weekend', '2026-11-21T11:00', '2026-11-23T08:00'],
    ['after hours', '2026-11-22T21:00', '2026-11-24T08:00'],
    ['at closing', '2026-11-22T16:00', '2026-11-24T08:00'],
    ['before hours', '2026-11-22T03:00', '2026-11-23T08:00'],
    ['on a holiday', '2026-09-23T12:00', '2026-09-27T08:00'],
    ['on a holiday that falls on a weekend', '2026-02-20T12:00', '2026-02-23T10:00'],
  ])('begins at the next opening when it starts %s', (_, from, to) => expect(after(from, 1)).toBe(to));

  it('counts a short Ramadan day as one and keeps the share of the day', () => {
    expect(after('2026-02-17T12:00', 1)).toBe('2026-02-18T12:30');
    expect(after('2026-03-19T12:30', 1)).toBe('2026-03-24T12:00');
    expect(after('2026-02-17T10:00', 3)).toBe('2026-02-22T11:15');
  });

  it('knows a day that is all its 24 hours, and a zone that changes its clocks', () => {
    const always = {
      ...calendar,
      timeZone: 'Europe/Berlin',
      weekend: [],
      holidays: [],
      hours: { from: '00:00', to: '24:00' },
    };
    const from = local('2026-03-28T12:00', 'Europe/Berlin');
    const to = addTime(always, 'working', from, 2 * DAY);
    expect(to.equals(local('2026-03-30T12:00', 'Europe/Berlin'))).toBe(true);
  });

  it('lands on the same share of the Nth following working day', () => {
    fc.assert(
      fc.property(within, fc.integer({ min: 0, max: 120 }), (from, n) => {
        const to = addTime(calendar, 'working', from, n * DAY);
        const share = (instant: Temporal.Instant) => {
          const at = instant.toZonedDateTimeISO('Asia/Riyadh');
          const date = at.toPlainDate().toString();
          const [open, hours] = date >= '2026-02-18' && date <= '2026-03-19' ? [10, 5] : [8, 8];
          const passed = instant.epochMilliseconds - at.startOfDay().epochMilliseconds - open * 3_600_000;
          return passed / (hours * 3_600_000);
        };
        expect(share(to)).toBeCloseTo(share(from), 6);
        let date = from.toZonedDateTimeISO('Asia/Riyadh').toPlainDate();
        for (let left = n; left > 0; ) {
          date = date.add({ days: 1 });
          const rest = date.dayOfWeek === 5 || date.dayOfWeek === 6;
          if (!rest && !calendar.holidays.some((holiday) => holiday.date === date.toString())) left--;
        }
        expect(to.toZonedDateTimeISO('Asia/Riyadh').toPlainDate().toString()).toBe(date.toString());
      }),
    );
  });
});

describe('timeBetween', () => {
  it('measures working days whatever their hours', () => {
    const days = (from: string, to: string) => timeBetween(calendar, 'working', local(from), local(to)) / DAY;
    expect(days('2026-02-16T08:00', '2026-02-18T15:00')).toBe(3);
    expect(days('2026-11-26T16:00', '2026-11-29T08:00')).toBe(0);
    expect(days('2026-11-22T12:00', '2026-11-22T08:00')).toBe(-0.5);
  });

  it('is what addTime adds: adding it lands on an instant within hours', () => {
    fc.assert(
      fc.property(instants, within, (from, to) => {
        const landed = addTime(calendar, 'working', from, timeBetween(calendar, 'working', from, to));
        expect(landed.toString()).toBe(to.toString());
      }),
    );
  });

  it('gives back exactly what was added, forwards and backwards', () => {
    const durations = fc.integer({ min: -200 * 1000, max: 200 * 1000 }).map((steps) => steps * 432);
    fc.assert(
      fc.property(within, durations, (from, duration) => {
        const to = addTime(calendar, 'working', from, duration);
        // An instant is a whole millisecond, worth up to 86.4 / 18 of the day's milliseconds in Ramadan.
        expect(Math.abs(timeBetween(calendar, 'working', from, to) - duration)).toBeLessThanOrEqual(3);
      }),
    );
  });

  it.each(['working', 'continuous'] as const)('neither loses nor gains %s time by pausing and resuming', (measure) => {
    const patterns = fc.tuple(within, fc.array(instants, { maxLength: 12 }), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(patterns, ([start, marks, amount]) => {
        const cuts = marks.filter((mark) => Temporal.Instant.compare(mark, start) > 0).sort(Temporal.Instant.compare);
        let remaining = amount * DAY;
        let resumedAt: Temporal.Instant | undefined = start;
        let pausedFor = 0;
        let pausedAt = start;
        for (const cut of cuts) {
          if (resumedAt) {
            remaining -= timeBetween(calendar, measure, resumedAt, cut);
            resumedAt = undefined;
            pausedAt = cut;
          } else {
            pausedFor += timeBetween(calendar, measure, pausedAt, cut);
            resumedAt = cut;
          }
        }
        const last = resumedAt ?? pausedAt;
        const due = addTime(calendar, measure, last, remaining);
        const expected = addTime(calendar, measure, start, amount * DAY + pausedFor);
        expect(due.toString()).toBe(expected.toString());
      }),
    );
  });
});

it('measures hours and days by every hour, working days by the calendar', () => {
  expect(['hour', 'day', 'workingDay'].map((unit) => measureOf(unit as 'hour'))).toEqual([
    'continuous',
    'continuous',
    'working',
  ]);
  expect(millisecondsOf(1.5, 'hour')).toBe(5_400_000);
  const friday = local('2026-11-20T09:00');
  expect(shown(addTime(calendar, measureOf('hour'), friday, millisecondsOf(48, 'hour')))).toBe('2026-11-22T09:00');
});

describe('a calendar is refused', () => {
  const refused = (change: object) => WorkingCalendar.safeParse({ ...calendar, ...change }).success === false;
  it('when nobody ever works, hours or seasons are empty or overlap, or a date does not exist', () => {
    const season = calendar.seasons[0]!;
    expect(refused({})).toBe(false);
    expect(refused({ weekend: [1, 2, 3, 4, 5, 6, 7] })).toBe(true);
    expect(refused({ hours: { from: '08:00', to: '08:00' } })).toBe(true);
    expect(refused({ hours: { from: '08:00', to: '25:00' } })).toBe(true);
    expect(refused({ timeZone: 'Asia/Nowhere' })).toBe(true);
    expect(refused({ holidays: [{ date: '2026-02-30', name }] })).toBe(true);
    expect(refused({ seasons: [season, { ...season, from: season.to, to: '2026-04-01' }] })).toBe(true);
    expect(refused({ seasons: [{ ...season, to: '2026-01-01' }] })).toBe(true);
  });
});
