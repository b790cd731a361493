import { describe, expect, it } from 'vitest';
import { WorkingCalendar } from '#kernel/calendar.ts';
import { calendarFile } from './rules-calendar-file.ts';
import { changeUntil, isAfter, mostAtOnce, nearestFree, slotDays, slotsOn } from './rules-slots.ts';

const name = { ar: 'نموذج', en: 'Sample' };
/** Sunday to Thursday 08:00–14:00; shorter in a season; one holiday. */
const calendar: WorkingCalendar = WorkingCalendar.parse({
  timeZone: 'Asia/Riyadh',
  weekend: [5, 6],
  hours: { from: '08:00', to: '14:00' },
  holidays: [{ date: '2026-11-24', name }],
  seasons: [{ from: '2026-12-01', to: '2026-12-30', name, hours: { from: '10:00', to: '12:30' } }],
});
const office = { slotMinutes: 60, capacity: 2, leadHours: 24, horizonDays: 10 };
const at = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime('Asia/Riyadh').toInstant().toString();
const span = (date: string, from: string, to: string) => ({
  startsAt: at(`${date}T${from}`),
  endsAt: at(`${date}T${to}`),
});
const now = Temporal.Instant.from(at('2026-11-22T09:30'));
const times = (date: string, minutes = 60, rules: Parameters<typeof slotsOn>[0] = office) =>
  slotsOn(rules, minutes, calendar, Temporal.PlainDate.from(date)).map(({ startsAt }) =>
    Temporal.Instant.from(startsAt)
      .toZonedDateTimeISO('Asia/Riyadh')
      .toPlainTime()
      .toString({ smallestUnit: 'minute' }),
  );

describe('slots of a day', () => {
  it('lie wholly within the hours of the day, those of its season, and the office’s own', () => {
    expect(times('2026-11-23')).toEqual(['08:00', '09:00', '10:00', '11:00', '12:00', '13:00']);
    expect(times('2026-11-23', 90)).toEqual(['08:00', '09:00', '10:00', '11:00', '12:00']);
    expect(times('2026-12-02')).toEqual(['10:00', '11:00']);
    expect(times('2026-11-23', 60, { slotMinutes: 60, hours: { from: '09:30', to: '12:00' } })).toEqual([
      '09:30',
      '10:30',
    ]);
    expect(times('2026-11-24')).toEqual([]);
    expect(times('2026-11-27')).toEqual([]);
  });
});

describe('days that can be booked', () => {
  const days = (booked: { startsAt: string; endsAt: string }[] = [], closed: Parameters<typeof slotDays>[5] = []) =>
    slotDays(office, 60, calendar, now, booked, closed);

  it('begin after the lead time and end with the horizon, without days of rest', () => {
    expect(days().map(({ date }) => date)).toEqual([
      '2026-11-23',
      '2026-11-25',
      '2026-11-26',
      '2026-11-29',
      '2026-11-30',
      '2026-12-01',
      '2026-12-02',
    ]);
    expect(days()[0]!.slots[0]!.startsAt).toBe(at('2026-11-23T10:00'));
  });

  it('count what is booked, say what is full, and why a slot is closed', () => {
    const ten = span('2026-11-23', '10:00', '11:00');
    const one = span('2026-11-23', '11:00', '12:00');
    const [day] = days([ten, ten, one], [{ ...span('2026-11-23', '12:30', '13:00'), reason: 'تدريب' }]);
    expect(day!.slots.map(({ free, closed }) => closed ?? free)).toEqual([0, 1, 'تدريب', 2]);
    expect(nearestFree(days([ten, ten]), ten.startsAt, 2).map(({ startsAt }) => startsAt)).toEqual([
      at('2026-11-23T11:00'),
      at('2026-11-23T12:00'),
    ]);
  });

  it('count only what is held at the same moment', () => {
    const long = span('2026-11-23', '08:00', '10:00');
    const [first, second] = [span('2026-11-23', '08:00', '09:00'), span('2026-11-23', '09:00', '10:00')];
    expect(mostAtOnce(long, [first, second])).toBe(1);
    expect(mostAtOnce(long, [first, long])).toBe(2);
    expect(mostAtOnce(first, [second])).toBe(0);
  });
});

it('an appointment may be changed until the office’s cut-off', () => {
  const slot = span('2026-11-25', '10:00', '11:00');
  expect(changeUntil(slot, { cutOffHours: 12 })).toBe(at('2026-11-24T22:00'));
  expect(isAfter('2026-11-22T06:00:00.5Z', '2026-11-22T06:00:00+00:00')).toBe(true);
});

it('an appointment is a calendar file with short lines, whole characters and escaped text', () => {
  const file = calendarFile({
    uid: 'sample@example.com',
    sequence: 2,
    stamp: '2026-11-22T06:00:00.123Z',
    startsAt: '2026-11-25T05:30:00+00:00',
    endsAt: '2026-11-25T06:30:00Z',
    title: 'معاينة المبنى; الدور الأول, الثاني '.repeat(4),
    place: 'نموذج',
    text: 'سطر\nسطر',
    point: { longitude: 50.1, latitude: 26.4 },
  });
  expect(file).toContain('DTSTART:20261125T053000Z\r\nDTEND:20261125T063000Z');
  expect(file).toContain('DESCRIPTION:سطر\\nسطر');
  expect(file).toContain('GEO:26.4;50.1');
  expect(file.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  expect(file.replaceAll('\r\n ', '')).toContain('معاينة المبنى\\; الدور الأول\\, الثاني');
});
