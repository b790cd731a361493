import type { Id } from '#kernel/id.ts';
import { changedRows, rows, sql, type Tx } from '#platform/db.ts';
import type { ClaimedDelivery, DeliveryStatus, OutsideChannel } from './model.ts';

/**
 * Takes up to `limit` deliveries that are due, and those whose worker's lease has ended, and leases them until
 * `leaseUntil`. Two workers never get the same one.
 */
export const claimDeliveries = (
  tx: Tx,
  now: Temporal.Instant,
  leaseUntil: Temporal.Instant,
  limit: number,
  channel: OutsideChannel | null = null,
): Promise<ClaimedDelivery[]> =>
  rows(
    tx,
    sql`with due as (
          select id from notifications.delivery
          where tenant_id = platform.current_tenant() and next_at <= ${now.toString()}::timestamptz
            ${channel === null ? sql`and channel in ('email', 'sms', 'push')` : sql`and channel = ${channel}`}
          order by next_at limit ${limit} for update skip locked
        )
        update notifications.delivery d
        set status = 'sending', attempts = d.attempts + 1, next_at = ${leaseUntil.toString()}::timestamptz
        from due, notifications.message m
        where d.tenant_id = platform.current_tenant() and d.id = due.id
          and m.tenant_id = platform.current_tenant() and m.id = d.message_id
        returning d.id, d.channel, d.address, d.language, d.subject, d.body as text, d.html, d.attempts, m.number,
                  d.subject_key as "subjectKey", d.urgent, d.path,
                  coalesce(m.request ->> 'unsubscribe', '/notices/off/' || d.sign_off) as unsubscribe`,
  );

/** Puts a delivery back until quiet hours end; the try does not count. */
export const holdDelivery = (tx: Tx, delivery: Pick<ClaimedDelivery, 'id' | 'attempts'>, until: Temporal.Instant) =>
  changedRows(
    tx,
    sql`update notifications.delivery
        set status = 'queued', attempts = attempts - 1, held = true, next_at = ${until.toString()}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${delivery.id}
          and status = 'sending' and attempts = ${delivery.attempts}`,
  );

/** Notes how a try ended, unless its lease was lost to a later one; returns whether it was noted. */
export const noteOutcome = async (
  tx: Tx,
  delivery: ClaimedDelivery,
  outcome: {
    readonly status: 'sent' | 'failed' | 'dead';
    readonly nextAt?: Temporal.Instant;
    readonly providerId?: string;
    readonly reason?: string;
  },
  now: Temporal.Instant,
): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`update notifications.delivery
        set status = ${outcome.status}, held = false, next_at = ${outcome.nextAt?.toString() ?? null}::timestamptz,
            provider_id = ${outcome.providerId ?? null}, reason = ${outcome.reason ?? null},
            sent_at = ${outcome.status === 'sent' ? now.toString() : null}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${delivery.id}
          and status = 'sending' and attempts = ${delivery.attempts}`,
  )) === 1;

export interface DeliveryRow {
  readonly id: Id;
  readonly notice: string;
  readonly caseId: Id | null;
  readonly number: string | null;
  readonly role: string;
  readonly channel: OutsideChannel;
  readonly address: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly segments: number | null;
  readonly reason: string | null;
  /** Waits for the end of quiet hours. */
  readonly held: boolean;
  readonly templateVersion: number | null;
  readonly templateScope: string;
  readonly createdAt: string;
  readonly nextAt: string | null;
  readonly sentAt: string | null;
}

export interface DeliveryFilter {
  readonly status: DeliveryStatus | null;
  readonly caseId: Id | null;
  readonly channel?: OutsideChannel | null;
  /** Whose: what was sent to one person. */
  readonly partyId?: Id | null;
  /** Ids name their moment: those from the first on and before the second. */
  readonly fromId?: Id | null;
  readonly toId?: Id | null;
  readonly before: Id | null;
  readonly limit: number;
}

/** Deliveries newest first, those before `before`. */
export const listDeliveries = (tx: Tx, filter: DeliveryFilter): Promise<DeliveryRow[]> =>
  rows(
    tx,
    sql`select d.id, m.notice, m.case_id as "caseId", m.number, m.role, d.channel, d.address, d.status, d.attempts,
               d.segments, d.reason, d.held, m.template_version as "templateVersion", m.template_scope as "templateScope", to_json(d.created_at) #>> '{}' as "createdAt",
               to_json(d.next_at) #>> '{}' as "nextAt", to_json(d.sent_at) #>> '{}' as "sentAt"
        from notifications.delivery d
        join notifications.message m on m.tenant_id = d.tenant_id and m.id = d.message_id
        where d.tenant_id = platform.current_tenant()
          and (${filter.before}::uuid is null or d.id < ${filter.before}::uuid)
          ${filter.fromId ? sql`and d.id >= ${filter.fromId}::uuid` : sql``}
          ${filter.toId ? sql`and d.id < ${filter.toId}::uuid` : sql``}
          ${filter.status === null ? sql`` : sql`and d.status = ${filter.status}`}
          ${filter.channel ? sql`and d.channel = ${filter.channel}` : sql``}
          ${filter.partyId ? sql`and m.party_id = ${filter.partyId}::uuid` : sql``}
          ${filter.caseId === null ? sql`` : sql`and m.case_id = ${filter.caseId}::uuid`}
        order by d.id desc limit ${filter.limit}`,
  );

/** Lets a delivery that failed be tried anew from the start, with new words and address where it had none. */
export const requeueDelivery = (
  tx: Tx,
  id: Id,
  rewritten: {
    address: string;
    subject: string | null;
    text: string;
    html: string | null;
    segments: number | null;
  } | null,
  now: Temporal.Instant,
): Promise<number> =>
  changedRows(
    tx,
    rewritten === null
      ? sql`update notifications.delivery
            set status = 'queued', attempts = 0, reason = null, next_at = ${now.toString()}::timestamptz
            where tenant_id = platform.current_tenant() and id = ${id} and status in ('dead', 'failed')`
      : sql`update notifications.delivery
            set status = 'queued', attempts = 0, reason = null, next_at = ${now.toString()}::timestamptz,
                address = ${rewritten.address}, subject = ${rewritten.subject}, body = ${rewritten.text},
                html = ${rewritten.html}, segments = ${rewritten.segments}
            where tenant_id = platform.current_tenant() and id = ${id} and status in ('dead', 'failed')`,
  );
