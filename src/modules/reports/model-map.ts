/** Cells of a tile's side: a cluster every 64 pixels. */
export const CELL_ZOOMS = 3;
/** Up to this zoom of a tile clusters come from the pyramid; nearer ones are few enough to be counted. */
export const LAST_PYRAMID_TILE = 14;
/** From this zoom of a tile on every report stands by itself. */
export const FIRST_SINGLE_TILE = 16;
/** Nearer tiles are drawn from those of this zoom. */
export const LAST_TILE = 17;
/** A near tile with reports at more places than this shows them by cells of 32 pixels, so that it stays small. */
export const MOST_SINGLES = 400;
export const THIN_ZOOMS = 4;
export const TILE_EXTENT = 4096;

/** The level of the tile of zoom 0. */
export const FIRST_LEVEL = 0 + CELL_ZOOMS;
export const LAST_LEVEL = LAST_PYRAMID_TILE + CELL_ZOOMS;
/** Counts by month are kept one level less far: the last is counted from the reports themselves. */
export const LAST_MONTH_LEVEL = LAST_LEVEL - 1;
/** From this level on cells are counted by municipality and district; coarser ones of an area are counted from it. */
export const FIRST_AREA_LEVEL = 13;
/** Cells of this level, about two kilometres wide, each have a version that tells whether a tile kept in memory is still so. */
export const VERSION_LEVEL = 14;

/** Stands for the whole tenant among the areas. */
export const WHOLE_TENANT = '00000000-0000-0000-0000-000000000000';

/** A report as it is counted. */
export interface MapReport {
  readonly case_id: string;
  readonly number: string;
  readonly zq: number;
  readonly x: number;
  readonly y: number;
  readonly topic: string;
  readonly state: string;
  readonly status: number;
  readonly opened_on: string;
  readonly closed_on: string | null;
  readonly municipality_id: string | null;
  readonly district_id: string | null;
}

/** Stands in the pyramid for every topic together. */
export const ALL_TOPICS = '*';

/** A report that counts from now on (1), or counts no longer as it did (-1). */
export interface MovedReport {
  readonly by: 1 | -1;
  readonly report: MapReport;
}

/** By how much a cell of the pyramid grew. */
export interface CellChange {
  readonly zoom: number;
  readonly month: number;
  readonly topic: string;
  readonly cell: number;
  readonly status: number;
  readonly municipality_id: string;
  readonly district_id: string;
  readonly count: number;
  readonly sum_x: number;
  readonly sum_y: number;
}

/** By how much the figures of areas grew. */
export interface AreaChanges {
  readonly totals: readonly { area_id: string; topic: string; status: number; count: number }[];
  readonly days: readonly { area_id: string; day: string; received: number; fixed: number; closed: number }[];
}
