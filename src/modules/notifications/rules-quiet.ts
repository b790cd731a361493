import type { WorkingCalendar } from '#kernel/calendar.ts';
import type { QuietSpan, TenantQuiet } from './model-choices.ts';

/** What somebody's quiet hours are: none, the same every day, or the tenant's with its seasons and holidays. */
export type Quiet = null | QuietSpan | TenantQuiet;

function spanOn(day: Temporal.PlainDate, quiet: QuietSpan | TenantQuiet, calendar: WorkingCalendar): QuietSpan {
  const date = day.toString();
  if ('holidays' in quiet && quiet.holidays && calendar.holidays.some((one) => one.date === date))
    return quiet.holidays;
  if ('seasons' in quiet && quiet.seasons && calendar.seasons.some(({ from, to }) => from <= date && date <= to)) {
    return quiet.seasons;
  }
  return quiet;
}

/**
 * The end of the quiet hours `now` lies in; null outside them. A span that ends before it begins lasts over midnight and
 * belongs to the day it begins on, so the night before a holiday is an ordinary one.
 */
export function quietUntil(now: Temporal.Instant, quiet: Quiet, calendar: WorkingCalendar): Temporal.Instant | null {
  if (quiet === null) return null;
  const today = now.toZonedDateTimeISO(calendar.timeZone).toPlainDate();
  for (const day of [today.subtract({ days: 1 }), today]) {
    const { from, to } = spanOn(day, quiet, calendar);
    if (from === to) continue;
    const at = (date: Temporal.PlainDate, time: string) =>
      date.toZonedDateTime({ timeZone: calendar.timeZone, plainTime: Temporal.PlainTime.from(time) }).toInstant();
    const begin = at(day, from);
    const end = at(to < from ? day.add({ days: 1 }) : day, to);
    if (Temporal.Instant.compare(begin, now) <= 0 && Temporal.Instant.compare(now, end) < 0) return end;
  }
  return null;
}
