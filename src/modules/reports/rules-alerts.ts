import { gridOf, MORTON_ZOOM } from '#kernel/geometry.ts';
import { distanceMetres, type Point } from '#kernel/place.ts';
import { WHOLE_TENANT } from './model-map.ts';

export const FREQUENCIES = ['now', 'daily', 'weekly'] as const;
export type AlertFrequency = (typeof FREQUENCIES)[number];

/** Where somebody wants to hear of reports: an area, or a circle. */
export type AlertPlace =
  | { readonly areaId: string; readonly circle: null }
  | { readonly areaId: null; readonly circle: { readonly point: Point; readonly radiusMetres: number } };

/** Cells of these levels are keys: from 80 km to 150 m a side at the equator. */
const LEVELS = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18] as const;
const EQUATOR_METRES = 40_075_017;

const areaKey = (id: string): string => `area ${id}`;
const cellKey = (level: number, x: number, y: number): string => `cell ${level} ${x} ${y}`;

/** Keys under which a report is looked up: its areas, the whole tenant and the cell of each level it lies in. */
export function keysOfReport(point: Point, areas: readonly (string | null)[]): string[] {
  const { x, y } = gridOf(point);
  return [
    ...areas.flatMap((id) => (id === null ? [] : [areaKey(id)])),
    areaKey(WHOLE_TENANT),
    ...LEVELS.map((level) => {
      const side = 2 ** (MORTON_ZOOM - level);
      return cellKey(level, Math.floor(x / side), Math.floor(y / side));
    }),
  ];
}

/**
 * Keys an alert is found by: its area, or the cells its circle touches at the finest level at which those are at most
 * four. A report in the circle always has one of them.
 */
export function keysOfAlert(place: AlertPlace): string[] {
  if (place.circle === null) return [areaKey(place.areaId)];
  const { point, radiusMetres } = place.circle;
  // A little more than the radius, so that rounding never loses a report on the rim.
  const degrees = ((radiusMetres * 1.01) / EQUATOR_METRES) * 360;
  const squeeze = Math.cos((Math.min(85, Math.abs(point.latitude) + degrees) * Math.PI) / 180);
  const first = gridOf({ longitude: point.longitude - degrees / squeeze, latitude: point.latitude + degrees });
  const last = gridOf({ longitude: point.longitude + degrees / squeeze, latitude: point.latitude - degrees });
  const width = Math.max(last.x - first.x, last.y - first.y);
  const level = LEVELS.findLast((one) => 2 ** (MORTON_ZOOM - one) > width) ?? LEVELS[0];
  const side = 2 ** (MORTON_ZOOM - level);
  const keys: string[] = [];
  for (let x = Math.floor(first.x / side); x <= Math.floor(last.x / side); x += 1) {
    for (let y = Math.floor(first.y / side); y <= Math.floor(last.y / side); y += 1) keys.push(cellKey(level, x, y));
  }
  return keys;
}

/** Whether an alert found by a key really is about a report; `group` is that of the report's category. */
export const concerns = (
  alert: { readonly place: AlertPlace; readonly categoryGroup: string | null },
  report: { readonly point: Point; readonly group: string | null },
): boolean =>
  (alert.categoryGroup === null || alert.categoryGroup === report.group) &&
  (alert.place.circle === null ||
    distanceMetres(alert.place.circle.point, report.point) <= alert.place.circle.radiusMetres);

/** Between two messages of one alert at least this passes, however many reports come. */
const QUIET_MINUTES = 15;
const MORNING_HOUR = 7;

/** The first day of the working week, 1 Monday to 7 Sunday, from the days that are not worked. */
export const firstWorkingDay = (weekend: readonly number[]): number =>
  [1, 2, 3, 4, 5, 6, 7].find((day) => !weekend.includes(day) && weekend.includes(day === 1 ? 7 : day - 1)) ?? 1;

/**
 * When what happened now is told: soon, but a quarter of an hour after the last message at the earliest; the next
 * morning at seven; or at seven on the first day of the next working week.
 */
export function tellAt(
  frequency: AlertFrequency,
  now: Temporal.Instant,
  lastSent: Temporal.Instant | null,
  { timeZone, weekend }: { readonly timeZone: string; readonly weekend: readonly number[] },
): Temporal.Instant {
  if (frequency === 'now') {
    const quiet = lastSent?.add({ minutes: QUIET_MINUTES });
    return quiet !== undefined && Temporal.Instant.compare(quiet, now) > 0 ? quiet : now;
  }
  const local = now.toZonedDateTimeISO(timeZone);
  let day = local.toPlainDate();
  if (local.hour >= MORNING_HOUR) day = day.add({ days: 1 });
  if (frequency === 'weekly') day = day.add({ days: (firstWorkingDay(weekend) - day.dayOfWeek + 7) % 7 });
  return day.toZonedDateTime({ timeZone, plainTime: { hour: MORNING_HOUR } }).toInstant();
}
