import { type Database, rows, sql } from './db.ts';
import type { OutboxRow } from './relay-attempt.ts';
import type { Tenant } from './tenants.ts';

/** Events handed over at once. */
export const BATCH = 500;
/** Pages held while the subscribers are served one after the other: with more waiting, each reads them anew. */
const PAGES_KEPT = 16;

/** Settled events of one tenant after a position, complete up to `until`. */
export interface Page {
  readonly after: number;
  readonly events: readonly OutboxRow[];
  readonly until: number;
  /** Nothing settled comes behind it. */
  readonly last: boolean;
}

/**
 * Reads the settled events of a tenant page by page, each page once for all subscribers that stand at its beginning:
 * settled events change no more, and together they are the larger part of what the relay reads.
 */
export function pagesOf(database: Database, tenant: Tenant, settled: number): (after: number) => Promise<Page> {
  const kept = new Map<number, Promise<Page>>();
  const read = async (after: number): Promise<Page> => {
    const events = await database.transaction(
      tenant.id,
      (tx) =>
        rows<OutboxRow>(
          tx,
          sql`select id, key, type, payload, at, 0 as attempts from platform.event
              where tenant_id = platform.current_tenant() and id > ${after}::bigint and id <= ${settled}::bigint
              order by id limit ${BATCH}`,
        ),
      { readOnly: true },
    );
    const last = events.length < BATCH;
    return { after, events, until: last ? settled : events.at(-1)!.id, last };
  };
  return (after) => {
    let page = kept.get(after);
    if (page === undefined) {
      if (kept.size === PAGES_KEPT) kept.delete(kept.keys().next().value!);
      page = read(after);
      kept.set(after, page);
    }
    return page;
  };
}
