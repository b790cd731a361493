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

/** Waits for others that work on the case at this moment. */
export async function lockCase(tx: Tx, id: Id): Promise<void> {
  await sql`select from cases."case" where tenant_id = platform.current_tenant() and id = ${id} for update`.execute(tx);
}

/** Cases in which a party has a role of their own, not one that came with another case joined to it. */
export const casesOf = async (tx: Tx, partyId: Id, role: string): Promise<Id[]> =>
  (
    await rows<{ id: Id }>(
      tx,
      sql`select p.case_id as id from cases.participant p
          join cases."case" c on c.tenant_id = p.tenant_id and c.id = p.case_id
          where p.tenant_id = platform.current_tenant() and p.party_id = ${partyId} and p.role = ${role}
            and exists (select from jsonb_array_elements(c.projection -> 'participants') as one
                        where one ->> 'partyId' = ${partyId} and one ->> 'role' = ${role} and one ->> 'from' is null)
          order by p.case_id`,
    )
  ).map(({ id }) => id);

/** Cases in which a party acted or has any role. */
export const casesWith = async (tx: Tx, partyId: Id): Promise<Id[]> =>
  (
    await rows<{ id: Id }>(
      tx,
      sql`select case_id as id from cases.participant
          where tenant_id = platform.current_tenant() and party_id = ${partyId}
          union select case_id from cases.action
          where tenant_id = platform.current_tenant() and actor_id = ${partyId}`,
    )
  ).map(({ id }) => id);

/** Those of some cases in which nobody has a role of their own. */
export const withoutRole = async (tx: Tx, ids: readonly Id[], role: string): Promise<Id[]> =>
  (
    await rows<{ id: Id }>(
      tx,
      sql`select c.id from cases."case" c
          where c.tenant_id = platform.current_tenant() and c.id = any(${[...ids]}::uuid[])
            and not exists (select from jsonb_array_elements(c.projection -> 'participants') as one
                            where one ->> 'role' = ${role} and one ->> 'from' is null)`,
    )
  ).map(({ id }) => id);
