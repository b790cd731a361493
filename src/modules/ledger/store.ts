import type { RawBuilder } from 'kysely';
import type { Id } from '#kernel/id.ts';
import { arrayOf, findRow, rows, sql, type Tx, tableOf } from '#platform/db.ts';
import type { LedgerRecord } from '#platform/pipeline.ts';
import { type Entry, entryText, momentOf } from './model.ts';

/** The entry as the record will keep it. */
const entryOf = ({ actor, subject, ...record }: LedgerRecord): Entry => ({
  id: record.id,
  at: momentOf(record.at),
  kind: record.kind,
  operation: record.operation,
  actorKind: actor.kind,
  actorId: actor.partyId,
  onBehalfOf: actor.onBehalfOf,
  sessionId: actor.sessionId,
  channel: actor.channel,
  subjectType: subject?.type ?? null,
  subjectId: subject?.id ?? null,
  subjectNumber: subject?.number ?? null,
  fields: [...record.fields],
  inputDigest: record.inputDigest.toHex(),
  outcomeDigest: record.outcomeDigest.toHex(),
  requestId: record.requestId,
  transactionId: record.transactionId,
});

/** Columns of an entry on its way, each as one array. */
const ENTRY = {
  id: 'uuid',
  at: 'timestamptz',
  kind: 'text',
  operation: 'text',
  actorKind: 'text',
  actorId: 'uuid',
  onBehalfOf: 'uuid',
  sessionId: 'uuid',
  channel: 'text',
  subjectType: 'text',
  subjectId: 'uuid',
  subjectNumber: 'text',
  fields: 'text',
  inputDigest: 'text',
  outcomeDigest: 'text',
  requestId: 'text',
  transactionId: 'text',
  mac: 'text',
};

/** The statement that writes entries and marks them as waiting for their seal; runs in the operation's transaction. */
export function insertEntries(
  records: readonly LedgerRecord[],
  mark: (text: string) => Uint8Array,
): RawBuilder<unknown> {
  const entries = records.map((record) => {
    const entry = entryOf(record);
    return { ...entry, fields: arrayOf(entry.fields), mac: mark(entryText(entry)).toHex() };
  });
  return sql`
    insert into ledger.entry (id, at, kind, operation, actor_kind, actor_id, on_behalf_of, session_id, channel,
      subject_type, subject_id, subject_number, fields, input_digest, outcome_digest, request_id, transaction_id, mac)
    select id, at, kind, operation, "actorKind", "actorId", "onBehalfOf", "sessionId", channel, "subjectType",
      "subjectId", "subjectNumber", fields::text[], decode("inputDigest", 'hex'), decode("outcomeDigest", 'hex'),
      "requestId", "transactionId", decode(mac, 'hex')
    from ${tableOf(ENTRY, entries)}`;
}

/** Columns of `ledger.entry e` as an Entry. */
export const entryColumns = sql`
  e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.kind, e.operation,
  e.actor_kind as "actorKind", e.actor_id as "actorId", e.on_behalf_of as "onBehalfOf", e.session_id as "sessionId",
  e.channel, e.subject_type as "subjectType", e.subject_id as "subjectId", e.subject_number as "subjectNumber",
  e.fields, encode(e.input_digest, 'hex') as "inputDigest", encode(e.outcome_digest, 'hex') as "outcomeDigest",
  e.request_id as "requestId", e.transaction_id as "transactionId"`;

/**
 * Takes up to `limit` entries that wait for their seal, in order of their ids. In three short statements: joined into
 * one, the planner may walk the whole record to find the few that wait.
 */
export async function takeUnsealed(tx: Tx, limit: number): Promise<Entry[]> {
  const waiting = await rows<{ id: Id }>(
    tx,
    sql`select id from ledger.unsealed where tenant_id = platform.current_tenant()
        order by id limit ${limit} for update skip locked`,
  );
  if (waiting.length === 0) return [];
  const entries = await rows<Entry>(
    tx,
    sql`select ${entryColumns} from ledger.entry e
        where e.tenant_id = platform.current_tenant() and e.id = any(${waiting.map(({ id }) => id)}::uuid[])
        order by e.id`,
  );
  // A mark whose entry is gone stays: it is the only witness of that.
  await sql`delete from ledger.unsealed
            where tenant_id = platform.current_tenant()
              and id = any(${entries.map(({ id }) => id)}::uuid[])`.execute(tx);
  return entries;
}

export interface EntryFilter {
  readonly subjectId: Id | null;
  readonly actorId: Id | null;
  readonly operation: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Entries older than this one. */
  readonly before: Id | null;
  readonly limit: number;
}

/** Entries newest first, with their place in the tree once they are sealed. */
export const listEntries = (tx: Tx, filter: EntryFilter): Promise<(Entry & { position: number | null })[]> =>
  rows(
    tx,
    sql`select ${entryColumns}, l.position
        from ledger.entry e
        left join ledger.leaf l on l.tenant_id = e.tenant_id and l.entry_id = e.id
        where e.tenant_id = platform.current_tenant()
          ${filter.subjectId === null ? sql`` : sql`and e.subject_id = ${filter.subjectId}::uuid`}
          ${filter.actorId === null ? sql`` : sql`and e.actor_id = ${filter.actorId}::uuid`}
          ${filter.operation === null ? sql`` : sql`and e.operation = ${filter.operation}`}
          ${filter.from === null ? sql`` : sql`and e.at >= ${filter.from}::timestamptz`}
          ${filter.to === null ? sql`` : sql`and e.at < ${filter.to}::timestamptz`}
          ${
            filter.before === null
              ? sql``
              : sql`and (e.at, e.id) < (select b.at, b.id from ledger.entry b
                      where b.tenant_id = platform.current_tenant() and b.id = ${filter.before}::uuid)`
          }
        order by e.at desc, e.id desc limit ${filter.limit}`,
  );

export const findEntry = (
  tx: Tx,
  id: Id,
): Promise<(Entry & { position: number | null; hash: Uint8Array | null }) | undefined> =>
  findRow(
    tx,
    sql`select ${entryColumns}, l.position, l.hash
        from ledger.entry e
        left join ledger.leaf l on l.tenant_id = e.tenant_id and l.entry_id = e.id
        where e.tenant_id = platform.current_tenant() and e.id = ${id}::uuid`,
  );

/** Digests (hex) of the input an operation was given, by the record it was about; the first where there are several. */
export async function inputDigests(tx: Tx, operation: string, ids: readonly Id[]): Promise<Map<Id, string>> {
  const found = await rows<{ id: Id; digest: string }>(
    tx,
    sql`select distinct on (e.subject_id) e.subject_id as id, encode(e.input_digest, 'hex') as digest
        from ledger.entry e
        where e.tenant_id = platform.current_tenant() and e.operation = ${operation}
          and e.subject_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
        order by e.subject_id, e.at, e.id`,
  );
  return new Map(found.map(({ id, digest }) => [id, digest]));
}
