import { z } from 'zod';
import type { Text } from './text.ts';

/** Wall clock times `HH:MM` of one day in the calendar's zone; `to` is later than `from` and may be `24:00`. */
export interface WorkingHours {
  readonly from: string;
  readonly to: string;
}

/**
 * When a municipality works: a dated table entered by its administrator, never computed from astronomical dates,
 * since holidays and Ramadan hours are announced.
 */
export interface WorkingCalendar {
  /** IANA zone, such as `Asia/Riyadh`. */
  readonly timeZone: string;
  /** Days of rest by ISO weekday, 1 = Monday … 7 = Sunday. */
  readonly weekend: readonly number[];
  readonly hours: WorkingHours;
  /** Dates are Gregorian, `YYYY-MM-DD`. */
  readonly holidays: readonly { readonly date: string; readonly name: Text }[];
  /** Spans (both ends included) with other hours, such as Ramadan; they do not overlap. */
  readonly seasons: readonly {
    readonly from: string;
    readonly to: string;
    readonly name: Text;
    readonly hours: WorkingHours;
  }[];
}

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

const Hours = z
  .object({
    from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
    to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after from', params: { code: 'empty-span' } });

const Name = z.record(z.string(), z.string());

const Season = z
  .object({ from: z.iso.date(), to: z.iso.date(), name: Name, hours: Hours })
  .refine(({ from, to }) => from <= to, {
    path: ['to'],
    message: 'must not be before from',
    params: { code: 'empty-span' },
  });

export const WorkingCalendar: z.ZodType<WorkingCalendar> = z.object({
  timeZone: z.string().refine(isZone, { message: 'not a time zone', params: { code: 'time-zone' } }),
  weekend: z
    .array(z.int().min(1).max(7))
    .refine((days) => new Set(days).size < 7, { message: 'no day is worked', params: { code: 'no-working-day' } }),
  hours: Hours,
  holidays: z.array(z.object({ date: z.iso.date(), name: Name })),
  seasons: z.array(Season).refine(
    (seasons) => {
      const sorted = seasons.toSorted((a, b) => (a.from < b.from ? -1 : 1));
      return sorted.every((season, i) => i === 0 || sorted[i - 1]!.to < season.from);
    },
    { message: 'seasons overlap', params: { code: 'seasons-overlap' } },
  ),
});

/** What an amount of time counts: every hour, or only those the municipality works. */
export type Measure = 'continuous' | 'working';

export const CLOCK_UNITS = ['hour', 'day', 'workingDay'] as const;
export type ClockUnit = (typeof CLOCK_UNITS)[number];

export const measureOf = (unit: ClockUnit): Measure => (unit === 'workingDay' ? 'working' : 'continuous');

const HOUR = 3_600_000;
const DAY = 86_400_000;

/** The duration, in milliseconds of `measureOf(unit)`; one working day is worth 86 400 000 whatever its hours. */
export const millisecondsOf = (amount: number, unit: ClockUnit): number =>
  Math.round(amount * (unit === 'hour' ? HOUR : DAY));

/**
 * The instant `milliseconds` (an integer, may be negative) after `from`.
 *
 * By measure `working`, an instant's position is the number of working days before its day plus the share of that
 * day's hours that has passed. Time outside hours has the position of the next opening, where a sum that ends between
 * two days lands. So a Ramadan day counts as one day, and any order of pausing and resuming gives the same deadline.
 */
export function addTime(
  calendar: WorkingCalendar,
  measure: Measure,
  from: Temporal.Instant,
  milliseconds: number,
): Temporal.Instant {
  if (!Number.isSafeInteger(milliseconds)) throw new RangeError(`not a whole number of milliseconds: ${milliseconds}`);
  const at = from.epochMilliseconds;
  if (measure === 'continuous') return Temporal.Instant.fromEpochMilliseconds(at + milliseconds);
  const days = daysOf(calendar);
  return Temporal.Instant.fromEpochMilliseconds(instantOf(days, positionOf(days, at) + milliseconds));
}

/** Milliseconds from `from` to `to`, negative when `to` is earlier; by measure `working` see `addTime`. */
export function timeBetween(
  calendar: WorkingCalendar,
  measure: Measure,
  from: Temporal.Instant,
  to: Temporal.Instant,
): number {
  if (measure === 'continuous') return to.epochMilliseconds - from.epochMilliseconds;
  const days = daysOf(calendar);
  return positionOf(days, to.epochMilliseconds) - positionOf(days, from.epochMilliseconds);
}

// Below, a day is its number since 1970-01-01 and an instant is Unix milliseconds, so that a deadline costs a few
// divisions and two binary searches: it is computed in every intake.

interface Day {
  readonly start: number;
  readonly open: number;
  readonly close: number;
}

interface Days {
  readonly calendar: WorkingCalendar;
  /** Offsets from Monday of the days that are worked in a week without holidays. */
  readonly workdays: readonly number[];
  /** For each offset from Monday, how many of `workdays` lie before it. */
  readonly before: readonly number[];
  /** Sorted; without those that fall on a weekend. */
  readonly holidays: readonly number[];
  readonly seasons: readonly { from: number; to: number; hours: WorkingHours }[];
  readonly cache: Map<number, Day>;
}

const tables = new WeakMap<WorkingCalendar, Days>();
const LARGEST_CACHE = 5_000;

const dayNumber = (date: string): number => Date.parse(`${date}T00:00Z`) / DAY;
const fromMonday = (day: number): number => (((day + 3) % 7) + 7) % 7;

function daysOf(calendar: WorkingCalendar): Days {
  const known = tables.get(calendar);
  if (known) return known;
  const workdays = [0, 1, 2, 3, 4, 5, 6].filter((day) => !calendar.weekend.includes(day + 1));
  if (workdays.length === 0) throw new RangeError('the calendar has no working day');
  const holidays = new Set(calendar.holidays.map(({ date }) => dayNumber(date)));
  const days: Days = {
    calendar,
    workdays,
    before: [0, 1, 2, 3, 4, 5, 6].map((offset) => workdays.filter((day) => day < offset).length),
    holidays: [...holidays].filter((day) => workdays.includes(fromMonday(day))).sort((a, b) => a - b),
    seasons: calendar.seasons.map(({ from, to, hours }) => ({ from: dayNumber(from), to: dayNumber(to), hours })),
    cache: new Map(),
  };
  tables.set(calendar, days);
  return days;
}

/** How many holidays lie before `day`. */
function holidaysBefore({ holidays }: Days, day: number): number {
  let low = 0;
  let high = holidays.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holidays[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many working days lie before `day`, from an arbitrary but fixed beginning. */
const workingDaysBefore = (days: Days, day: number): number =>
  Math.floor((day + 3) / 7) * days.workdays.length + days.before[fromMonday(day)]! - holidaysBefore(days, day);

const isWorked = (days: Days, day: number): boolean => workingDaysBefore(days, day + 1) > workingDaysBefore(days, day);

/** The working day that has `ordinal` working days before it. */
function workingDayAt(days: Days, ordinal: number): number {
  const perWeek = days.workdays.length;
  let rank = ordinal;
  for (;;) {
    const week = Math.floor(rank / perWeek);
    const day = week * 7 - 3 + days.workdays[rank - week * perWeek]!;
    const next = ordinal + holidaysBefore(days, day + 1);
    if (next === rank) return day;
    rank = next;
  }
}

function boundsOf(days: Days, day: number): Day {
  const known = days.cache.get(day);
  if (known) return known;
  const { timeZone, hours: usual } = days.calendar;
  const hours = days.seasons.find(({ from, to }) => from <= day && day <= to)?.hours ?? usual;
  const date = new Temporal.PlainDate(1970, 1, 1).add({ days: day });
  const at = (time: string): number =>
    time === '24:00'
      ? date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds
      : date.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
  const bounds = { start: date.toZonedDateTime(timeZone).epochMilliseconds, open: at(hours.from), close: at(hours.to) };
  if (days.cache.size >= LARGEST_CACHE) days.cache.clear();
  days.cache.set(day, bounds);
  return bounds;
}

function positionOf(days: Days, at: number): number {
  let day = Math.floor(at / DAY);
  while (at < boundsOf(days, day).start) day--;
  while (at >= boundsOf(days, day + 1).start) day++;
  const position = workingDaysBefore(days, day) * DAY;
  if (!isWorked(days, day)) return position;
  const { open, close } = boundsOf(days, day);
  const passed = Math.min(Math.max(at - open, 0), close - open);
  return position + Math.round((passed / (close - open)) * DAY);
}

function instantOf(days: Days, position: number): number {
  const ordinal = Math.floor(position / DAY);
  const { open, close } = boundsOf(days, workingDayAt(days, ordinal));
  return open + Math.round(((position - ordinal * DAY) / DAY) * (close - open));
}

/** Whether the municipality works at that moment: on a working day, within the hours of its season. */
export function isWorkingTime(calendar: WorkingCalendar, at: Temporal.Instant): boolean {
  const days = daysOf(calendar);
  const moment = at.epochMilliseconds;
  let day = Math.floor(moment / DAY);
  while (moment < boundsOf(days, day).start) day--;
  while (moment >= boundsOf(days, day + 1).start) day++;
  const { open, close } = boundsOf(days, day);
  return isWorked(days, day) && open <= moment && moment < close;
}

/** When the municipality opens and closes on a day, by the hours of its season; undefined on a day of rest. */
export function workingHoursOn(
  calendar: WorkingCalendar,
  date: Temporal.PlainDate,
): { readonly opens: Temporal.Instant; readonly closes: Temporal.Instant } | undefined {
  const days = daysOf(calendar);
  const day = dayNumber(date.toString());
  if (!isWorked(days, day)) return undefined;
  const { open, close } = boundsOf(days, day);
  return {
    opens: Temporal.Instant.fromEpochMilliseconds(open),
    closes: Temporal.Instant.fromEpochMilliseconds(close),
  };
}
