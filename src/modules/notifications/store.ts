import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import type { NoticeRequest, OutsideChannel } from './model.ts';

export interface NewMessage {
  readonly id: Id;
  readonly event_id: number;
  readonly recipient: string;
  readonly party_id: Id | null;
  readonly role: string;
  readonly notice: string;
  readonly template_version: number | null;
  readonly template_scope: string;
  readonly case_id: Id | null;
  readonly number: string | null;
  readonly language: string;
  readonly title: string | null;
  readonly body: string | null;
  readonly request: NoticeRequest;
  readonly created_at: string;
}

export interface NewDelivery {
  readonly id: Id;
  readonly message_id: Id;
  readonly channel: string;
  readonly address: string;
  readonly language: string;
  readonly subject: string | null;
  readonly body: string | null;
  readonly html: string | null;
  readonly segments: number | null;
  readonly status: 'queued' | 'dead';
  readonly reason: string | null;
  readonly subject_key: string | null;
  readonly urgent: boolean;
  readonly sign_off: string | null;
  readonly path: string | null;
  readonly created_at: string;
}

/** Writes messages with their deliveries; those of an event and recipient written before are left as they are. */
export const insertMessages = (
  tx: Tx,
  messages: readonly NewMessage[],
  deliveries: readonly NewDelivery[],
): Promise<number> =>
  changedRows(
    tx,
    sql`with message as (
          insert into notifications.message (id, event_id, recipient, party_id, role, notice, template_version,
                                             template_scope, case_id,
                                             number, language, title, body, request, created_at)
          select id, event_id, recipient, party_id, role, notice, template_version,
                                             template_scope, case_id,
                 number, language, title, body, request, created_at
          from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as m (
            id uuid, event_id bigint, recipient text, party_id uuid, role text, notice text, template_version integer, template_scope text,
            case_id uuid, number text, language text, title text, body text, request jsonb, created_at timestamptz)
          on conflict (tenant_id, event_id, recipient) do nothing
          returning id
        )
        insert into notifications.delivery (id, message_id, channel, address, language, subject, body, html, segments,
                                            status, next_at, reason, created_at, subject_key, urgent, sign_off, path)
        select d.id, message_id, channel, address, language, subject, body, html, segments,
               status, case status when 'queued' then created_at end, reason, created_at,
               subject_key, urgent, sign_off, path
        from jsonb_to_recordset(${JSON.stringify(deliveries)}::jsonb) as d (
          id uuid, message_id uuid, channel text, address text, language text, subject text, body text, html text,
          segments integer, status text, reason text, created_at timestamptz, subject_key text, urgent boolean,
          sign_off text, path text)
        join message on message.id = d.message_id
        on conflict do nothing`,
  );

export interface InboxRow {
  readonly id: Id;
  readonly notice: string;
  readonly caseId: Id | null;
  readonly number: string | null;
  readonly language: string;
  readonly title: string;
  readonly text: string;
  /** Of the page it leads to, below the language. */
  readonly path: string | null;
  readonly at: string;
  readonly readAt: string | null;
}

/** Messages of a party, newest first, those before `before`. */
export const listInbox = (tx: Tx, partyId: Id, before: Id | null, limit: number): Promise<InboxRow[]> =>
  rows(
    tx,
    sql`select id, notice, case_id as "caseId", number, language, title, body as text,
               request #>> '{values,link,path}' as path, to_json(created_at) #>> '{}' as at, to_json(read_at) #>> '{}' as "readAt"
        from notifications.message
        where tenant_id = platform.current_tenant() and party_id = ${partyId} and title is not null
          and (${before}::uuid is null or id < ${before}::uuid)
        order by id desc limit ${limit}`,
  );

export const countUnread = async (tx: Tx, partyId: Id): Promise<number> =>
  (
    await getRow<{ count: number }>(
      tx,
      sql`select count(*) as count from notifications.message
          where tenant_id = platform.current_tenant() and party_id = ${partyId}
            and title is not null and read_at is null`,
    )
  ).count;

/** Marks a party's messages as read, `ids` or all; returns how many were unread. */
export const markRead = (tx: Tx, partyId: Id, ids: readonly Id[] | null, now: Temporal.Instant): Promise<number> =>
  changedRows(
    tx,
    sql`update notifications.message set read_at = ${now.toString()}::timestamptz
        where tenant_id = platform.current_tenant() and party_id = ${partyId} and title is not null and read_at is null
          and (${ids}::uuid[] is null or id = any(${ids}::uuid[]))`,
  );

export const findMailbox = (tx: Tx, before: Id | null, limit: number): Promise<MailboxRow[]> =>
  rows(
    tx,
    sql`select id, channel, address, sender, subject, body as text, html, copies, to_json(stored_at) #>> '{}' as at
        from notifications.dev_mailbox
        where tenant_id = platform.current_tenant() and (${before}::uuid is null or id < ${before}::uuid)
        order by id desc limit ${limit}`,
  );

export interface MailboxRow {
  readonly id: Id;
  readonly channel: OutsideChannel;
  readonly address: string;
  readonly sender: string;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly copies: number;
  readonly at: string;
}

/** Keeps what would have gone out; a repetition of the same delivery is counted, not kept twice. */
export const storeInMailbox = (
  tx: Tx,
  mail: Omit<MailboxRow, 'copies' | 'at'>,
  now: Temporal.Instant,
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into notifications.dev_mailbox as box (id, channel, address, sender, subject, body, html, stored_at)
        values (${mail.id}, ${mail.channel}, ${mail.address}, ${mail.sender}, ${mail.subject}, ${mail.text},
                ${mail.html}, ${now.toString()}::timestamptz)
        on conflict (tenant_id, id) do update set copies = box.copies + 1`,
  );

/** The request a message came from, with the delivery of it; for writing it again. */
export const findDelivery = (tx: Tx, id: Id): Promise<DeliveryWithRequest | undefined> =>
  findRow(
    tx,
    sql`select d.id, d.channel, d.address, d.status, d.body is not null as written,
               m.party_id as "partyId", m.language, m.notice, m.request
        from notifications.delivery d
        join notifications.message m on m.tenant_id = d.tenant_id and m.id = d.message_id
        where d.tenant_id = platform.current_tenant() and d.id = ${id} for update of d`,
  );

export interface DeliveryWithRequest {
  readonly id: Id;
  readonly channel: OutsideChannel;
  readonly address: string;
  readonly status: string;
  readonly written: boolean;
  readonly partyId: Id | null;
  readonly language: string;
  readonly notice: string;
  readonly request: NoticeRequest;
}
