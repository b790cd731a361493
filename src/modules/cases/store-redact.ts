import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx } from '#platform/db.ts';
import type { CaseState } from './model.ts';

/** Writes the entries of a timeline and their fold without what had to go; leaves a record of it. */
export async function redactCase(
  tx: Tx,
  state: CaseState,
  entries: readonly { seq: number; input: unknown; events: unknown }[],
  reason: string,
): Promise<void> {
  await sql`select cases.redact(${state.id}, ${JSON.stringify(entries)}::jsonb, ${reason})`.execute(tx);
  await sql`update cases."case" set projection = ${JSON.stringify(state)}::jsonb
    where tenant_id = platform.current_tenant() and id = ${state.id}`.execute(tx);
}

/** Cases in which a party has a role. */
export const casesOf = async (tx: Tx, partyId: Id, role: string): Promise<Id[]> =>
  (
    await rows<{ id: Id }>(
      tx,
      sql`select case_id as id from cases.participant
          where tenant_id = platform.current_tenant() and party_id = ${partyId} and role = ${role} order by case_id`,
    )
  ).map(({ id }) => id);
