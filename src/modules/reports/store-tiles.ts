import type { RawBuilder } from 'kysely';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import { ALL_TOPICS, FIRST_AREA_LEVEL, LAST_LEVEL, MOST_SINGLES, VERSION_LEVEL } from './model-map.ts';

export interface TileFilter {
  readonly topics?: readonly string[] | undefined;
  readonly status?: number | undefined;
  /** First day a report was made on, as a Gregorian date. */
  readonly since?: string | undefined;
  /** The months from `since` on, where it is the first day of one. */
  readonly months?: readonly number[] | undefined;
  readonly districtId?: string | undefined;
  readonly municipalityId?: string | undefined;
}

/** One mark of a tile: a report by itself, or several together. `x`, `y`: their middle on the grid of 26 bits. */
export interface TileMark {
  readonly count: number;
  readonly open: number;
  readonly fixed: number;
  readonly x: number;
  readonly y: number;
  /** Of a report by itself. */
  readonly number: string | null;
  readonly topic: string | null;
  readonly state: string | null;
  /** Whether it stands for several places of a near tile that holds too many to show each. */
  readonly thinned?: boolean;
}

const ofTopics = (topics: readonly string[]): RawBuilder<unknown> =>
  topics.length === 1 ? sql`and topic = ${topics[0]}` : sql`and topic = any(${topics}::text[])`;

const narrowed = ({ status, municipalityId, districtId }: TileFilter): RawBuilder<unknown> => sql`
  ${status === undefined ? sql`` : sql`and status = ${status}::smallint`}
  ${municipalityId === undefined ? sql`` : sql`and municipality_id = ${municipalityId}::uuid`}
  ${districtId === undefined ? sql`` : sql`and district_id = ${districtId}::uuid`}`;

const reportConditions = (filter: TileFilter): RawBuilder<unknown> => sql`
  ${narrowed(filter)} ${filter.topics === undefined ? sql`` : ofTopics(filter.topics)}
  ${filter.since === undefined ? sql`` : sql`and opened_on >= ${filter.since}::date`}`;

/** Marks of the codes from `first` to `last`, counted from the pyramid: one for each cell of the level. */
export const readPyramid = (
  tx: Tx,
  level: number,
  range: { first: number; last: number },
  filter: TileFilter,
): Promise<TileMark[]> => {
  const ofArea = filter.municipalityId !== undefined || filter.districtId !== undefined;
  const from = ofArea ? Math.max(level, FIRST_AREA_LEVEL) : level;
  return rows<TileMark>(
    tx,
    sql`
    with counted as materialized (
      select cell >> (2 * (${from}::integer - ${level}::integer)) as cell, sum(count)::integer as count,
        coalesce(sum(count) filter (where status = 1), 0)::integer as open,
        coalesce(sum(count) filter (where status = 2), 0)::integer as fixed, sum(sum_x) as sum_x, sum(sum_y) as sum_y
      from reports.map_cell
      where tenant_id = platform.current_tenant() and zoom = ${from}::smallint
        and ${filter.months === undefined ? sql`month = 0` : sql`month = any(${filter.months}::integer[])`}
        and cell between ${range.first}::bigint >> (2 * (26 - ${from}::integer))
          and ${range.last}::bigint >> (2 * (26 - ${from}::integer))
        ${ofTopics(filter.topics ?? [ALL_TOPICS])} ${narrowed(filter)}
      group by 1 having sum(count) > 0
    )
    select c.count, c.open, c.fixed, (c.sum_x / c.count)::float8 as x, (c.sum_y / c.count)::float8 as y,
      one.number, one.topic, one.state
    from counted c
    left join lateral (
      select number, topic, state from reports.map_report
      where c.count = 1 and tenant_id = platform.current_tenant()
        and zq between c.cell << (2 * (26 - ${level}::integer)) and ((c.cell + 1) << (2 * (26 - ${level}::integer))) - 1
        ${reportConditions(filter)}
      limit 1
    ) one on true`,
  );
};

