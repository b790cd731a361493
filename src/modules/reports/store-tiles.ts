import type { RawBuilder } from 'kysely';
import { rows, sql, type Tx } from '#platform/db.ts';
import { LAST_LEVEL } from './model-map.ts';

export interface TileFilter {
  readonly topics?: readonly string[] | undefined;
  readonly status?: number | undefined;
  /** First day a report was made on, as a Gregorian date. */
  readonly since?: string | undefined;
  /** The months from `since` on, where it is the first day of one. */
  readonly months?: readonly number[] | undefined;
  readonly districtId?: string | undefined;
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
}

const MOST_MARKS = 4_000;

const narrowed = ({ topics, status }: TileFilter): RawBuilder<unknown> => sql`
  ${topics === undefined ? sql`` : topics.length === 1 ? sql`and topic = ${topics[0]}` : sql`and topic = any(${topics}::text[])`}
  ${status === undefined ? sql`` : sql`and status = ${status}::smallint`}`;

const reportConditions = (filter: TileFilter): RawBuilder<unknown> => sql`
  ${narrowed(filter)}
  ${filter.since === undefined ? sql`` : sql`and opened_on >= ${filter.since}::date`}
  ${filter.districtId === undefined ? sql`` : sql`and district_id = ${filter.districtId}::uuid`}`;

/** Marks of the codes from `first` to `last`, counted from the pyramid: one for each cell of the level. */
export const readPyramid = (
  tx: Tx,
  level: number,
  range: { first: number; last: number },
  filter: TileFilter,
): Promise<TileMark[]> =>
  rows<TileMark>(
    tx,
    sql`
    with counted as materialized (
      select cell, sum(count)::integer as count, coalesce(sum(count) filter (where status = 1), 0)::integer as open,
        coalesce(sum(count) filter (where status = 2), 0)::integer as fixed, sum(sum_x) as sum_x, sum(sum_y) as sum_y
      from reports.map_cell
      where tenant_id = platform.current_tenant() and zoom = ${level}::smallint
        and ${filter.months === undefined ? sql`month = 0` : sql`month = any(${filter.months}::integer[])`}
        and cell between ${range.first}::bigint >> (2 * (26 - ${level}::integer))
          and ${range.last}::bigint >> (2 * (26 - ${level}::integer)) ${narrowed(filter)}
      group by cell having sum(count) > 0
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

/** Marks of the codes from `first` to `last`, counted from the reports: one for each cell, or for each place. */
export const readReports = (
  tx: Tx,
  level: number,
  range: { first: number; last: number },
  filter: TileFilter,
): Promise<TileMark[]> => {
  // A wide tile holds most of the city: its period or district narrows more than its place. A prepared statement is
  // planned without knowing how wide, so the index of places is kept out of it here.
  const wide = level <= LAST_LEVEL && (filter.months === undefined || filter.districtId !== undefined);
  return rows<TileMark>(
    tx,
    sql`
    select count(*)::integer as count, (count(*) filter (where status = 1))::integer as open,
      (count(*) filter (where status = 2))::integer as fixed, avg(x)::float8 as x, avg(y)::float8 as y,
      case when count(*) = 1 then min(number) end as number, case when count(*) = 1 then min(topic) end as topic,
      case when count(*) = 1 then min(state) end as state
    from reports.map_report
    where tenant_id = platform.current_tenant() and ${wide ? sql`zq + 0` : sql`zq`} between ${range.first}::bigint and ${range.last}::bigint
      ${reportConditions(filter)}
    group by zq >> (2 * (26 - ${level}::integer)) order by count(*) desc limit ${MOST_MARKS}`,
  );
};
