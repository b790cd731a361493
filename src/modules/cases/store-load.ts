import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';

/** Where a case stands after an entry; `open` false takes it off the board. */
export interface LoadChange {
  readonly caseId: Id;
  readonly seq: number;
  readonly open: boolean;
  readonly type: string;
  readonly team: string;
  readonly assignee: string;
  /** ISO instant or `infinity`. */
  readonly dueAt: string;
  /** When half of its time and four fifths have passed; `infinity` too where no clock runs, null where not known. */
  readonly halfAt: string | null;
  readonly mostAt: string | null;
  readonly reopened: boolean;
  readonly escalated: boolean;
}

/** The marks of a row: one for each share that is known. */
const MARKS = sql`lateral (values (50::smallint, half_hour), (80::smallint, most_hour)) as m (percent, hour)`;

/** Makes cases count where they stand now; of several entries of a case only the newest is given. */
export async function changeLoad(tx: Tx, changes: readonly LoadChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    with given as materialized (
      select *, date_trunc('hour', "dueAt") as due_hour, date_trunc('hour', "halfAt") as half_hour,
        date_trunc('hour', "mostAt") as most_hour
      from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as g ("caseId" uuid, seq integer, open boolean, type text,
        team text, assignee text, "dueAt" timestamptz, "halfAt" timestamptz, "mostAt" timestamptz, reopened boolean, escalated boolean)
    ), before as materialized (
      select r.* from cases.load_row r join given g on r.case_id = g."caseId" and r.seq < g.seq
      where r.tenant_id = platform.current_tenant()
    ), newer as materialized (
      select g.* from given g where not exists (select from cases.load_row r
        where r.tenant_id = platform.current_tenant() and r.case_id = g."caseId" and r.seq >= g.seq)
    ), gone as (
      delete from cases.load_row r using newer n
      where r.tenant_id = platform.current_tenant() and r.case_id = n."caseId" and not n.open
    ), kept as (
      insert into cases.load_row (case_id, seq, type, team, assignee, due_hour, half_hour, most_hour, reopened, escalated)
      select "caseId", seq, type, team, assignee, due_hour, half_hour, most_hour, reopened, escalated from newer where open
      on conflict (tenant_id, case_id) do update set seq = excluded.seq, team = excluded.team,
        assignee = excluded.assignee, due_hour = excluded.due_hour, half_hour = excluded.half_hour,
        most_hour = excluded.most_hour, reopened = excluded.reopened, escalated = excluded.escalated
    ), marked as (
      insert into cases.load_mark (type, team, assignee, percent, hour, count)
      select type, team, assignee, percent, hour, sum(by)::integer
      from (
        select type, team, assignee, m.percent, m.hour, -1 as by from before, ${MARKS}
        union all select type, team, assignee, m.percent, m.hour, 1 from newer, ${MARKS} where open
      ) as passed
      where hour < 'infinity'
      group by 1, 2, 3, 4, 5 having sum(by) <> 0 order by 1, 2, 3, 4, 5
      on conflict (tenant_id, type, team, assignee, percent, hour) do update set count = load_mark.count + excluded.count
    )
    insert into cases.load_total (type, team, assignee, due_hour, reopened, escalated, count)
    select type, team, assignee, due_hour, reopened, escalated, sum(by)::integer
    from (
      select type, team, assignee, due_hour, reopened, escalated, -1 as by from before
      union all select type, team, assignee, due_hour, reopened, escalated, 1 from newer where open
    ) as moved
    group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
    on conflict (tenant_id, type, team, assignee, due_hour, reopened, escalated)
      do update set count = load_total.count + excluded.count`.execute(tx);
}

/** Counts what came and what was closed on a day. */
export async function addToFlow(
  tx: Tx,
  changes: readonly { type: string; day: string; team: string; received: number; closed: number }[],
): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    insert into cases.flow_day (type, day, team, received, closed)
    select type, day, team, sum(received)::integer, sum(closed)::integer
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as f (type text, day date, team text, received integer, closed integer)
    group by type, day, team order by type, day, team
    on conflict (tenant_id, type, day, team) do update set received = flow_day.received + excluded.received,
      closed = flow_day.closed + excluded.closed`.execute(tx);
}

export interface UnmarkedCase {
  readonly id: Id;
  readonly norm: { readonly total: number; readonly measure: 'continuous' | 'working'; readonly dueAt: string | null };
}

/** Open cases with a deadline whose shares of the time are not known yet. */
export const casesToMark = (tx: Tx, most: number): Promise<UnmarkedCase[]> =>
  rows(
    tx,
    sql`select c.id, c.projection -> 'clocks' -> 'norm' as norm from cases.load_row r
        join cases."case" c on c.tenant_id = r.tenant_id and c.id = r.case_id
        where r.tenant_id = platform.current_tenant() and r.half_hour is null order by r.case_id limit ${most}`,
  );

/** Writes what was not known of some cases; what an entry said meanwhile stands. */
export async function markCases(
  tx: Tx,
  marks: readonly { readonly caseId: Id; readonly halfAt: string; readonly mostAt: string }[],
): Promise<void> {
  await sql`
    with marked as (
      update cases.load_row r set half_hour = date_trunc('hour', "halfAt"), most_hour = date_trunc('hour', "mostAt")
      from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as g ("caseId" uuid, "halfAt" timestamptz, "mostAt" timestamptz)
      where r.tenant_id = platform.current_tenant() and r.case_id = g."caseId" and r.half_hour is null
      returning r.type, r.team, r.assignee, r.half_hour, r.most_hour
    )
    insert into cases.load_mark (type, team, assignee, percent, hour, count)
    select type, team, assignee, m.percent, m.hour, count(*)::integer from marked, ${MARKS}
    where m.hour < 'infinity' group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
    on conflict (tenant_id, type, team, assignee, percent, hour) do update set count = load_mark.count + excluded.count`.execute(
    tx,
  );
}