/**
 * So that tens of thousands of points are counted in memory: their cells are few, but the planner takes every code for
 * one and would sort them on the disk.
 */
const inMemory = (tx: Tx) => sql`select set_config('work_mem', '64MB', true)`.execute(tx);

/** The tile's reports by place (index alone); told apart below, where few enough. */
const inTile = (level: number, range: { first: number; last: number }, filter: TileFilter): RawBuilder<unknown> => {
  // A wide tile holds most of the city: its period or district narrows more than its place. A prepared statement is
  // planned without knowing how wide, so the index of places is kept out of it here.
  const wide = level <= LAST_LEVEL && (filter.months === undefined || filter.districtId !== undefined);
  return sql`from reports.map_report
    where tenant_id = platform.current_tenant() and ${wide ? sql`zq + 0` : sql`zq`} between ${range.first}::bigint and ${range.last}::bigint
      ${reportConditions(filter)}`;
};

const COUNTED = sql`count(*)::integer as count, (count(*) filter (where status = 1))::integer as open,
  (count(*) filter (where status = 2))::integer as fixed, avg(x)::float8 as x, avg(y)::float8 as y, min(zq) as zq`;

/** What a mark of one report says of it; `c` has its code as `zq`. */
const ofSingle = (filter: TileFilter): RawBuilder<unknown> => sql`
  left join lateral (
    select number, topic, state from reports.map_report
    where c.count = 1 and tenant_id = platform.current_tenant() and zq = c.zq ${reportConditions(filter)} limit 1
  ) one on true`;

/** Marks of the codes from `first` to `last`, counted from the reports: one for each cell of the level. */
export const readCells = async (
  tx: Tx,
  level: number,
  range: { first: number; last: number },
  filter: TileFilter,
): Promise<TileMark[]> => {
  await inMemory(tx);
  return rows<TileMark>(
    tx,
    sql`
    with c as materialized (
      select ${COUNTED} ${inTile(level, range, filter)} group by map_report.zq >> (2 * (26 - ${level}::integer))
    )
    select c.count, c.open, c.fixed, c.x, c.y, one.number, one.topic, one.state from c ${ofSingle(filter)}`,
  );
};

/** Marks of the codes from `first` to `last`: one for each place, or, where these are too many, for each cell of `thin`. */
export const readPlaces = async (
  tx: Tx,
  thin: number,
  range: { first: number; last: number },
  filter: TileFilter,
): Promise<TileMark[]> => {
  await inMemory(tx);
  return rows<TileMark>(
    tx,
    sql`
    with place as materialized (
      select ${COUNTED} ${inTile(26, range, filter)} group by map_report.zq
    ), many as materialized (
      select count(*) > ${MOST_SINGLES} as too from place
    ), c as materialized (
      select sum(count)::integer as count, sum(open)::integer as open, sum(fixed)::integer as fixed,
        sum(x * count) / sum(count) as x, sum(y * count) / sum(count) as y, min(zq) as zq, count(*) > 1 as thinned
      from place, many group by zq >> (case when too then 2 * (26 - ${thin}::integer) else 0 end)
    )
    select c.count, c.open, c.fixed, c.x, c.y, c.thinned, one.number, one.topic, one.state from c ${ofSingle(filter)}`,
  );
};

/** What the map between two codes was made of when: another one after each change of it. */
export const tileVersion = async (tx: Tx, range: { first: number; last: number }): Promise<string> => {
  const found = await findRow<{ version: string }>(
    tx,
    sql`select concat_ws('.',
          (select steps from reports.map_state where tenant_id = platform.current_tenant()),
          (select sum(version) from reports.map_version
            where tenant_id = platform.current_tenant()
              and cell between (${range.first}::bigint >> (2 * (26 - ${VERSION_LEVEL}::integer)))::integer
                and (${range.last}::bigint >> (2 * (26 - ${VERSION_LEVEL}::integer)))::integer)
        ) as version`,
  );
  return found!.version;
};
