import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { OwnDataRequest, RequestKind, RequestState } from './model-requests.ts';

export interface DataRequestRow extends OwnDataRequest {
  readonly partyId: Id;
  readonly said: Uint8Array | null;
  readonly document: Uint8Array | null;
  readonly decidedBy: Id | null;
}

const instant = (column: string) => sql`to_json(${sql.ref(column)}) #>> '{}'`;
const own = sql`id, kind, state, ${instant('requested_at')} as "requestedAt", ${instant('due_at')} as "dueAt",
  ${instant('begins_at')} as "beginsAt", reason, ${instant('ended_at')} as "endedAt",
  ${instant('document_until')} as "readyUntil"`;

/** Zero when one of the kind is under way. */
export const insertRequest = (
  tx: Tx,
  row: {
    id: Id;
    partyId: Id;
    kind: RequestKind;
    at: string;
    dueAt: string;
    beginsAt: string | null;
    said: Uint8Array | null;
  },
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.data_request (id, party_id, kind, state, requested_at, due_at, begins_at, said)
        values (${row.id}, ${row.partyId}, ${row.kind}, 'open', ${row.at}, ${row.dueAt}, ${row.beginsAt}, ${row.said})
        on conflict do nothing`,
  );

export const requestsOf = (tx: Tx, partyId: Id): Promise<OwnDataRequest[]> =>
  rows(
    tx,
    sql`select ${own} from identity.data_request
        where tenant_id = platform.current_tenant() and party_id = ${partyId} order by requested_at desc limit 50`,
  );

export const holdRequest = (tx: Tx, id: Id): Promise<DataRequestRow | undefined> =>
  findRow(
    tx,
    sql`select ${own}, party_id as "partyId", said, document, decided_by as "decidedBy" from identity.data_request
        where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

export const findRequest = (tx: Tx, id: Id): Promise<DataRequestRow | undefined> =>
  findRow(
    tx,
    sql`select ${own}, party_id as "partyId", said, document, decided_by as "decidedBy" from identity.data_request
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** Those under way by the end of their term, then the latest that ended. */
export const listRequests = (tx: Tx, open: boolean, limit: number): Promise<DataRequestRow[]> =>
  rows(
    tx,
    open
      ? sql`select ${own}, party_id as "partyId", said, null::bytea as document, decided_by as "decidedBy"
            from identity.data_request
            where tenant_id = platform.current_tenant() and state in ('open', 'held') order by due_at, id limit ${limit}`
      : sql`select ${own}, party_id as "partyId", null::bytea as said, null::bytea as document, decided_by as "decidedBy"
            from identity.data_request
            where tenant_id = platform.current_tenant() and ended_at is not null
            order by ended_at desc, id desc limit ${limit}`,
  );

export const setRequest = (
  tx: Tx,
  id: Id,
  to: { state: RequestState; reason: string | null; by: Id | null; at: string },
): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.data_request
        set state = ${to.state}, reason = coalesce(${to.reason}, reason), decided_by = ${to.by},
          decided_at = ${to.at}::timestamptz,
          ended_at = case when ${to.state} in ('done', 'cancelled', 'refused') then ${to.at}::timestamptz end
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const setDocument = (tx: Tx, id: Id, document: Uint8Array, until: string): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.data_request set document = ${document}, document_until = ${until}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** What is to be done now: data to gather, and erasures whose time to think is over. */
export const dueRequests = (
  tx: Tx,
  now: string,
  limit: number,
): Promise<{ id: Id; partyId: Id; kind: RequestKind }[]> =>
  rows(
    tx,
    sql`select id, party_id as "partyId", kind from identity.data_request
        where tenant_id = platform.current_tenant() and state = 'open'
          and (kind = 'access' or (kind = 'erasure' and begins_at <= ${now}::timestamptz))
        order by due_at, id limit ${limit} for update skip locked`,
  );

export const dropDocuments = (tx: Tx, now: string): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.data_request set document = null, document_until = null
        where tenant_id = platform.current_tenant() and document_until < ${now}::timestamptz`,
  );

/** Whether somebody holds the erasure of a person. */
export const isHeld = async (tx: Tx, partyId: Id): Promise<boolean> =>
  (await findRow(
    tx,
    sql`select from identity.data_request where tenant_id = platform.current_tenant()
        and party_id = ${partyId} and kind = 'erasure' and state = 'held'`,
  )) !== undefined;
