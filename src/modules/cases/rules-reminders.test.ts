import { describe, expect, test } from 'vitest';
import { WorkingCalendar } from '#kernel/calendar.ts';
import tenant from '../../../tenants/eastern/tenant.json' with { type: 'json' };
import { lintReminders, momentOf, planOf, type ReminderRule } from './rules-reminders.ts';

const calendar = WorkingCalendar.parse(tenant.calendar);
const HOUR = 3_600_000;
const rule = (over: Partial<ReminderRule>): ReminderRule => ({
  key: 'a',
  name: { ar: 'نموذج', en: 'Sample' },
  type: 'report',
  hours: null,
  percent: null,
  notice: 'reportOverdue',
  to: ['team'],
  level: null,
  ...over,
});

describe('the moment of a share of the time', () => {
  // Sunday to Thursday; the deadline is Sunday 22 November, 06:00 UTC.
  const dueAt = '2026-11-22T06:00:00Z';
  const at = (percent: number, measure: 'continuous' | 'working', total: number) =>
    momentOf(percent, { dueAt, total, measure }, calendar).toString();

  test('lies as much before or after the deadline as of the time is left or gone', () => {
    expect(at(100, 'continuous', 48 * HOUR)).toBe(dueAt);
    expect(at(50, 'continuous', 48 * HOUR)).toBe('2026-11-21T06:00:00Z');
    expect(at(150, 'continuous', 48 * HOUR)).toBe('2026-11-23T06:00:00Z');
  });

  test('is counted on the working calendar where the clock is', () => {
    const before = Temporal.Instant.from(at(50, 'working', 16 * HOUR));
    // Friday and Saturday are no working days: half of two working days before Sunday lies on Thursday or earlier.
    expect(before.toZonedDateTimeISO('Asia/Riyadh').dayOfWeek).not.toBe(5);
    expect(before.toZonedDateTimeISO('Asia/Riyadh').dayOfWeek).not.toBe(6);
    expect(Temporal.Instant.from(dueAt).since(before).total('hours')).toBeGreaterThan(48);
  });

  test('is planned for the rules of the type alone, and for none while the clock rests', () => {
    const rules = [
      { key: 'half', type: 'report', percent: 50 },
      { key: 'other', type: 'licence', percent: 50 },
    ];
    const clock = { caseId: 'c', type: 'report', total: 48 * HOUR, measure: 'continuous' as const };
    expect(planOf(rules, { ...clock, dueAt }, calendar)).toEqual([
      { caseId: 'c', rule: 'half', dueAt, at: '2026-11-21T06:00:00Z' },
    ]);
    expect(planOf(rules, { ...clock, dueAt: null }, calendar)).toEqual([]);
  });
});

describe('rules of reminders', () => {
  const codes = (...rules: ReminderRule[]) => lintReminders(rules).map(({ path, code }) => `${path} ${code}`);

  test('say when by hours or by a share, never by both or by none', () => {
    expect(codes(rule({ hours: 0 }), rule({ key: 'b', percent: 100 }))).toEqual([]);
    expect(codes(rule({}))).toEqual(['rules.0 when']);
    expect(codes(rule({ hours: 0, percent: 100 }))).toEqual(['rules.0 when']);
  });

  test('have a key of their own and levels that do not fall', () => {
    expect(codes(rule({ hours: 0 }), rule({ hours: 1 }))).toEqual(['rules.1.key key-twice']);
    expect(codes(rule({ hours: 0, level: 2 }), rule({ key: 'b', hours: 24, level: 1 }))).toEqual([
      'rules.1.level level-falls',
    ]);
    expect(codes(rule({ percent: 150, level: 3 }), rule({ key: 'b', percent: 100, level: 1 }))).toEqual([]);
  });
});
