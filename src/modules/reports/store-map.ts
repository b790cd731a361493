import { arrayOf, findRow, rows, sql, type Tx, tableOf } from '#platform/db.ts';
import {
  ALL_TOPICS,
  type AreaChanges,
  type CellChange,
  FIRST_AREA_LEVEL,
  LAST_LEVEL,
  LAST_MONTH_LEVEL,
  type MapReport,
  WHOLE_TENANT,
} from './model-map.ts';

const REPORT = {
  case_id: 'uuid',
  number: 'text',
  zq: 'bigint',
  x: 'integer',
  y: 'integer',
  topic: 'text',
  state: 'text',
  status: 'smallint',
  opened_on: 'date',
  closed_on: 'date',
  municipality_id: 'uuid',
  district_id: 'uuid',
} as const satisfies Record<keyof MapReport, string>;
const CELL = {
  zoom: 'smallint',
  month: 'integer',
  topic: 'text',
  cell: 'bigint',
  status: 'smallint',
  municipality_id: 'uuid',
  district_id: 'uuid',
  count: 'integer',
  sum_x: 'bigint',
  sum_y: 'bigint',
} as const satisfies Record<keyof CellChange, string>;
const AREA_DAY = { area_id: 'uuid', day: 'date', received: 'integer', fixed: 'integer', closed: 'integer' } as const;

const NAMES = sql.raw(Object.keys(REPORT).join(', '));
const givenRows = (reports: readonly MapReport[]) => tableOf(REPORT, reports);

