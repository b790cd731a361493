import { findRow, rows, sql, type Tx } from '#platform/db.ts';

export interface AreaDay {
  readonly day: string;
  readonly received: number;
  readonly fixed: number;
  readonly closed: number;
}

/** Public reports of an area by category and how they stand (1 open, 2 fixed, 3 closed). */
export const readAreaTotals = (tx: Tx, areaId: string): Promise<{ topic: string; status: number; count: number }[]> =>
  rows(
    tx,
    sql`select topic, status, count from reports.area_total
        where tenant_id = platform.current_tenant() and area_id = ${areaId}::uuid and count > 0`,
  );

/** What came in and what ended in an area, by day, from `from` until before `to`. */
export const readAreaDays = (tx: Tx, areaId: string, from: string, to: string): Promise<AreaDay[]> =>
  rows(
    tx,
    sql`select to_char(day, 'YYYY-MM-DD') as day, received, fixed, closed from reports.area_day
        where tenant_id = platform.current_tenant() and area_id = ${areaId}::uuid
          and day >= ${from}::date and day < ${to}::date order by day`,
  );

export interface AreaSummary {
  readonly areaId: string;
  readonly open: number;
  readonly fixed: number;
  readonly closed: number;
  readonly week: number;
  readonly before: number;
}

/** The figures of several areas at once; those nothing was ever reported in are left out. */
export const readAreaSummaries = (
  tx: Tx,
  areaIds: readonly string[],
  { from, middle, to }: { from: string; middle: string; to: string },
): Promise<AreaSummary[]> =>
  rows(
    tx,
    sql`select t.area_id as "areaId", t.open, t.fixed, t.closed, coalesce(d.week, 0)::integer as week,
          coalesce(d.before, 0)::integer as before
        from (
          select area_id, coalesce(sum(count) filter (where status = 1), 0)::integer as open,
            coalesce(sum(count) filter (where status = 2), 0)::integer as fixed,
            coalesce(sum(count) filter (where status = 3), 0)::integer as closed
          from reports.area_total
          where tenant_id = platform.current_tenant() and area_id = any(${areaIds}::uuid[]) group by area_id
        ) t
        left join (
          select area_id, sum(received) filter (where day >= ${middle}::date) as week,
            sum(received) filter (where day < ${middle}::date) as before
          from reports.area_day
          where tenant_id = platform.current_tenant() and area_id = any(${areaIds}::uuid[])
            and day >= ${from}::date and day < ${to}::date group by area_id
        ) d using (area_id)`,
  );

/** The newest day anything was received in an area; null before the first. */
export const newestAreaDay = async (tx: Tx, areaId: string): Promise<string | null> =>
  (
    await findRow<{ day: string | null }>(
      tx,
      sql`select to_char(max(day), 'YYYY-MM-DD') as day from reports.area_day
          where tenant_id = platform.current_tenant() and area_id = ${areaId}::uuid and received > 0`,
    )
  )?.day ?? null;
