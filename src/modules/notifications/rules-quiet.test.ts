import { describe, expect, test } from 'vitest';
import type { WorkingCalendar } from '#kernel/calendar.ts';
import { quietUntil } from './rules-quiet.ts';

const calendar: WorkingCalendar = {
  timeZone: 'Asia/Riyadh',
  weekend: [5, 6],
  hours: { from: '07:30', to: '14:30' },
  holidays: [{ date: '2026-09-23', name: { ar: 'اليوم الوطني', en: 'National Day' } }],
  seasons: [
    {
      from: '2026-02-18',
      to: '2026-03-19',
      name: { ar: 'رمضان', en: 'Ramadan' },
      hours: { from: '10:00', to: '15:00' },
    },
  ],
};
const tenant = {
  from: '22:00',
  to: '07:00',
  seasons: { from: '04:00', to: '11:00' },
  holidays: { from: '22:00', to: '10:00' },
};
/** Riyadh is three hours ahead of UTC all year. */
const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime('Asia/Riyadh').toInstant();
const until = (local: string, quiet: Parameters<typeof quietUntil>[1] = tenant) =>
  quietUntil(at(local), quiet, calendar)?.toZonedDateTimeISO('Asia/Riyadh').toPlainDateTime().toString() ?? null;

describe('quiet hours', () => {
  test.each([
    ['2026-11-22T21:59', null],
    ['2026-11-22T22:00', '2026-11-23T07:00:00'],
    ['2026-11-23T06:59', '2026-11-23T07:00:00'],
    ['2026-11-23T07:00', null],
    // In Ramadan nights are awake and mornings quiet.
    ['2026-02-20T23:30', null],
    ['2026-02-20T05:00', '2026-02-20T11:00:00'],
    // The first morning of Ramadan still belongs to the ordinary night before, and then to its own hours.
    ['2026-02-18T03:30', '2026-02-18T07:00:00'],
    // The evening of a holiday lasts longer into the next day.
    ['2026-09-23T23:00', '2026-09-24T10:00:00'],
    ['2026-09-22T23:00', '2026-09-23T07:00:00'],
  ])('at %s end %s', (now, end) => {
    expect(until(now)).toBe(end);
  });
  test('of a person are the same every day, and may lie within one', () => {
    expect(until('2026-02-20T13:00', { from: '12:00', to: '16:00' })).toBe('2026-02-20T16:00:00');
    expect(until('2026-11-22T23:00', { from: '12:00', to: '16:00' })).toBeNull();
    expect(until('2026-11-22T23:00', null)).toBeNull();
    expect(until('2026-11-22T23:00', { from: '08:00', to: '08:00' })).toBeNull();
  });
});
