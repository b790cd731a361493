import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import type { AttemptItem, Call, MessageItem, MessageStatus } from './model.ts';

export interface NewMessage {
  readonly id: Id;
  readonly webhookId: Id;
  readonly eventId: number | null;
  readonly key: Id;
  readonly number: string | null;
  readonly type: string;
  readonly body: string;
  readonly at: string;
}

/** Writes messages; one that was written for its event before is left out. */
export async function insertMessages(tx: Tx, messages: readonly NewMessage[]): Promise<void> {
  await sql`insert into exchange.message
              (id, webhook_id, event_id, key, number, type, body, status, next_at, created_at, tried_from)
            select id, "webhookId", "eventId", key, number, type, body, 'queued', at, at, at
            from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb)
              as m (id uuid, "webhookId" uuid, "eventId" bigint, key uuid, number text, type text, body text,
                    at timestamptz)
            on conflict do nothing`.execute(tx);
}

/** Keys among these that a webhook was told of before. */
export const toldKeys = async (tx: Tx, webhookId: Id, keys: readonly Id[]): Promise<Set<Id>> =>
  new Set(
    (
      await rows<{ key: Id }>(
        tx,
        sql`select distinct key from exchange.message
            where tenant_id = platform.current_tenant() and webhook_id = ${webhookId} and key = any(${keys}::uuid[])`,
      )
    ).map(({ key }) => key),
  );

/**
 * Whether a message `m` is due and may go: no earlier one of its key is under way or waits that was written after
 * `overtakes`.
 */
export const isNext = (now: string, overtakes: string) => sql`m.next_at <= ${now}::timestamptz
  and not exists (
    select from exchange.message b
    where b.tenant_id = m.tenant_id and b.webhook_id = m.webhook_id and b.key = m.key and b.id < m.id
      and b.next_at is not null and b.tried_from > ${overtakes}::timestamptz)`;

export interface ClaimedMessage {
  readonly id: Id;
  readonly key: Id;
  readonly body: string;
  readonly attempts: number;
  readonly triedFrom: string;
}

/**
 * The next messages of a webhook that are due, taken by this process until the lease ends: the oldest first, one for
 * each key, and none whose key has an earlier one under way or waiting that was written after `overtakes`.
 */
export const claimMessages = (
  tx: Tx,
  webhookId: Id,
  now: string,
  lease: string,
  overtakes: string,
  limit: number,
): Promise<ClaimedMessage[]> =>
  rows<ClaimedMessage>(
    tx,
    sql`update exchange.message set next_at = ${lease}::timestamptz, attempts = attempts + 1
        where tenant_id = platform.current_tenant() and webhook_id = ${webhookId} and id = any(array(
          select m.id from exchange.message m
          where m.tenant_id = platform.current_tenant() and m.webhook_id = ${webhookId} and ${isNext(now, overtakes)}
          order by m.id limit ${limit} for update skip locked))
        returning id, key, body, attempts, to_json(tried_from) #>> '{}' as "triedFrom"`,
  );

/** Writes how a try ended. `nextAt` null: it is over. */
export async function endTry(
  tx: Tx,
  webhookId: Id,
  messageId: Id,
  end: {
    readonly status: MessageStatus;
    readonly nextAt: string | null;
    readonly deliveredAt: string | null;
    readonly reason: string | null;
  },
): Promise<void> {
  await sql`update exchange.message set status = ${end.status}, next_at = ${end.nextAt}::timestamptz,
              delivered_at = ${end.deliveredAt}::timestamptz, reason = ${end.reason}
            where tenant_id = platform.current_tenant() and webhook_id = ${webhookId} and id = ${messageId}`.execute(
    tx,
  );
}

/** A message that was removed meanwhile leaves no trace of its try. */
export async function insertAttempt(
  tx: Tx,
  webhookId: Id,
  messageId: Id,
  id: Id,
  call: Call,
  failure: string | null,
): Promise<void> {
  await sql`insert into exchange.attempt (webhook_id, message_id, id, at, milliseconds, status, failure, answer)
            select ${webhookId}::uuid, ${messageId}::uuid, ${id}::uuid, ${call.at}::timestamptz, ${call.milliseconds}::int,
              ${call.status}::int, ${failure}::text, ${call.answer}::text
            where exists (select from exchange.message where tenant_id = platform.current_tenant()
                            and webhook_id = ${webhookId} and id = ${messageId})`.execute(tx);
}

/** What waits for a webhook that was switched off is over, and can be replayed. */
export const endAll = (tx: Tx, webhookId: Id, reason: string): Promise<number> =>
  changedRows(
    tx,
    sql`update exchange.message set status = 'dead', next_at = null, reason = ${reason}
        where tenant_id = platform.current_tenant() and webhook_id = ${webhookId} and next_at is not null`,
  );

const iso = (column: string) => `to_json(${column}) #>> '{}'`;
const MESSAGE = sql.raw(`id, type, number, status, attempts, ${iso('created_at')} as "createdAt",
  case when status in ('queued', 'failed') then ${iso('next_at')} end as "nextAt",
  ${iso('delivered_at')} as "deliveredAt", reason`);

/** The newest first, beginning before `before`; one row more than `limit` says that there is a next page. */
export const listMessages = (
  tx: Tx,
  webhookId: Id,
  status: MessageStatus | undefined,
  before: Id | undefined,
  limit: number,
): Promise<MessageItem[]> =>
  rows<MessageItem>(
    tx,
    sql`select ${MESSAGE} from exchange.message
        where tenant_id = platform.current_tenant() and webhook_id = ${webhookId}
          ${status === undefined ? sql`` : sql`and status = ${status}`}
          ${before === undefined ? sql`` : sql`and id < ${before}`}
        order by id desc limit ${limit + 1}`,
  );

