import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { Choice, PushSubscriptionInput, QuietSpan, StoredSubscription, Subject } from './model-choices.ts';

export const findChoices = (tx: Tx, subjects: readonly Subject[]): Promise<Choice[]> =>
  rows<Choice>(
    tx,
    sql`select subject, channel, kind, wanted from notifications.choice
        where tenant_id = platform.current_tenant() and subject = any(${subjects}::text[])`,
  );

export const putChoices = (tx: Tx, choices: readonly Choice[], now: Temporal.Instant): Promise<number> =>
  changedRows(
    tx,
    sql`insert into notifications.choice (subject, channel, kind, wanted, changed_at)
        select subject, channel, kind, wanted, ${now.toString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(choices)}::jsonb)
          as c (subject text, channel text, kind text, wanted boolean)
        on conflict (tenant_id, subject, channel, kind)
        do update set wanted = excluded.wanted, changed_at = excluded.changed_at`,
  );

/** Quiet hours of those who have their own; null for those who want none. */
export async function findQuiet(tx: Tx, subjects: readonly Subject[]): Promise<Map<Subject, QuietSpan | null>> {
  const found = await rows<{ subject: Subject; from: string | null; to: string | null }>(
    tx,
    sql`select subject, from_time as "from", to_time as "to" from notifications.quiet_hours
        where tenant_id = platform.current_tenant() and subject = any(${subjects}::text[])`,
  );
  return new Map(found.map(({ subject, from, to }) => [subject, from === null || to === null ? null : { from, to }]));
}

/** Sets somebody's quiet hours; null for none at all, undefined to go by the tenant's again. */
export const putQuiet = (
  tx: Tx,
  subject: Subject,
  quiet: QuietSpan | null | undefined,
  now: Temporal.Instant,
): Promise<number> =>
  changedRows(
    tx,
    quiet === undefined
      ? sql`delete from notifications.quiet_hours
            where tenant_id = platform.current_tenant() and subject = ${subject}`
      : sql`insert into notifications.quiet_hours (subject, from_time, to_time, changed_at)
            values (${subject}, ${quiet?.from ?? null}, ${quiet?.to ?? null}, ${now.toString()}::timestamptz)
            on conflict (tenant_id, subject) do update
            set from_time = excluded.from_time, to_time = excluded.to_time, changed_at = excluded.changed_at`,
  );

export interface Device {
  readonly id: Id;
  readonly partyId: Id;
  readonly device: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export const findDevices = (tx: Tx, partyIds: readonly Id[]): Promise<Device[]> =>
  rows<Device>(
    tx,
    sql`select id, party_id as "partyId", device, to_json(created_at) #>> '{}' as "createdAt",
               to_json(last_used_at) #>> '{}' as "lastUsedAt"
        from notifications.push_subscription
        where tenant_id = platform.current_tenant() and party_id = any(${partyIds}::uuid[]) order by id`,
  );

/** Adds a browser, or makes the one known under this endpoint the caller's: a browser shows notices of one person. */
export const putSubscription = (
  tx: Tx,
  id: Id,
  partyId: Id,
  given: PushSubscriptionInput,
  endpointDigest: string,
  now: Temporal.Instant,
): Promise<{ id: Id } | undefined> =>
  findRow<{ id: Id }>(
    tx,
    sql`insert into notifications.push_subscription (id, party_id, endpoint, endpoint_digest, p256dh, auth, device, created_at)
        values (${id}, ${partyId}, ${given.endpoint}, ${endpointDigest}, ${given.p256dh}, ${given.auth},
                ${given.device}, ${now.toString()}::timestamptz)
        on conflict (tenant_id, endpoint_digest) do update
        set party_id = excluded.party_id, p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device
        returning id`,
  );

export const findSubscription = (tx: Tx, id: Id): Promise<StoredSubscription | undefined> =>
  findRow<StoredSubscription>(
    tx,
    sql`select id, endpoint, p256dh, auth from notifications.push_subscription
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** Removes a browser; of `partyId` only, where one is given. */
export const deleteSubscription = (tx: Tx, id: Id, partyId: Id | null): Promise<number> =>
  changedRows(
    tx,
    sql`delete from notifications.push_subscription
        where tenant_id = platform.current_tenant() and id = ${id}
          and (${partyId}::uuid is null or party_id = ${partyId}::uuid)`,
  );

export const noteUsed = (tx: Tx, id: Id, now: Temporal.Instant): Promise<number> =>
  changedRows(
    tx,
    sql`update notifications.push_subscription set last_used_at = ${now.toString()}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );
