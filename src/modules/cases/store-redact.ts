import type { Id } from '#kernel/id.ts';
import { getRow, rows, sql, type Tx } from '#platform/db.ts';
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

interface Expiring {
  readonly type: string;
  readonly before: Temporal.Instant;
  readonly held: { readonly parties: readonly Id[]; readonly subjects: readonly Id[] };
}

/** Closed cases whose texts are past their term: neither held, nor of somebody held, nor objected to. */
const expiring = ({ type, before, held }: Expiring, most: number) => sql<{ id: Id }>`
  select c.id from cases."case" c
  where c.tenant_id = platform.current_tenant() and c.type = ${type} and c.personal
    and c.closed_at < ${before.toString()}::timestamptz and c.id <> all(${[...held.subjects]}::uuid[])
    and not exists (select from cases.participant p where p.tenant_id = c.tenant_id and p.case_id = c.id
                    and p.party_id = any(${[...held.parties]}::uuid[]))
    and not exists (select from cases.relation r join cases."case" o on o.tenant_id = r.tenant_id and o.id = r.case_id
                    where r.tenant_id = c.tenant_id and r.other_id = c.id and r.relation = 'objection-to'
                      and o.closed_at is null)
  order by c.closed_at, c.id limit ${most}`;

export const expiringCases = async (tx: Tx, asked: Expiring, most: number): Promise<Id[]> =>
  (await rows<{ id: Id }>(tx, expiring(asked, most))).map(({ id }) => id);

export const countExpiring = async (tx: Tx, asked: Expiring, most: number): Promise<number> =>
  (
    await getRow<{ count: number }>(
      tx,
      sql`select count(*)::integer as count from (${expiring(asked, most)}) as expiring`,
    )
  ).count;

/** Notes that nothing personal is left to take out of these cases. */
export async function markEmptied(tx: Tx, ids: readonly Id[]): Promise<void> {
  await sql`update cases."case" set personal = false
    where tenant_id = platform.current_tenant() and id = any(${[...ids]}::uuid[])`.execute(tx);
}
