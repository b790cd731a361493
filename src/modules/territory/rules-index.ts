import { type Box, boxAround, holds, inBox, squareMetres } from '#kernel/geometry.ts';
import type { Point } from '#kernel/place.ts';
import { distanceMetres } from '#kernel/place.ts';
import type { Area, AreaKind, AreaRef, Located, NearArea } from './model.ts';
import { AREA_KINDS, refOf } from './model.ts';
import { metresTo } from './rules-geometry.ts';
import { matchRank, searchText } from './rules-names.ts';

/** The kinds a point is told to lie in, the smallest first. */
const LOCATED_KINDS = ['district', 'locality', 'municipality', 'governorate', 'region'] as const;

interface Entry {
  readonly area: Area;
  /** Square metres; Infinity without a border. */
  readonly size: number;
  readonly names: readonly string[];
}

/** The areas of one kind, in a grid of about as many cells as areas. */
interface Grid {
  readonly box: Box;
  readonly columns: number;
  readonly rows: number;
  /** For each cell the entries whose box touches it, the smallest area first. */
  readonly cells: readonly (readonly Entry[])[];
}

/** Everything asked about a tenant's territory while taking in a report, held in memory. */
export interface AreaIndex {
  readonly byId: ReadonlyMap<string, Area>;
  readonly byCode: ReadonlyMap<string, Area>;
  readonly byKind: ReadonlyMap<AreaKind, readonly Entry[]>;
  readonly grids: ReadonlyMap<AreaKind, Grid>;
  /** Around every area; null when there is none. */
  readonly box: Box | null;
}

const bySize = (a: Entry, b: Entry) => a.size - b.size || (a.area.code < b.area.code ? -1 : 1);

/** The index of all areas; those that count no more are known by id and by code, and found by nothing else. */
export function buildIndex(areas: readonly Area[]): AreaIndex {
  const counting = areas.filter((area) => area.validTo === null);
  const byKind = new Map<AreaKind, Entry[]>();
  for (const area of counting) {
    const size = area.polygons === null ? Infinity : squareMetres(area.polygons);
    const names = Object.values(area.name).map((name) => searchText(name ?? ''));
    const list = byKind.get(area.kind) ?? [];
    list.push({ area, size, names });
    byKind.set(area.kind, list);
  }
  const grids = new Map<AreaKind, Grid>();
  for (const [kind, entries] of byKind) {
    entries.sort(bySize);
    const grid = buildGrid(entries.filter(({ area }) => area.polygons !== null));
    if (grid !== null) grids.set(kind, grid);
  }
  return {
    byId: new Map(areas.map((area) => [area.id, area])),
    byCode: new Map(areas.map((area) => [area.code, area])),
    byKind,
    grids,
    box: boxAround(counting.map((area) => area.box)),
  };
}

function buildGrid(entries: readonly Entry[]): Grid | null {
  const box = boxAround(entries.map(({ area }) => area.box));
  if (box === null) return null;
  const side = Math.max(1, Math.ceil(Math.sqrt(entries.length)));
  const cells: Entry[][] = Array.from({ length: side * side }, () => []);
  for (const entry of entries) {
    const from = cellOf(box, side, side, entry.area.box.west, entry.area.box.south);
    const to = cellOf(box, side, side, entry.area.box.east, entry.area.box.north);
    for (let row = from.row; row <= to.row; row++) {
      for (let column = from.column; column <= to.column; column++) cells[row * side + column]!.push(entry);
    }
  }
  return { box, columns: side, rows: side, cells };
}

function cellOf(box: Box, columns: number, rows: number, longitude: number, latitude: number) {
  const share = (value: number, from: number, to: number) => (to > from ? (value - from) / (to - from) : 0);
  return {
    column: Math.min(columns - 1, Math.floor(share(longitude, box.west, box.east) * columns)),
    row: Math.min(rows - 1, Math.floor(share(latitude, box.south, box.north) * rows)),
  };
}

function smallestHolding(index: AreaIndex, kind: AreaKind, point: Point): Area | undefined {
  const grid = index.grids.get(kind);
  if (grid === undefined || !inBox(point, grid.box)) return undefined;
  const { column, row } = cellOf(grid.box, grid.columns, grid.rows, point.longitude, point.latitude);
  return grid.cells[row * grid.columns + column]!.find(
    ({ area }) => inBox(point, area.box) && holds(area.polygons!, point),
  )?.area;
}

const NOWHERE: Located = { region: null, governorate: null, municipality: null, locality: null, district: null };

/**
 * The areas that hold the point; undefined when it lies outside every border. The ancestors of the smallest area win
 * over containment, so that a place is never told to be in a district of one municipality and in another municipality.
 * Of a territory without any border only `served`, the box it lies in, is known: every member is null there.
 */
export function locate(point: Point, index: AreaIndex, served: Box | null): Located | undefined {
  if (index.grids.size === 0) return served === null || inBox(point, served) ? NOWHERE : undefined;
  const hits = LOCATED_KINDS.map((kind) => smallestHolding(index, kind, point)).filter((area) => area !== undefined);
  if (hits.length === 0) return undefined;
  const found: { -readonly [K in keyof Located]: Located[K] } = { ...NOWHERE };
  for (const hit of hits) {
    for (const area of withAncestors(hit, index)) {
      if (area.kind !== 'landmark') found[area.kind] ??= refOf(area);
    }
  }
  return found;
}

/** The area, its parent, and so on to the widest; stops where a chain closes on itself. */
export function withAncestors(area: Area, index: AreaIndex): readonly Area[] {
  const chain: Area[] = [];
  for (
    let at: Area | undefined = area;
    at !== undefined && !chain.includes(at);
    at = at.parentId === null ? undefined : index.byId.get(at.parentId)
  ) {
    chain.push(at);
  }
  return chain;
}

/** The areas of a kind nearest to the point, nearest first; those known as a point only are measured to it. */
export function nearest(point: Point, index: AreaIndex, kind: AreaKind, limit: number): readonly NearArea[] {
  return (index.byKind.get(kind) ?? [])
    .map(({ area }) => ({
      area: refOf(area),
      metres: area.polygons === null ? distanceMetres(point, area.point) : metresTo(area.polygons, point),
    }))
    .sort((a, b) => a.metres - b.metres)
    .slice(0, limit);
}

export interface AreaFilter {
  readonly kinds?: readonly AreaKind[] | undefined;
  readonly parentId?: string | undefined;
  /** Words of a name as somebody types them. */
  readonly q?: string | undefined;
}

/** The areas that fit, best match of the name first, then by the hierarchy's order of kinds and by code. */
export function findAreas(index: AreaIndex, filter: AreaFilter): readonly Area[] {
  const query = filter.q === undefined ? undefined : searchText(filter.q);
  if (query === '') return [];
  const found: { area: Area; rank: number }[] = [];
  const kinds = filter.kinds ?? AREA_KINDS;
  for (const kind of kinds) {
    for (const { area, names } of index.byKind.get(kind) ?? []) {
      if (filter.parentId !== undefined && area.parentId !== filter.parentId) continue;
      const rank = query === undefined ? 0 : Math.min(...names.map((name) => matchRank(name, query)));
      if (rank < Infinity) found.push({ area, rank });
    }
  }
  const order = (area: Area) => kinds.indexOf(area.kind);
  return found
    .sort((a, b) => a.rank - b.rank || order(a.area) - order(b.area) || (a.area.code < b.area.code ? -1 : 1))
    .map(({ area }) => area);
}

export const findRef = (index: AreaIndex, id: string): AreaRef | undefined => {
  const area = index.byId.get(id);
  return area && refOf(area);
};
