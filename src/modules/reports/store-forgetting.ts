import type { Id } from '#kernel/id.ts';
import { sql, type Tx } from '#platform/db.ts';

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
