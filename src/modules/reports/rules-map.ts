import { dayIn } from '#kernel/day.ts';
import { type Box, gridOf, MORTON_ZOOM, mortonOf } from '#kernel/geometry.ts';
import type { ReportResult } from './model.ts';
import { CELL_ZOOMS, LAST_TILE, type MapReport, TILE_EXTENT } from './model-map.ts';
import { isFixed } from './rules-closure.ts';

export const STATUSES = ['open', 'fixed', 'closed'] as const;
export type MapStatus = (typeof STATUSES)[number];
export const statusCode = (status: MapStatus): number => STATUSES.indexOf(status) + 1;

/** What the map says of a report: being worked on, confirmed as fixed, or closed without that. */
export const statusOf = (state: string, result: string | null, closedAt: string | null): MapStatus =>
  isFixed(state, result as ReportResult | null) ? 'fixed' : closedAt === null ? 'open' : 'closed';

interface Placed {
  readonly id: string;
  readonly number: string;
  readonly topic: string | null;
  readonly state: string;
  readonly result: string | null;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly municipalityId: string | null;
  readonly districtId: string | null;
  readonly public: boolean;
}

/** How a case counts on the public map; null when it does not: `public` is what `publicView` decided. Days in `timeZone`. */
export function mapReport(placed: Placed, timeZone: string): MapReport | null {
  const { longitude, latitude } = placed;
  if (!placed.public || longitude === null || latitude === null) return null;
  const point = { longitude, latitude };
  const status = statusOf(placed.state, placed.result, placed.closedAt);
  return {
    case_id: placed.id,
    number: placed.number,
    zq: mortonOf(point),
    ...gridOf(point),
    topic: placed.topic ?? '',
    state: placed.state,
    status: statusCode(status),
    opened_on: dayIn(timeZone, placed.openedAt),
    closed_on: status === 'open' || placed.closedAt === null ? null : dayIn(timeZone, placed.closedAt),
    municipality_id: placed.municipalityId,
    district_id: placed.districtId,
  };
}

/** The month of a day, as it is counted by: 202611. */
export const monthOf = (day: Temporal.PlainDate): number => day.year * 100 + day.month;

const EXACT_DAYS = 45;

/**
 * The day from which reports are shown when somebody asks for those since `since`. Counts far back are kept by month,
 * so a day longer ago than 45 days is moved to the first of its month; a day to come is today.
 */
export function effectiveSince(since: string, today: Temporal.PlainDate): Temporal.PlainDate {
  const day = Temporal.PlainDate.from(since);
  if (Temporal.PlainDate.compare(day, today) > 0) return today;
  return Temporal.PlainDate.compare(day, today.subtract({ days: EXACT_DAYS })) < 0 ? day.with({ day: 1 }) : day;
}

/** The months from that of `since` to that of `today`, for a day that is the first of its month; null for another. */
export function monthsSince(since: Temporal.PlainDate, today: Temporal.PlainDate): number[] | null {
  if (since.day !== 1) return null;
  const months: number[] = [];
  for (
    let at = since;
    Temporal.PlainDate.compare(at, today) <= 0 && months.length < 1_200;
    at = at.add({ months: 1 })
  ) {
    months.push(monthOf(at));
  }
  return months;
}

/** Place of a grid position within a tile, in units of its extent. */
export function withinTile(z: number, tile: { x: number; y: number }, grid: { x: number; y: number }) {
  const scale = TILE_EXTENT / 2 ** (MORTON_ZOOM - z);
  const bounded = (value: number) => Math.max(0, Math.min(TILE_EXTENT - 1, Math.round(value)));
  return [bounded(grid.x * scale - tile.x * TILE_EXTENT), bounded(grid.y * scale - tile.y * TILE_EXTENT)] as const;
}

/** The level of cells a tile's clusters are made of. */
export const levelOfTile = (z: number): number => z + CELL_ZOOMS;

/** The tiles over a box at the zoom at which it is one to two tiles wide or high: a picture of it has 8 to 16 clusters a side. */
export function tilesOfBox({ west, south, east, north }: Box): { z: number; x: number; y: number }[] {
  const first = gridOf({ longitude: west, latitude: north });
  const last = gridOf({ longitude: east, latitude: south });
  const side = Math.max(1, last.x - first.x, last.y - first.y);
  const z = Math.max(0, Math.min(LAST_TILE, Math.floor(Math.log2(2 ** MORTON_ZOOM / side))));
  const cell = 2 ** (MORTON_ZOOM - z);
  const tiles: { z: number; x: number; y: number }[] = [];
  for (let x = Math.floor(first.x / cell); x <= Math.floor(last.x / cell); x += 1) {
    for (let y = Math.floor(first.y / cell); y <= Math.floor(last.y / cell); y += 1) tiles.push({ z, x, y });
  }
  return tiles;
}

/** A city whose newest report is older than this shows the last weeks it has figures of. */
const PAST_DAYS = 30;

/** The last two weeks to compare, up to today or, where reports end long ago, up to the newest. Days are ISO; `to` is the day after the last. */
export function twoWeeks(
  today: Temporal.PlainDate,
  newest: string | null,
): { from: string; middle: string; to: string } {
  const last = newest === null ? today : Temporal.PlainDate.from(newest);
  const past = Temporal.PlainDate.compare(last, today.subtract({ days: PAST_DAYS })) < 0;
  const to = (past ? last : today).add({ days: 1 });
  return {
    from: to.subtract({ days: 14 }).toString(),
    middle: to.subtract({ days: 7 }).toString(),
    to: to.toString(),
  };
}

interface Mergeable {
  readonly count: number;
  readonly open: number;
  readonly fixed: number;
  readonly x: number;
  readonly y: number;
  readonly number: string | null;
  readonly topic: string | null;
  readonly state: string | null;
}

/** Marks nearer than this share of a tile's side would lie over each other. */
const APART = 44 / 512;

/**
 * The marks of a tile with those that would overlap taken together, the larger ones first: the reports stay as many,
 * and the middle of a mark stays theirs. Marks of a tile near which every report stands by itself are left as they are.
 */
export function mergeNear<M extends Mergeable>(z: number, marks: readonly M[]): Mergeable[] {
  const apart = APART * 2 ** (MORTON_ZOOM - z);
  const kept: Mergeable[] = [];
  for (const mark of marks.toSorted((a, b) => b.count - a.count || a.x - b.x || a.y - b.y)) {
    const near = kept.findIndex((one) => Math.hypot(one.x - mark.x, one.y - mark.y) < apart);
    const one = kept[near];
    if (one === undefined) {
      kept.push(mark);
      continue;
    }
    const count = one.count + mark.count;
    kept[near] = {
      count,
      open: one.open + mark.open,
      fixed: one.fixed + mark.fixed,
      x: (one.x * one.count + mark.x * mark.count) / count,
      y: (one.y * one.count + mark.y * mark.count) / count,
      number: null,
      topic: null,
      state: null,
    };
  }
  return kept;
}
