import type { Id } from '#kernel/id.ts';
import { findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import type { Entry } from './model.ts';
import type { LeafRow } from './model-verification.ts';
import { entryColumns } from './store.ts';

/**
 * Lets every statement that follows see the record of one moment, whatever is sealed meanwhile. Must be the first of
 * its transaction.
 */
export const freezeView = (tx: Tx): Promise<unknown> =>
  sql`set transaction isolation level repeatable read`.execute(tx);

/** Leaves with their entries, from a position on and below `size`. */
export async function leavesFrom(tx: Tx, position: number, size: number, limit: number): Promise<LeafRow[]> {
  const found = await rows<
    Entry & { position: number; entryId: Id; hash: Uint8Array; mac: Uint8Array | null; id: Id | null }
  >(
    tx,
    // `offset 0` keeps the planner from joining before it limits, which would read the whole record for each page.
    sql`select l.position, l.entry_id as "entryId", l.hash, e.*
        from (select tenant_id, position, entry_id, hash from ledger.leaf
              where tenant_id = platform.current_tenant() and position >= ${position} and position < ${size}
              order by position limit ${limit}) l
        left join lateral (select e.mac, ${entryColumns} from ledger.entry e
                           where e.tenant_id = l.tenant_id and e.id = l.entry_id offset 0) e on true
        order by l.position`,
  );
  return found.map(({ position: place, entryId, hash, mac, ...entry }) => ({
    position: place,
    entryId,
    hash,
    mac,
    entry: entry.id === null ? null : entry,
  }));
}

/** The first leaf beyond the newest checkpoint; the two are written together, so there should be none. */
export const findLeafFrom = (tx: Tx, size: number): Promise<{ position: number } | undefined> =>
  findRow(
    tx,
    sql`select position from ledger.leaf
        where tenant_id = platform.current_tenant() and position >= ${size} order by position limit 1`,
  );

export const countEntries = async (tx: Tx): Promise<number> =>
  (
    await getRow<{ count: number }>(
      tx,
      sql`select count(*) as count from ledger.entry where tenant_id = platform.current_tenant()`,
    )
  ).count;

/** Entries with neither a leaf nor a mark that they wait for one, in order of ids after `after`. */
export const unmarkedEntries = (tx: Tx, after: Id | null, limit: number): Promise<{ id: Id }[]> =>
  rows(
    tx,
    sql`select e.id from ledger.entry e
        where e.tenant_id = platform.current_tenant() and (${after}::uuid is null or e.id > ${after}::uuid)
          and not exists (select from ledger.leaf l where l.tenant_id = e.tenant_id and l.entry_id = e.id)
          and not exists (select from ledger.unsealed u where u.tenant_id = e.tenant_id and u.id = e.id)
        order by e.id limit ${limit}`,
  );

/** Entries that wait for their seal, in order of ids after `after`; `entry` null where only the mark is left. */
export async function waitingEntries(
  tx: Tx,
  after: Id | null,
  limit: number,
): Promise<{ markedId: Id; mac: Uint8Array | null; entry: Entry | null }[]> {
  const found = await rows<Entry & { markedId: Id; mac: Uint8Array | null; id: Id | null }>(
    tx,
    sql`select u.id as "markedId", e.*
        from (select tenant_id, id from ledger.unsealed
              where tenant_id = platform.current_tenant() and (${after}::uuid is null or id > ${after}::uuid)
              order by id limit ${limit}) u
        left join lateral (select e.mac, ${entryColumns} from ledger.entry e
                           where e.tenant_id = u.tenant_id and e.id = u.id offset 0) e on true
        order by u.id`,
  );
  return found.map(({ markedId, mac, ...entry }) => ({ markedId, mac, entry: entry.id === null ? null : entry }));
}

/** Entries that have waited for their seal since before a moment. */
export const countWaiting = (tx: Tx, since: string): Promise<{ count: number; oldest: Id | null }> =>
  getRow(
    tx,
    sql`select count(*) as count, min(u.id::text) as oldest
        from ledger.unsealed u
        join ledger.entry e on e.tenant_id = u.tenant_id and e.id = u.id
        where u.tenant_id = platform.current_tenant() and e.at < ${since}::timestamptz`,
  );
