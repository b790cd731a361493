import type { Id } from '#kernel/id.ts';
import { changedRows, sql, type Tx } from '#platform/db.ts';
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
