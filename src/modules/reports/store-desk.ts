import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import type { CallDraft, CallOutcome } from './model-desk.ts';
import type { CountedCall } from './rules-desk.ts';

export interface CallRow {
  readonly id: Id;
  readonly agent: Id;
  readonly caller: Id | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: CallOutcome | null;
  readonly notes: string | null;
  readonly filed: number;
  readonly joined: number;
  readonly draft: CallDraft | Record<string, never>;
  /** As the log shows it; null for an anonymous call, and after the number was destroyed. */
  readonly masked: string | null;
}

const iso = (column: string) => sql.raw(`to_json(${column}) #>> '{}'`);
const ROW = sql`d.id, d.agent, d.caller, ${iso('d.started_at')} as "startedAt", ${iso('d.ended_at')} as "endedAt",
  d.outcome, d.notes, d.filed, d.joined, d.draft, p.masked`;
const FROM = sql`reports.desk_call d
  left join reports.desk_caller p on p.tenant_id = d.tenant_id and p.id = d.caller`;

export async function insertCall(
  tx: Tx,
  call: { id: Id; agent: Id; day: string; hour: number; at: string },
): Promise<void> {
  await sql`insert into reports.desk_call (id, agent, day, hour, started_at)
    values (${call.id}, ${call.agent}, ${call.day}::date, ${call.hour}, ${call.at}::timestamptz)`.execute(tx);
}

export const findCall = (tx: Tx, id: Id): Promise<CallRow | undefined> =>
  findRow<CallRow>(tx, sql`select ${ROW} from ${FROM} where d.tenant_id = platform.current_tenant() and d.id = ${id}`);

