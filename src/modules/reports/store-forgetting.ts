import type { Id } from '#kernel/id.ts';
import { changedRows, getRow, sql, type Tx } from '#platform/db.ts';

/** Ends the alerts of addresses. */
export async function forgetAlerts(tx: Tx, addresses: readonly string[]): Promise<void> {
  await sql`delete from reports.alert
    where tenant_id = platform.current_tenant() and email = any(${[...addresses]}::text[])`.execute(tx);
}

/** Takes a person's words out of what reports keep beside their cases. */
export async function forgetTraces(tx: Tx, partyId: Id | null, caseIds: readonly Id[]): Promise<void> {
  const ids = [...caseIds];
  await sql`select reports.blank_decisions(${ids}::uuid[]), reports.blank_exchanged(${ids}::uuid[])`.execute(tx);
  await sql`
    with ratings as (
      update reports.satisfaction set word = null
      where tenant_id = platform.current_tenant() and case_id = any(${ids}::uuid[])
    ), flags as (
      update reports.content_flag set note = null, party_id = null
      where tenant_id = platform.current_tenant() and party_id = ${partyId}
    ), handovers as (
      update reports.handover set their_notes = null
      where tenant_id = platform.current_tenant() and case_id = any(${ids}::uuid[]) and their_notes is not null
    ), submissions as (
      delete from reports.submission where tenant_id = platform.current_tenant() and case_id = any(${ids}::uuid[])
    )
    delete from reports.contact where tenant_id = platform.current_tenant() and case_id = any(${ids}::uuid[])`.execute(
    tx,
  );
}

/** Takes callers out of the desk: number and name, what was noted of their calls and of themselves. The calls stay. */
export async function forgetCallers(tx: Tx, callers: readonly Id[]): Promise<void> {
  const ids = [...callers];
  await sql`select reports.blank_marks(${ids}::uuid[])`.execute(tx);
  await sql`
    with calls as (
      update reports.desk_call set notes = null, draft = '{}'
      where tenant_id = platform.current_tenant() and caller = any(${ids}::uuid[])
    )
    delete from reports.desk_caller where tenant_id = platform.current_tenant() and id = any(${ids}::uuid[])`.execute(
    tx,
  );
}

const count = async (tx: Tx, found: ReturnType<typeof sql>): Promise<number> =>
  (await getRow<{ count: number }>(tx, sql`select count(*)::integer as count from (${found}) as found`)).count;

export const countCallers = (tx: Tx, before: string, most: number): Promise<number> =>
  count(
    tx,
    sql`select from reports.desk_caller
        where tenant_id = platform.current_tenant() and last_at < ${before}::timestamptz limit ${most}`,
  );

const noted = (before: string, most: number) => sql`
  select id from reports.desk_call
  where tenant_id = platform.current_tenant() and notes is not null and ended_at < ${before}::timestamptz
  order by ended_at limit ${most}`;

export const countCallNotes = (tx: Tx, before: string, most: number): Promise<number> => count(tx, noted(before, most));

export const blankCallNotes = (tx: Tx, before: string, most: number): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.desk_call set notes = null
        where tenant_id = platform.current_tenant() and id in (${noted(before, most)})`,
  );

export const countAnswers = (tx: Tx, before: string, most: number): Promise<number> =>
  count(
    tx,
    sql`select from reports.handover_exchange
        where tenant_id = platform.current_tenant() and answer is not null and at < ${before}::timestamptz limit ${most}`,
  );

export const blankAnswers = async (tx: Tx, before: string, most: number): Promise<number> =>
  (
    await getRow<{ count: number }>(
      tx,
      sql`select reports.blank_old_answers(${before}::timestamptz, ${most}::integer) as count`,
    )
  ).count;

/** Forgets by which number and address a report was made. */
export async function forgetContactOf(tx: Tx, caseId: Id): Promise<void> {
  await sql`delete from reports.contact where tenant_id = platform.current_tenant() and case_id = ${caseId}`.execute(
    tx,
  );
}
