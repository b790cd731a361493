import { type Id, uuidv7 } from '#kernel/id.ts';
import { changedRows, getRow, rows, sql, type Tx } from '#platform/db.ts';

/** A notice as a person's own data. */
export interface SentNotice {
  readonly at: string;
  readonly number: string | null;
  readonly title: string | null;
  readonly body: string | null;
}

export async function forgetMessages(tx: Tx, partyId: Id | null, caseIds: readonly Id[]): Promise<void> {
  const subject = partyId === null ? null : `p${partyId.replaceAll('-', '')}`;
  await sql`
    with meant as (
      select id from notifications.message
      where tenant_id = platform.current_tenant()
        and (party_id = ${partyId} or (party_id is null and role = 'reporter' and case_id = any(${[...caseIds]}::uuid[])))
    ), mailbox as (
      delete from notifications.dev_mailbox b using notifications.delivery d, meant m
      where b.tenant_id = platform.current_tenant() and d.tenant_id = platform.current_tenant()
        and d.message_id = m.id and b.id = d.id
    )
    delete from notifications.delivery d using meant m
    where d.tenant_id = platform.current_tenant() and d.message_id = m.id`.execute(tx);
  await sql`
    with messages as (
      delete from notifications.message
      where tenant_id = platform.current_tenant()
        and (party_id = ${partyId} or (party_id is null and role = 'reporter' and case_id = any(${[...caseIds]}::uuid[])))
    ), choices as (
      delete from notifications.choice where tenant_id = platform.current_tenant() and subject = ${subject}
    ), quiet as (
      delete from notifications.quiet_hours where tenant_id = platform.current_tenant() and subject = ${subject}
    )
    delete from notifications.push_subscription
    where tenant_id = platform.current_tenant() and party_id = ${partyId}`.execute(tx);
}

export const sentTo = (tx: Tx, partyId: Id, limit: number): Promise<SentNotice[]> =>
  rows(
    tx,
    sql`select to_json(created_at) #>> '{}' as at, number, title, body from notifications.message
        where tenant_id = platform.current_tenant() and party_id = ${partyId} order by id desc limit ${limit}`,
  );

type Held = { readonly parties: readonly Id[]; readonly subjects: readonly Id[] };

/** Ids are made in the order of time, so that the key itself finds what is old. */
const old = (before: Temporal.Instant, { parties, subjects }: Held, most: number) => sql<{ id: Id }>`
  select id from notifications.message
  where tenant_id = platform.current_tenant() and id < ${uuidv7(before.epochMilliseconds, new Uint8Array(10))}::uuid
    and created_at < ${before.toString()}::timestamptz
    and (party_id is null or party_id <> all(${[...parties]}::uuid[]))
    and (case_id is null or case_id <> all(${[...subjects]}::uuid[]))
  order by id limit ${most}`;

export const countOldMessages = async (tx: Tx, before: Temporal.Instant, held: Held, most: number): Promise<number> =>
  (await getRow<{ count: number }>(tx, sql`select count(*)::integer as count from (${old(before, held, most)}) as old`))
    .count;

export async function deleteOldMessages(tx: Tx, before: Temporal.Instant, held: Held, most: number): Promise<number> {
  const ids = (await rows<{ id: Id }>(tx, old(before, held, most))).map(({ id }) => id);
  await sql`
    with mailbox as (
      delete from notifications.dev_mailbox b using notifications.delivery d
      where b.tenant_id = platform.current_tenant() and d.tenant_id = platform.current_tenant()
        and d.message_id = any(${ids}::uuid[]) and b.id = d.id
    )
    delete from notifications.delivery
    where tenant_id = platform.current_tenant() and message_id = any(${ids}::uuid[])`.execute(tx);
  return changedRows(
    tx,
    sql`delete from notifications.message where tenant_id = platform.current_tenant() and id = any(${ids}::uuid[])`,
  );
}
