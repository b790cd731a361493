import { MORTON_ZOOM } from '#kernel/geometry.ts';
import {
  ALL_TOPICS,
  type AreaChanges,
  type CellChange,
  FIRST_AREA_LEVEL,
  FIRST_LEVEL,
  LAST_LEVEL,
  LAST_MONTH_LEVEL,
  type MapReport,
  type MovedReport,
  VERSION_LEVEL,
  WHOLE_TENANT,
} from './model-map.ts';
import { statusCode } from './rules-map.ts';

type Sum = { -readonly [K in keyof CellChange]: CellChange[K] };

/** What differs between reports as the map knows them and as they are given. */
export function movedOnMap(known: readonly MapReport[], given: readonly MapReport[]): MovedReport[] {
  const before = new Map(known.map((report) => [report.case_id, report]));
  const after = new Set(given.map(({ case_id }) => case_id));
  const same = (a: MapReport, b: MapReport) =>
    (Object.keys(b) as (keyof MapReport)[]).every((key) => a[key] === b[key]);
  return [
    ...known.flatMap((report) => (after.has(report.case_id) ? [] : [{ by: -1, report } as const])),
    ...given.flatMap((report): MovedReport[] => {
      const was = before.get(report.case_id);
      if (was === undefined) return [{ by: 1, report }];
      return same(was, report)
        ? []
        : [
            { by: -1, report: was },
            { by: 1, report },
          ];
    }),
  ];
}

/**
 * What reports that moved change in the pyramid: the finest level is summed from them, every other from the level below
 * it, for each topic and for all together, over all time (month 0) and by month.
 */
export function cellsOf(moved: readonly MovedReport[]): CellChange[] {
  const changes: CellChange[] = [];
  let below: Map<string, Sum> = new Map();
  for (let level = LAST_LEVEL; level >= FIRST_LEVEL; level -= 1) {
    const sums = new Map<string, Sum>();
    const add = (of: CellChange, cell: number) => {
      const near = level >= FIRST_AREA_LEVEL;
      const municipality = near ? of.municipality_id : WHOLE_TENANT;
      const district = near ? of.district_id : WHOLE_TENANT;
      const key = `${cell} ${of.month} ${of.status} ${of.topic} ${district} ${municipality}`;
      const sum = sums.get(key);
      if (sum === undefined) {
        sums.set(key, { ...of, zoom: level, cell, municipality_id: municipality, district_id: district });
        return;
      }
      sum.count += of.count;
      sum.sum_x += of.sum_x;
      sum.sum_y += of.sum_y;
    };
    for (const sum of below.values()) add(sum, Math.floor(sum.cell / 4));
    for (const monthly of [false, true]) {
      if (level !== (monthly ? LAST_MONTH_LEVEL : LAST_LEVEL)) continue;
      for (const { by, report } of moved) {
        const { x, y, status, opened_on: day } = report;
        const cell = Math.floor(report.zq / 4 ** (MORTON_ZOOM - level));
        const one = {
          zoom: level,
          month: monthly ? Number(day.slice(0, 4)) * 100 + Number(day.slice(5, 7)) : 0,
          cell,
          status,
          municipality_id: report.municipality_id ?? WHOLE_TENANT,
          district_id: report.district_id ?? WHOLE_TENANT,
          count: by,
          sum_x: by * x,
          sum_y: by * y,
        };
        add({ ...one, topic: report.topic }, cell);
        add({ ...one, topic: ALL_TOPICS }, cell);
      }
    }
    for (const sum of sums.values()) if (sum.count !== 0 || sum.sum_x !== 0 || sum.sum_y !== 0) changes.push(sum);
    below = sums;
  }
  return changes;
}

/** The parts of the map in which something moved, be it a state alone, which no count tells of. */
export const partsOf = (moved: readonly MovedReport[]): number[] => [
  ...new Set(moved.map(({ report: { zq } }) => Math.floor(zq / 4 ** (MORTON_ZOOM - VERSION_LEVEL)))),
];

const FIXED = statusCode('fixed');

/** What reports that moved change in the figures of areas, the whole tenant among them: how many stand how, and by day. */
export function areaChangesOf(moved: readonly MovedReport[]): AreaChanges {
  const totals = new Map<string, { area_id: string; topic: string; status: number; count: number }>();
  const days = new Map<string, { area_id: string; day: string; received: number; fixed: number; closed: number }>();
  for (const { by, report } of moved) {
    const { topic, status, opened_on, closed_on } = report;
    for (const area_id of [WHOLE_TENANT, report.municipality_id, report.district_id]) {
      if (area_id === null) continue;
      const total = totals.getOrInsert(`${area_id} ${status} ${topic}`, { area_id, topic, status, count: 0 });
      total.count += by;
      const dayOf = (day: string) =>
        days.getOrInsert(`${area_id} ${day}`, { area_id, day, received: 0, fixed: 0, closed: 0 });
      dayOf(opened_on).received += by;
      if (closed_on === null) continue;
      dayOf(closed_on)[status === FIXED ? 'fixed' : 'closed'] += by;
    }
  }
  return {
    totals: [...totals.values()].filter(({ count }) => count !== 0),
    days: [...days.values()].filter(({ received, fixed, closed }) => received !== 0 || fixed !== 0 || closed !== 0),
  };
}
