import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import type { CallBegun, CallEnded } from './model-connector-log.ts';

/** Zero where a message of the agency was heard before. */
export const insertCall = (tx: Tx, call: CallBegun): Promise<number> =>
  changedRows(
    tx,
    sql`insert into exchange.call (id, at, connector, name, direction, asked_by_kind, asked_by, for_party, about,
          purpose, regulation, ground, consent_id, subject_type, subject_id, subject_number, message_id, input_digest)
        values (${call.id}, ${call.at}::timestamptz, ${call.connector}, ${call.name}, ${call.direction},
          ${call.askedByKind}, ${call.askedBy}, ${call.forParty}, ${call.about}, ${JSON.stringify(call.purpose)}::jsonb,
          ${call.regulation}, ${call.ground}, ${call.consentId}, ${call.subjectType}, ${call.subjectId},
          ${call.subjectNumber}, ${call.messageId}, decode(${call.inputDigest}, 'hex'))
        on conflict do nothing`,
  );

export async function insertCallEnd(tx: Tx, end: CallEnded): Promise<void> {
  await sql`
    insert into exchange.call_end (call_id, connector, at, outcome, reason, asked, tries, milliseconds, status,
      request_digest, response_digest)
    values (${end.callId}, ${end.connector}, ${end.at}::timestamptz, ${end.outcome}, ${end.reason}, ${end.asked},
      ${end.tries}, ${end.milliseconds}, ${end.status}, decode(${end.requestDigest}, 'hex'),
      decode(${end.responseDigest}, 'hex'))`.execute(tx);
}

export async function insertCallBody(
  tx: Tx,
  body: { callId: Id; at: string; sealedFor: Id | null; sealed: Uint8Array },
): Promise<void> {
  await sql`insert into exchange.call_body (call_id, at, sealed_for, sealed)
            values (${body.callId}, ${body.at}::timestamptz, ${body.sealedFor}, ${body.sealed})`.execute(tx);
}

const iso = (column: string) => sql.raw(`to_json(${column}) #>> '{}'`);

export interface CallRow extends Omit<CallBegun, 'messageId'> {
  readonly messageId: string | null;
  readonly outcome: CallEnded['outcome'] | null;
  readonly reason: string | null;
  readonly asked: boolean | null;
  readonly tries: number | null;
  readonly milliseconds: number | null;
  readonly status: number | null;
  readonly requestDigest: string | null;
  readonly responseDigest: string | null;
}

const COLUMNS = sql`c.id, ${iso('c.at')} as at, c.connector, c.name, c.direction, c.asked_by_kind as "askedByKind",
  c.asked_by as "askedBy", c.for_party as "forParty", c.about, c.purpose, c.regulation, c.ground,
  c.consent_id as "consentId", c.subject_type as "subjectType", c.subject_id as "subjectId",
  c.subject_number as "subjectNumber", c.message_id as "messageId", encode(c.input_digest, 'hex') as "inputDigest",
  e.outcome, e.reason, e.asked, e.tries, e.milliseconds, e.status,
  encode(e.request_digest, 'hex') as "requestDigest", encode(e.response_digest, 'hex') as "responseDigest"`;

const FROM = sql`exchange.call c left join exchange.call_end e on e.tenant_id = c.tenant_id and e.call_id = c.id`;

export interface CallFilter {
  readonly connector?: string | undefined;
  readonly outcome?: CallEnded['outcome'] | 'unknown' | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly partyId?: Id | undefined;
  readonly subjectId?: Id | undefined;
  readonly subjectNumber?: string | undefined;
  /** The last row of the page before. */
  readonly before?: { readonly at: string; readonly id: Id } | undefined;
}