export const findMessage = (tx: Tx, webhookId: Id, id: Id): Promise<(MessageItem & { body: string }) | undefined> =>
  findRow(
    tx,
    sql`select ${MESSAGE}, body from exchange.message
        where tenant_id = platform.current_tenant() and webhook_id = ${webhookId} and id = ${id}`,
  );

export const listAttempts = (tx: Tx, webhookId: Id, messageId: Id): Promise<AttemptItem[]> =>
  rows<AttemptItem>(
    tx,
    sql`select id, ${sql.raw(iso('at'))} as at, milliseconds, status, failure, answer from exchange.attempt
        where tenant_id = platform.current_tenant() and webhook_id = ${webhookId} and message_id = ${messageId}
        order by id desc limit 100`,
  );

/** Sends a message anew, under the id it had. False while it still waits for being sent. */
export const replayMessage = async (tx: Tx, webhookId: Id, id: Id, at: string): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`update exchange.message set status = 'queued', next_at = ${at}::timestamptz, tried_from = ${at}::timestamptz,
          attempts = 0, reason = null
        where tenant_id = platform.current_tenant() and webhook_id = ${webhookId} and id = ${id} and next_at is null`,
  )) === 1;

/** Sends anew what was written in a span of time and is over; only what never arrived unless `all`. */
export const replaySpan = (
  tx: Tx,
  webhookId: Id,
  span: { readonly from: string; readonly to: string; readonly all: boolean },
  at: string,
): Promise<number> =>
  changedRows(
    tx,
    sql`update exchange.message set status = 'queued', next_at = ${at}::timestamptz, tried_from = ${at}::timestamptz,
          attempts = 0, reason = null
        where tenant_id = platform.current_tenant() and webhook_id = ${webhookId}
          and status = any(${span.all ? ['dead', 'delivered'] : ['dead']}::text[]) and next_at is null
          and created_at >= ${span.from}::timestamptz and created_at < ${span.to}::timestamptz`,
  );

/** How many messages of each webhook wait, and how many are over without having arrived. */
export const countMessages = (
  tx: Tx,
  webhookIds: readonly Id[],
): Promise<{ webhookId: Id; waiting: number; dead: number }[]> =>
  rows(
    tx,
    sql`select w.id as "webhookId",
          (select count(*) from (select from exchange.message m where m.tenant_id = platform.current_tenant()
             and m.webhook_id = w.id and m.next_at is not null limit 10000) as counted) as waiting,
          (select count(*) from (select from exchange.message m where m.tenant_id = platform.current_tenant()
             and m.webhook_id = w.id and m.status = 'dead' limit 10000) as counted) as dead
        from unnest(${webhookIds}::uuid[]) as w (id)`,
  );

const old = (delivered: string, dead: string, most: number) => sql`
  select webhook_id, id from exchange.message
  where tenant_id = platform.current_tenant() and next_at is null
    and (created_at < ${dead}::timestamptz or (created_at < ${delivered}::timestamptz and status = 'delivered'))
  order by created_at limit ${most}`;

export const countOldMessages = async (tx: Tx, delivered: string, dead: string, most: number): Promise<number> =>
  (
    await getRow<{ count: number }>(
      tx,
      sql`select count(*)::integer as count from (${old(delivered, dead, most)}) as old`,
    )
  ).count;

/** Removes what is over and was written before. */
export const forgetMessages = (tx: Tx, delivered: string, dead: string, most: number): Promise<number> =>
  changedRows(
    tx,
    sql`delete from exchange.message where tenant_id = platform.current_tenant()
          and (webhook_id, id) in (${old(delivered, dead, most)})`,
  );

/** What webhooks were or will be told about some records: what is over goes, what waits is returned to be rewritten. */
export async function takeMessagesOf(tx: Tx, keys: readonly Id[]): Promise<{ webhookId: Id; id: Id; body: string }[]> {
  const ids = [...keys];
  await sql`delete from exchange.message where tenant_id = platform.current_tenant() and next_at is null
    and webhook_id in (select id from exchange.webhook where tenant_id = platform.current_tenant())
    and key = any(${ids}::uuid[])`.execute(tx);
  return rows(
    tx,
    sql`select webhook_id as "webhookId", id, body from exchange.message
        where tenant_id = platform.current_tenant() and key = any(${ids}::uuid[])
          and webhook_id in (select id from exchange.webhook where tenant_id = platform.current_tenant())
        for update`,
  );
}

/** Writes a waiting message anew, and forgets what was answered to its tries, which may repeat it. */
export async function rewriteMessage(tx: Tx, webhookId: Id, id: Id, body: string): Promise<void> {
  await sql`
    with tries as (
      update exchange.attempt set answer = null
      where tenant_id = platform.current_tenant() and webhook_id = ${webhookId} and message_id = ${id}
    )
    update exchange.message set body = ${body}
    where tenant_id = platform.current_tenant() and webhook_id = ${webhookId} and id = ${id}`.execute(tx);
}

/** Which webhooks were told of which records, and when last. */
export const toldOf = (
  tx: Tx,
  keys: readonly Id[],
): Promise<{ name: string; url: string; number: string | null; times: number; lastAt: string }[]> =>
  rows(
    tx,
    sql`select w.name, w.url, m.number, count(*)::integer as times, to_json(max(m.delivered_at)) #>> '{}' as "lastAt"
        from exchange.webhook w
        join exchange.message m on m.tenant_id = w.tenant_id and m.webhook_id = w.id
        where w.tenant_id = platform.current_tenant() and m.key = any(${[...keys]}::uuid[]) and m.delivered_at is not null
        group by w.name, w.url, m.number order by w.name, m.number limit 1000`,
  );