/** Waits for others that work on the call at this moment. */
export const lockCall = (tx: Tx, id: Id): Promise<{ id: Id } | undefined> =>
  findRow<{ id: Id }>(
    tx,
    sql`select id from reports.desk_call where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

/** The calls of an agent that have no end, the newest first. */
export const openCalls = (tx: Tx, agent: Id, limit: number): Promise<CallRow[]> =>
  rows<CallRow>(
    tx,
    sql`select ${ROW} from ${FROM} where d.tenant_id = platform.current_tenant() and d.agent = ${agent}
        and d.ended_at is null order by d.started_at desc limit ${limit}`,
  );

export interface CallsAsked {
  readonly agent?: Id | undefined;
  readonly caller?: Id | undefined;
  readonly day?: string | undefined;
  readonly after?: { readonly at: string; readonly id: Id } | undefined;
}

/** A page of the log, the newest first; one row more than `limit` says that there is a next page. */
export function listCalls(tx: Tx, { agent, caller, day, after }: CallsAsked, limit: number): Promise<CallRow[]> {
  const parts = [sql`d.tenant_id = platform.current_tenant()`];
  if (agent !== undefined) parts.push(sql`d.agent = ${agent}`);
  if (caller !== undefined) parts.push(sql`d.caller = ${caller}`);
  if (day !== undefined) parts.push(sql`d.day = ${day}::date`);
  if (after !== undefined) parts.push(sql`(d.started_at, d.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return rows<CallRow>(
    tx,
    sql`select ${ROW} from ${FROM} where ${sql.join(parts, sql` and `)}
        order by d.started_at desc, d.id desc limit ${limit + 1}`,
  );
}

export interface EntryRow {
  readonly seq: number;
  readonly at: string;
  readonly by: Id | null;
  readonly what: 'started' | 'identified' | 'filed' | 'joined' | 'ended';
  readonly caseId: Id | null;
}

export const listEntries = (tx: Tx, callId: Id): Promise<EntryRow[]> =>
  rows<EntryRow>(
    tx,
    sql`select seq, ${iso('at')} as at, by, what, case_id as "caseId" from reports.desk_entry
        where tenant_id = platform.current_tenant() and call_id = ${callId} order by seq`,
  );

/** Adds what happened in a call. The call must be locked, or new. */
export async function addEntry(
  tx: Tx,
  callId: Id,
  entry: {
    readonly at: string;
    readonly by: Id | null;
    readonly what: EntryRow['what'];
    readonly caseId?: Id;
    readonly category?: string;
    readonly cell?: string | null;
    readonly hour?: number;
  },
): Promise<void> {
  await sql`insert into reports.desk_entry (call_id, seq, at, by, what, case_id, category, cell, hour)
    values (${callId},
      (select coalesce(max(seq), 0) + 1 from reports.desk_entry
       where tenant_id = platform.current_tenant() and call_id = ${callId}),
      ${entry.at}::timestamptz, ${entry.by}, ${entry.what}, ${entry.caseId ?? null}, ${entry.category ?? null},
      ${entry.cell ?? null}, ${entry.hour ?? null})`.execute(tx);
}

export const saveDraft = (tx: Tx, id: Id, draft: CallDraft): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.desk_call set draft = ${JSON.stringify(draft)}::jsonb
        where tenant_id = platform.current_tenant() and id = ${id} and ended_at is null`,
  );

/** Counts a report that was made or joined in a call, and empties what was typed for it. */
export async function countReport(tx: Tx, id: Id, what: 'filed' | 'joined', at: string): Promise<void> {
  await sql`update reports.desk_call set draft = '{}',
      filed = filed + ${what === 'filed' ? 1 : 0}, joined = joined + ${what === 'joined' ? 1 : 0},
      first_filed_at = case when ${what} = 'filed' then coalesce(first_filed_at, ${at}::timestamptz) else first_filed_at end
    where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

export async function closeCall(tx: Tx, id: Id, outcome: CallOutcome, notes: string | null, at: string): Promise<void> {
  await sql`update reports.desk_call set ended_at = ${at}::timestamptz, outcome = ${outcome}, notes = ${notes}, draft = '{}'
    where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

export const setCaller = (tx: Tx, id: Id, caller: Id | null): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.desk_call set caller = ${caller} where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** Every call of a day, as it is counted. */
export const countedCalls = (tx: Tx, day: string): Promise<(CountedCall & { agent: Id })[]> =>
  rows(
    tx,
    sql`select agent, hour, outcome, filed, joined,
          extract(epoch from ended_at - started_at)::integer as seconds,
          extract(epoch from first_filed_at - started_at)::integer as "fileSeconds"
        from reports.desk_call where tenant_id = platform.current_tenant() and day = ${day}::date`,
  );

/** The categories filed most often by the desk since an instant, those of the hours around `hour` first. */
export const favourites = async (tx: Tx, since: string, hour: number, limit: number): Promise<string[]> =>
  (
    await rows<{ category: string }>(
      tx,
      sql`select category from reports.desk_entry
          where tenant_id = platform.current_tenant() and what = 'filed' and at >= ${since}::timestamptz
          group by category
          order by count(*) filter (where least(abs(hour - ${hour}), 24 - abs(hour - ${hour})) <= 1) desc, count(*) desc, category
          limit ${limit}`,
    )
  ).map(({ category }) => category);

/** Places from which more than one report was called in since an instant, the most first. */
export const repeatPlaces = (
  tx: Tx,
  since: string,
  limit: number,
): Promise<{ cell: string; reports: number; ids: Id[] }[]> =>
  rows(
    tx,
    sql`select cell, count(*)::integer as reports, (array_agg(case_id order by at desc))[1:5] as ids
        from reports.desk_entry
        where tenant_id = platform.current_tenant() and what = 'filed' and at >= ${since}::timestamptz and cell is not null
        group by cell having count(*) > 1 order by count(*) desc, cell limit ${limit}`,
  );

/** How many calls began before today and have no end. */
export const countForgotten = async (tx: Tx, day: string): Promise<number> =>
  (
    await getRow<{ count: number }>(
      tx,
      sql`select count(*)::integer as count from reports.desk_call
          where tenant_id = platform.current_tenant() and ended_at is null and day < ${day}::date`,
    )
  ).count;

/** Calls that began before an instant and have no end. */
export const forgottenCalls = (tx: Tx, before: string, limit: number): Promise<CallRow[]> =>
  rows<CallRow>(
    tx,
    sql`select ${ROW} from ${FROM} where d.tenant_id = platform.current_tenant() and d.ended_at is null
        and d.started_at < ${before}::timestamptz order by d.started_at limit ${limit} for update of d skip locked`,
  );
