import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';

export interface ReceivedRequest {
  readonly caseId: Id;
  readonly number: string;
}

export const findReceived = (tx: Tx, sender: Id, externalId: string): Promise<ReceivedRequest | undefined> =>
  findRow<ReceivedRequest>(
    tx,
    sql`select case_id as "caseId", number from reports.received_request
        where tenant_id = platform.current_tenant() and sender = ${sender} and external_id = ${externalId}`,
  );

/** Remembers where a report came from. */
export async function insertReceived(
  tx: Tx,
  received: ReceivedRequest & {
    readonly sender: Id;
    readonly externalId: string | null;
    readonly attributes: unknown;
    readonly mediaUrl: string | null;
    readonly at: string;
  },
): Promise<void> {
  await sql`insert into reports.received_request
              (case_id, number, sender, external_id, attributes, media_url, received_at)
            values (${received.caseId}, ${received.number}, ${received.sender}, ${received.externalId},
                    ${JSON.stringify(received.attributes)}::jsonb, ${received.mediaUrl}, ${received.at}::timestamptz)`.execute(
    tx,
  );
}

/** Which of these cases a service account sent. */
export async function sentBy(tx: Tx, sender: Id, caseIds: readonly Id[]): Promise<Set<Id>> {
  if (caseIds.length === 0) return new Set();
  const found = await rows<{ id: Id }>(
    tx,
    sql`select case_id as id from reports.received_request
        where tenant_id = platform.current_tenant() and case_id = any(${caseIds}::uuid[]) and sender = ${sender}`,
  );
  return new Set(found.map(({ id }) => id));
}

export interface ServiceUpdate {
  readonly id: Id;
  readonly caseId: Id;
  readonly seq: number;
  readonly at: string;
  readonly state: string;
  readonly result: string | null;
  readonly origin: Id | null;
  readonly externalId: string | null;
  readonly told: boolean;
}

/** Adds what is new; an entry that is there already stays as it is. */
export async function insertUpdates(tx: Tx, updates: readonly ServiceUpdate[]): Promise<void> {
  await sql`
    insert into reports.service_update (id, case_id, seq, at, state, result, origin, external_id, told)
    select id, "caseId", seq, at, state, result, origin, "externalId", told
    from json_to_recordset(${JSON.stringify(updates)}::json) as u (id uuid, "caseId" uuid, seq integer, at timestamptz,
      state text, result text, origin uuid, "externalId" text, told boolean)
    on conflict do nothing`.execute(tx);
}

const UPDATE = sql.raw(`id, case_id as "caseId", seq, to_json(at) #>> '{}' as at, state, result, origin,
  external_id as "externalId", told`);

export const findUpdate = (tx: Tx, origin: Id, externalId: string): Promise<ServiceUpdate | undefined> =>
  findRow<ServiceUpdate>(
    tx,
    sql`select ${UPDATE} from reports.service_update
        where tenant_id = platform.current_tenant() and origin = ${origin} and external_id = ${externalId}`,
  );

/** What happened in a span of time, the oldest first, without what `reader` wrote itself. */
export const listUpdates = (
  tx: Tx,
  span: { readonly from: string; readonly to: string },
  reader: Id | null,
  limit: number,
  skip: number,
): Promise<ServiceUpdate[]> =>
  rows<ServiceUpdate>(
    tx,
    sql`select ${UPDATE} from reports.service_update
        where tenant_id = platform.current_tenant() and told
          and at >= ${span.from}::timestamptz and at < ${span.to}::timestamptz
          and (origin is null or origin is distinct from ${reader}::uuid)
        order by at, id limit ${limit} offset ${skip}`,
  );
