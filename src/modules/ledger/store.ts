import type { RawBuilder } from 'kysely';
import { sql } from '#platform/db.ts';
import type { LedgerRecord } from '#platform/pipeline.ts';

/** The statement that writes one entry and marks it as waiting for its seal; runs in the operation's transaction. */
export function insertEntry(record: LedgerRecord): RawBuilder<unknown> {
  const { actor, subject } = record;
  return sql`
    insert into ledger.entry (id, at, kind, operation, actor_kind, actor_id, on_behalf_of, session_id, channel,
      subject_type, subject_id, subject_number, fields, input_digest, outcome_digest, request_id, transaction_id)
    values (${record.id}, ${record.at.toString()}::timestamptz, ${record.kind}, ${record.operation}, ${actor.kind},
      ${actor.partyId}, ${actor.onBehalfOf}, ${actor.sessionId}, ${actor.channel}, ${subject?.type ?? null},
      ${subject?.id ?? null}::uuid, ${subject?.number ?? null}, ${record.fields}::text[], ${record.inputDigest},
      ${record.outcomeDigest}, ${record.requestId}, ${record.transactionId})`;
}
