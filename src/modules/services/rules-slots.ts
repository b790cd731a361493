import { type WorkingCalendar, workingHoursOn } from '#kernel/calendar.ts';
import type { AppointmentOffice, Closed, Slot, SlotDay, Span } from './model.ts';

type Grid = Pick<AppointmentOffice, 'slotMinutes' | 'capacity' | 'leadHours' | 'horizonDays' | 'hours'>;

const ms = (instant: string): number => Temporal.Instant.from(instant).epochMilliseconds;

const overlap = (a: Span, b: Span): boolean => ms(a.startsAt) < ms(b.endsAt) && ms(b.startsAt) < ms(a.endsAt);

/** How many of these are held at once at the fullest moment of a span. */
export function mostAtOnce(span: Span, booked: readonly Span[]): number {
  const within = booked.filter((one) => overlap(one, span));
  const moments = [ms(span.startsAt), ...within.map(({ startsAt }) => Math.max(ms(startsAt), ms(span.startsAt)))];
  return Math.max(...moments.map((at) => within.filter((one) => ms(one.startsAt) <= at && at < ms(one.endsAt)).length));
}

/** The beginnings of a day's slots for visits of a length, all of them within its working hours. */
export function slotsOn(
  { slotMinutes, hours }: Pick<Grid, 'slotMinutes' | 'hours'>,
  minutes: number,
  calendar: WorkingCalendar,
  date: Temporal.PlainDate,
): Span[] {
  const worked = workingHoursOn(calendar, date);
  if (worked === undefined) return [];
  const at = (time: string) =>
    date.toZonedDateTime({ timeZone: calendar.timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
  const opens = Math.max(worked.opens.epochMilliseconds, hours === undefined ? 0 : at(hours.from));
  const closes = Math.min(
    worked.closes.epochMilliseconds,
    hours === undefined ? Number.MAX_SAFE_INTEGER : at(hours.to),
  );
  const slots: Span[] = [];
  for (let start = opens; start + minutes * 60_000 <= closes; start += slotMinutes * 60_000) {
    const instant = (moment: number) => Temporal.Instant.fromEpochMilliseconds(moment).toString();
    slots.push({ startsAt: instant(start), endsAt: instant(start + minutes * 60_000) });
  }
  return slots;
}

/** The days that can be booked at an office for visits of a length, each with its slots and how many places are free. */
export function slotDays(
  office: Grid,
  minutes: number,
  calendar: WorkingCalendar,
  now: Temporal.Instant,
  booked: readonly Span[],
  closed: readonly Closed[],
): SlotDay[] {
  const earliest = now.add({ hours: office.leadHours }).epochMilliseconds;
  const today = now.toZonedDateTimeISO(calendar.timeZone).toPlainDate();
  const days: SlotDay[] = [];
  for (let later = 0; later <= office.horizonDays; later++) {
    const date = today.add({ days: later });
    const slots = slotsOn(office, minutes, calendar, date)
      .filter(({ startsAt }) => ms(startsAt) >= earliest)
      .map((span): Slot => {
        const shut = closed.find((one) => overlap(one, span));
        const free = shut === undefined ? Math.max(0, office.capacity - mostAtOnce(span, booked)) : 0;
        return { ...span, free, closed: shut?.reason ?? null };
      });
    if (slots.length > 0) days.push({ date: date.toString(), slots });
  }
  return days;
}

/** The slots with a free place, those nearest to a moment first, at most `most`. */
export function nearestFree(days: readonly SlotDay[], to: string, most: number): Slot[] {
  const distance = ({ startsAt }: Slot) => Math.abs(ms(startsAt) - ms(to));
  return days
    .flatMap(({ slots }) => slots.filter(({ free }) => free > 0))
    .sort((a, b) => distance(a) - distance(b) || ms(a.startsAt) - ms(b.startsAt))
    .slice(0, most);
}

/** Whether a moment comes after another. */
export const isAfter = (one: string, other: string): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(one), Temporal.Instant.from(other)) > 0;

/** Until when an appointment may be moved or cancelled by whoever booked it. */
export const changeUntil = ({ startsAt }: Span, { cutOffHours }: Pick<AppointmentOffice, 'cutOffHours'>): string =>
  Temporal.Instant.from(startsAt).subtract({ hours: cutOffHours }).toString();