/** Keeps other writers of the map out until the transaction ends, so that counts and what they count agree. */
export async function lockMap(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('reports.map'), platform.current_tenant())`.execute(tx);
}

/** Reports as the map knows them. */
export const findOnMap = (tx: Tx, caseIds: readonly string[]): Promise<MapReport[]> =>
  rows<MapReport>(
    tx,
    sql`select ${NAMES} from reports.map_report
        where tenant_id = platform.current_tenant() and case_id = any(${arrayOf(caseIds)}::uuid[])`,
  );

/**
 * Takes reports off the map, writes others, and adds to the counts what that changes.
 * `parts` are the cells of `VERSION_LEVEL` in which something moved.
 */
export async function changeMap(
  tx: Tx,
  gone: readonly string[],
  written: readonly MapReport[],
  cells: readonly CellChange[],
  areas: AreaChanges,
  parts: readonly number[],
): Promise<void> {
  await sql`
    with forgotten as (
      delete from reports.map_report
      where tenant_id = platform.current_tenant() and case_id = any(${arrayOf(gone)}::uuid[])
    ), written as (
      insert into reports.map_report (${NAMES}) select * from ${givenRows(written)}
      on conflict (tenant_id, case_id) do update set number = excluded.number, zq = excluded.zq, x = excluded.x,
        y = excluded.y, topic = excluded.topic, state = excluded.state, status = excluded.status,
        opened_on = excluded.opened_on, closed_on = excluded.closed_on,
        municipality_id = excluded.municipality_id, district_id = excluded.district_id
    ), cells as (
      insert into reports.map_cell (zoom, month, topic, cell, status, municipality_id, district_id, count, sum_x, sum_y)
      select * from ${tableOf(CELL, cells)} order by 1, 2, 3, 4, 5, 6, 7
      on conflict (tenant_id, zoom, month, topic, cell, status, municipality_id, district_id) do update set
        count = map_cell.count + excluded.count, sum_x = map_cell.sum_x + excluded.sum_x,
        sum_y = map_cell.sum_y + excluded.sum_y
    ), totals as (
      insert into reports.area_total (area_id, topic, status, count)
      select * from ${tableOf({ area_id: 'uuid', topic: 'text', status: 'smallint', count: 'integer' }, areas.totals)}
      order by 1, 2, 3
      on conflict (tenant_id, area_id, topic, status) do update set count = area_total.count + excluded.count
    ), days as (
      insert into reports.area_day (area_id, day, received, fixed, closed)
      select * from ${tableOf(AREA_DAY, areas.days)} order by 1, 2
      on conflict (tenant_id, area_id, day) do update set received = area_day.received + excluded.received,
        fixed = area_day.fixed + excluded.fixed, closed = area_day.closed + excluded.closed
    ), versions as (
      insert into reports.map_version (cell, version)
      select cell, 1 from unnest(${arrayOf(parts)}::integer[]) as part (cell) order by 1
      on conflict (tenant_id, cell) do update set version = map_version.version + 1
    )
    insert into reports.map_state as state (version, phase) values (1, 'reports')
    on conflict (tenant_id) do update set version = state.version + 1`.execute(tx);
}

/** Where a report lies in no municipality. */
const NOWHERE = WHOLE_TENANT;

const areasOf = (row: string) =>
  sql`unnest(array[${WHOLE_TENANT}::uuid, ${sql.raw(row)}.municipality_id, ${sql.raw(row)}.district_id]) as area`;

/** The area a report counts in on a level; coarse levels tell none apart. */
const areaOf = (column: string) =>
  sql`case when level >= ${FIRST_AREA_LEVEL} then coalesce(${sql.raw(column)}, ${NOWHERE}::uuid) else ${NOWHERE}::uuid end`;

/** The day a report was received on, and the day it ended on. */
const daysOf = (row: string) =>
  sql`lateral (values (${sql.raw(row)}.opened_on, 1, 0, 0),
    (${sql.raw(row)}.closed_on, 0, (${sql.raw(row)}.status = 2)::integer, (${sql.raw(row)}.status = 3)::integer)
  ) as d (day, received, fixed, closed)`;

export type MapPhase = 'reports' | 'cells' | 'areas' | 'built';

export interface MapState {
  readonly version: number;
  readonly phase: MapPhase;
  readonly reached: string | null;
  readonly level: number | null;
  readonly builtAt: string | null;
}

/** How far the map is built; undefined before the first report and the first building. */
export const findMapState = (tx: Tx): Promise<MapState | undefined> =>
  findRow<MapState>(
    tx,
    sql`select version, phase, reached, level, to_json(built_at) #>> '{}' as "builtAt" from reports.map_state
        where tenant_id = platform.current_tenant()`,
  );

/** Notes how far the building went. The version grows: what was kept of the map is out of date. */
export async function noteMapState(tx: Tx, state: Omit<MapState, 'version'>): Promise<void> {
  await sql`insert into reports.map_state as state (version, phase, reached, level, built_at)
            values (1, ${state.phase}, ${state.reached}, ${state.level}, ${state.builtAt}::timestamptz)
            on conflict (tenant_id) do update set version = state.version + 1, steps = state.steps + 1, phase = excluded.phase,
              reached = excluded.reached, level = excluded.level, built_at = excluded.built_at`.execute(tx);
}

/** Writes reports that were never on the map. */
export async function insertMapReports(tx: Tx, reports: readonly MapReport[]): Promise<void> {
  await sql`insert into reports.map_report (${NAMES}) select * from ${givenRows(reports)}`.execute(tx);
}

/** Replaces the rows of the cases after `after` up to `last` by these, without counting; for building anew. */
export async function replaceMapReports(
  tx: Tx,
  after: string | null,
  last: string | null,
  reports: readonly MapReport[],
): Promise<void> {
  await sql`delete from reports.map_report where tenant_id = platform.current_tenant()
              and (${after}::uuid is null or case_id > ${after}::uuid)
              and (${last}::uuid is null or case_id <= ${last}::uuid)`.execute(tx);
  if (reports.length === 0) return;
  await insertMapReports(tx, reports);
}

/** Counts one level of the pyramid anew: the last from the reports, every other from the level below it. */
export async function countLevel(tx: Tx, level: number): Promise<void> {
  await sql`delete from reports.map_cell
            where tenant_id = platform.current_tenant() and zoom = ${level}::smallint`.execute(tx);
  for (const [monthly, last] of [
    [false, LAST_LEVEL],
    [true, LAST_MONTH_LEVEL],
  ] as const) {
    if (level > last) continue;
    const into = sql`insert into reports.map_cell (zoom, month, topic, cell, status, municipality_id, district_id, count, sum_x, sum_y)`;
    if (level < last) {
      await sql`${into}
        select ${level}::smallint, month, topic, cell >> 2, status,
          ${areaOf('municipality_id')}, ${areaOf('district_id')}, sum(count), sum(sum_x), sum(sum_y)
        from reports.map_cell, (values (${level}::integer)) as to_count (level)
        where tenant_id = platform.current_tenant() and zoom = ${level + 1}::smallint
          and month ${monthly ? sql`> 0` : sql`= 0`} and count <> 0
        group by 2, 3, 4, 5, 6, 7`.execute(tx);
      continue;
    }
    const month = monthly ? sql`(extract(year from opened_on) * 100 + extract(month from opened_on))::integer` : sql`0`;
    for (const topic of [sql`topic`, sql`${ALL_TOPICS}::text`]) {
      await sql`${into}
        select ${level}::smallint, ${month}, ${topic}, zq >> (2 * (26 - ${level}::integer)), status,
          ${areaOf('municipality_id')}, ${areaOf('district_id')}, count(*), sum(x::bigint), sum(y::bigint)
        from reports.map_report, (values (${level}::integer)) as to_count (level)
        where tenant_id = platform.current_tenant() group by 2, 3, 4, 5, 6, 7`.execute(tx);
    }
  }
}

/** Counts the figures of every area anew. */
export async function countAreas(tx: Tx): Promise<void> {
  await sql`delete from reports.area_total where tenant_id = platform.current_tenant()`.execute(tx);
  await sql`delete from reports.area_day where tenant_id = platform.current_tenant()`.execute(tx);
  await sql`
    insert into reports.area_total (area_id, topic, status, count)
    select area, m.topic, m.status, count(*) from reports.map_report m, ${areasOf('m')}
    where m.tenant_id = platform.current_tenant() and area is not null group by 1, 2, 3`.execute(tx);
  await sql`
    insert into reports.area_day (area_id, day, received, fixed, closed)
    select area, day, sum(received), sum(fixed), sum(closed)
    from reports.map_report m, ${areasOf('m')}, ${daysOf('m')}
    where m.tenant_id = platform.current_tenant() and area is not null and day is not null group by 1, 2`.execute(tx);
}

/** Reports the map counts. */
export const countReportsOnMap = async (tx: Tx): Promise<number> =>
  (
    await findRow<{ n: number }>(
      tx,
      sql`select coalesce(sum(count), 0)::integer as n from reports.area_total
          where tenant_id = platform.current_tenant() and area_id = ${WHOLE_TENANT}::uuid`,
    )
  )?.n ?? 0;
