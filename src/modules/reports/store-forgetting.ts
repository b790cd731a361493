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
  await sql`select reports.blank_decisions(${ids}::uuid[])`.execute(tx);
  await sql`
    with ratings as (
      update reports.satisfaction set word = null
      where tenant_id = platform.current_tenant() and case_id = any(${ids}::uuid[])
    ), flags as (
      update reports.content_flag set note = null, party_id = null
      where tenant_id = platform.current_tenant() and party_id = ${partyId}
    ), submissions as (
      delete from reports.submission where tenant_id = platform.current_tenant() and case_id = any(${ids}::uuid[])
    )
    delete from reports.contact where tenant_id = platform.current_tenant() and case_id = any(${ids}::uuid[])`.execute(
    tx,
  );
}