export const loadIsCounted = async (tx: Tx): Promise<boolean> =>
  (await findRow(tx, sql`select 1 from cases.load_counted where tenant_id = platform.current_tenant()`)) !== undefined;

/** Counts every open case once, beside what the relay brings meanwhile; rows emptied are swept away. */
export async function countLoad(tx: Tx, now: string): Promise<void> {
  await sql`lock table cases.load_row, cases.load_total, cases.load_mark in share row exclusive mode`.execute(tx);
  await sql`
    insert into cases.load_row (case_id, seq, type, team, assignee, due_hour, reopened, escalated)
    select id, version, type, coalesce(team, ''), coalesce(assignee::text, ''), date_trunc('hour', due_at),
      state = 'reopened', escalation > 0
    from cases."case" where tenant_id = platform.current_tenant() and closed_at is null
    on conflict (tenant_id, case_id) do nothing`.execute(tx);
  await sql`delete from cases.load_total where tenant_id = platform.current_tenant()`.execute(tx);
  await sql`
    insert into cases.load_total (type, team, assignee, due_hour, reopened, escalated, count)
    select type, team, assignee, due_hour, reopened, escalated, count(*)
    from cases.load_row where tenant_id = platform.current_tenant() group by 1, 2, 3, 4, 5, 6`.execute(tx);
  await sql`delete from cases.load_mark where tenant_id = platform.current_tenant()`.execute(tx);
  await sql`
    insert into cases.load_mark (type, team, assignee, percent, hour, count)
    select type, team, assignee, m.percent, m.hour, count(*)::integer from cases.load_row, ${MARKS}
    where tenant_id = platform.current_tenant() and m.hour < 'infinity' group by 1, 2, 3, 4, 5`.execute(tx);
  await sql`insert into cases.load_counted (counted_at) values (${now}::timestamptz)
    on conflict (tenant_id) do update set counted_at = excluded.counted_at`.execute(tx);
}

export interface LoadFigures {
  readonly open: number;
  readonly unassigned: number;
  readonly reopened: number;
  readonly escalated: number;
  /** Not late, and with under a half, under four fifths, more of the time used. */
  readonly under50: number;
  readonly under80: number;
  readonly under100: number;
  readonly soon: number;
  readonly d1: number;
  readonly d3: number;
  readonly d7: number;
  readonly more: number;
  /** The hour of the earliest deadline; null where no clock runs. */
  readonly oldest: string | null;
}

/** What stands where, by team or by person, from the totals alone; hours are whole, so a band is right to the hour. */
export const readLoad = (
  tx: Tx,
  type: string,
  by: 'team' | 'assignee',
  teams: readonly string[] | null,
  now: string,
  most: number,
): Promise<(LoadFigures & { key: string })[]> => {
  const band = (
    from: string | null,
    to: string,
  ) => sql`coalesce(sum(count) filter (where due_hour < date_trunc('hour', ${now}::timestamptz) + ${to}::interval
      ${from === null ? sql`` : sql`and due_hour >= date_trunc('hour', ${now}::timestamptz) + ${from}::interval`}), 0)::integer`;
  const hour = sql`date_trunc('hour', ${now}::timestamptz)`;
  const narrowed = sql`type = ${type} and count > 0
    ${teams === null ? sql`` : sql`and team = any(${teams}::text[])`} ${by === 'assignee' ? sql`and assignee <> ''` : sql``}`;
  return rows(
    tx,
    sql`with passed as (
          select ${sql.raw(by)} as key,
            coalesce(sum(count) filter (where percent = 50 and hour < ${hour}), 0)::integer as half,
            coalesce(sum(count) filter (where percent = 80 and hour < ${hour}), 0)::integer as most,
            coalesce(sum(count) filter (where percent = 50), 0)::integer as running
          from cases.load_mark where tenant_id = platform.current_tenant() and ${narrowed} group by 1
        ), stands as (
          select ${sql.raw(by)} as key, sum(count)::integer as open,
            coalesce(sum(count) filter (where assignee = ''), 0)::integer as unassigned,
            coalesce(sum(count) filter (where reopened), 0)::integer as reopened,
            coalesce(sum(count) filter (where escalated), 0)::integer as escalated,
            coalesce(sum(count) filter (where due_hour < ${hour}), 0)::integer as late,
            ${band('0 hours', '24 hours')} as soon, ${band('-24 hours', '0 hours')} as d1,
            ${band('-72 hours', '-24 hours')} as d3, ${band('-168 hours', '-72 hours')} as d7,
            ${band(null, '-168 hours')} as more, min(due_hour) as first
          from cases.load_total where tenant_id = platform.current_tenant() and ${narrowed} group by 1
        )
        select key, open, unassigned, reopened, escalated, soon, d1, d3, d7, more,
          nullif(to_json(first) #>> '{}', 'infinity') as oldest,
          greatest(coalesce(running - half, 0), 0) as under50, greatest(coalesce(half - most, 0), 0) as under80,
          greatest(coalesce(most - late, 0), 0) as under100
        from stands left join passed using (key) order by first, key limit ${most}`,
  );
};

/** Received and closed by day, all teams or some together. */
export const readFlow = (
  tx: Tx,
  type: string,
  teams: readonly string[] | null,
  from: string,
): Promise<{ day: string; received: number; closed: number }[]> =>
  rows(
    tx,
    sql`select day, sum(received)::integer as received, sum(closed)::integer as closed from cases.flow_day
        where tenant_id = platform.current_tenant() and type = ${type} and day >= ${from}::date
          ${teams === null ? sql`` : sql`and team = any(${teams}::text[])`}
        group by day order by day`,
  );