/** The newest first; one row more than `limit` says that there is a next page. */
export const listCalls = (tx: Tx, filter: CallFilter, limit: number): Promise<CallRow[]> =>
  rows(
    tx,
    sql`select ${COLUMNS} from ${FROM}
        where c.tenant_id = platform.current_tenant()
          ${filter.connector === undefined ? sql`` : sql`and c.connector = ${filter.connector}`}
          ${filter.partyId === undefined ? sql`` : sql`and c.for_party = ${filter.partyId}`}
          ${filter.subjectId === undefined ? sql`` : sql`and c.subject_id = ${filter.subjectId}`}
          ${filter.subjectNumber === undefined ? sql`` : sql`and c.subject_number = ${filter.subjectNumber}`}
          ${filter.from === undefined ? sql`` : sql`and c.at >= ${filter.from}::timestamptz`}
          ${filter.to === undefined ? sql`` : sql`and c.at < ${filter.to}::timestamptz`}
          ${filter.outcome === undefined ? sql`` : filter.outcome === 'unknown' ? sql`and e.outcome is null` : sql`and e.outcome = ${filter.outcome}`}
          ${filter.before === undefined ? sql`` : sql`and (c.at, c.id) < (${filter.before.at}::timestamptz, ${filter.before.id}::uuid)`}
        order by c.at desc, c.id desc limit ${limit + 1}`,
  );

export const findCall = (tx: Tx, id: Id): Promise<CallRow | undefined> =>
  findRow(tx, sql`select ${COLUMNS} from ${FROM} where c.tenant_id = platform.current_tenant() and c.id = ${id}`);

export interface BodyRow {
  readonly sealedFor: Id | null;
  readonly sealed: Uint8Array;
}

export const findCallBody = (tx: Tx, id: Id): Promise<BodyRow | undefined> =>
  findRow(
    tx,
    sql`select sealed_for as "sealedFor", sealed from exchange.call_body
        where tenant_id = platform.current_tenant() and call_id = ${id}`,
  );

export const countOldBodies = async (tx: Tx, before: string, most: number): Promise<number> =>
  (
    await getRow<{ due: number }>(
      tx,
      sql`select count(*)::integer as due from (
            select 1 from exchange.call_body
            where tenant_id = platform.current_tenant() and at < ${before}::timestamptz limit ${most}) as old`,
    )
  ).due;

export const forgetBodies = (tx: Tx, before: string, most: number): Promise<number> =>
  changedRows(
    tx,
    sql`delete from exchange.call_body where tenant_id = platform.current_tenant() and call_id in (
          select call_id from exchange.call_body
          where tenant_id = platform.current_tenant() and at < ${before}::timestamptz order by at limit ${most})`,
  );

/** Removes what was sent and answered for a party. */
export async function forgetBodiesOf(tx: Tx, partyId: Id): Promise<void> {
  await sql`delete from exchange.call_body b using exchange.call c
            where b.tenant_id = platform.current_tenant() and c.tenant_id = b.tenant_id and c.id = b.call_id
              and c.for_party = ${partyId}`.execute(tx);
}

export interface Health {
  readonly connector: string;
  readonly calls: number;
  readonly failed: number;
  readonly refused: number;
  readonly p95: number | null;
  readonly lastAnswered: string | null;
  readonly lastFailed: string | null;
  readonly lastReason: string | null;
}

/** How each connector did since `since`, from its newest thousand calls. */
export const healthOf = (tx: Tx, connectors: readonly string[], since: string): Promise<Health[]> =>
  rows(
    tx,
    sql`select k.connector, d.calls, d.failed, d.refused, d.p95, ${iso('w.at')} as "lastAnswered",
          ${iso('f.at')} as "lastFailed", f.reason as "lastReason"
        from jsonb_array_elements_text(${JSON.stringify(connectors)}::jsonb) as k (connector)
        cross join lateral (
          select count(*)::integer as calls, (count(*) filter (where outcome = 'unavailable'))::integer as failed,
            (count(*) filter (where outcome = 'refused'))::integer as refused,
            (percentile_disc(0.95) within group (order by milliseconds)
              filter (where outcome in ('answered', 'refused')))::integer as p95
          from (select outcome, milliseconds from exchange.call_end
                where tenant_id = platform.current_tenant() and connector = k.connector and asked
                  and at >= ${since}::timestamptz
                order by at desc limit 1000) as newest) as d
        left join lateral (
          select at from exchange.call_end
          where tenant_id = platform.current_tenant() and connector = k.connector and asked and outcome <> 'unavailable'
          order by at desc limit 1) as w on true
        left join lateral (
          select at, reason from exchange.call_end
          where tenant_id = platform.current_tenant() and connector = k.connector and asked and outcome = 'unavailable'
          order by at desc limit 1) as f on true`,
  );
