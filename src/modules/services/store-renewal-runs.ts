import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';

export const RUN_STATES = ['running', 'stopped', 'done'] as const;

export interface RunRow {
  readonly id: Id;
  readonly serviceId: string;
  readonly from: string;
  readonly until: string;
  readonly municipalityId: Id | null;
  readonly scheduledOn: string | null;
  readonly startedBy: Id | null;
  readonly startedAt: string;
  readonly state: (typeof RUN_STATES)[number];
  readonly found: number;
  readonly looked: number;
  readonly offered: number;
  readonly reminded: number;
  readonly known: number;
  readonly unfit: number;
  readonly atDay: string | null;
  readonly atId: Id | null;
  readonly changedAt: string;
}

const columns = sql`id, service_id as "serviceId", from_day::text as "from", until_day::text as "until",
  municipality_id as "municipalityId", scheduled_on::text as "scheduledOn", started_by as "startedBy",
  to_json(started_at) #>> '{}' as "startedAt", state, found, looked, offered, reminded, known, unfit,
  at_day::text as "atDay", at_id as "atId", to_json(changed_at) #>> '{}' as "changedAt"`;

type NewRun = Pick<
  RunRow,
  'id' | 'serviceId' | 'from' | 'until' | 'municipalityId' | 'scheduledOn' | 'startedBy' | 'startedAt' | 'found'
>;

/** Begins a run; false where the schedule began one for the service that day. */
export const insertRun = async (tx: Tx, run: NewRun): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`insert into services.renewal_run (id, service_id, from_day, until_day, municipality_id, scheduled_on, started_by,
          started_at, state, found, changed_at)
        values (${run.id}, ${run.serviceId}, ${run.from}::date, ${run.until}::date, ${run.municipalityId},
          ${run.scheduledOn}::date, ${run.startedBy}, ${run.startedAt}::timestamptz, 'running', ${run.found},
          ${run.startedAt}::timestamptz)
        on conflict (tenant_id, service_id, scheduled_on) where scheduled_on is not null do nothing`,
  )) > 0;

export const findRun = (tx: Tx, id: Id): Promise<RunRow | undefined> =>
  findRow(
    tx,
    sql`select ${columns} from services.renewal_run where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** Reads a run, and keeps others from going on with it until the transaction ends. */
export const lockRun = (tx: Tx, id: Id): Promise<RunRow | undefined> =>
  findRow(
    tx,
    sql`select ${columns} from services.renewal_run
        where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

/** The newest runs; of those the schedule made, only what had something to do. */
export const listRuns = (tx: Tx, limit: number): Promise<RunRow[]> =>
  rows(
    tx,
    sql`select ${columns} from services.renewal_run
        where tenant_id = platform.current_tenant()
          and (scheduled_on is null or state <> 'done' or offered + reminded > 0)
        order by started_at desc, id desc limit ${limit}`,
  );

export const runsToGoOn = async (tx: Tx): Promise<Id[]> =>
  (
    await rows<{ id: Id }>(
      tx,
      sql`select id from services.renewal_run
          where tenant_id = platform.current_tenant() and state = 'running' order by started_at limit 20`,
    )
  ).map(({ id }) => id);

export async function updateRun(tx: Tx, run: RunRow): Promise<void> {
  await sql`update services.renewal_run set state = ${run.state}, looked = ${run.looked}, offered = ${run.offered},
              reminded = ${run.reminded}, known = ${run.known}, unfit = ${run.unfit}, at_day = ${run.atDay}::date,
              at_id = ${run.atId}, changed_at = ${run.changedAt}::timestamptz
            where tenant_id = platform.current_tenant() and id = ${run.id}`.execute(tx);
}
