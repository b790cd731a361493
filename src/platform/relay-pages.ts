import { type Database, rows, sql } from './db.ts';
import { type OutboxRow, outboxRow, type ReadRow } from './relay-attempt.ts';
import type { Tenant } from './tenants.ts';

/** Events handed over at once. */
export const BATCH = 500;

/** Settled events of one tenant after a position, complete up to `until`. */
export interface Page {
  readonly after: number;
  readonly events: readonly OutboxRow[];
  readonly until: number;
  /** Nothing settled comes behind it. */
  readonly last: boolean;
}

/** The next settled events of a tenant after a position. */
export async function pageAfter(database: Database, tenant: Tenant, settled: number, after: number): Promise<Page> {
  const read = await database.transaction(
    tenant.id,
    (tx) =>
      rows<ReadRow>(
        tx,
        sql`select id, key, type, payload, at, 0 as attempts from platform.event
            where tenant_id = platform.current_tenant() and id > ${after}::bigint and id <= ${settled}::bigint
            order by id limit ${BATCH}`,
      ),
    { readOnly: true },
  );
  const last = read.length < BATCH;
  // Once for all subscribers.
  const events = read.map((row) => outboxRow(row, tenant));
  return { after, events, until: last ? settled : read.at(-1)!.id, last };
}
