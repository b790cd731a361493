import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx } from '#platform/db.ts';

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
