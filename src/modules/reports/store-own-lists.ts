import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';

export interface OwnListRow {
  readonly id: Id;
  readonly digest: Uint8Array;
  readonly until: string;
}

const ROW = sql`id, digest, to_json(until) #>> '{}' as until`;

export async function insertOwnList(
  tx: Tx,
  row: { id: Id; digest: Uint8Array; link: Uint8Array; at: string; until: string },
): Promise<void> {
  await sql`insert into reports.own_list (id, digest, link, created_at, until)
    values (${row.id}, ${row.digest}, ${row.link}, ${row.at}::timestamptz, ${row.until}::timestamptz)`.execute(tx);
}

/** How many links an address was sent since an instant. */
export const countOwnLists = async (tx: Tx, digest: Uint8Array, since: string): Promise<number> =>
  (
    await findRow<{ count: number }>(
      tx,
      sql`select count(*)::integer as count from reports.own_list
          where tenant_id = platform.current_tenant() and digest = ${digest} and created_at >= ${since}::timestamptz`,
    )
  )?.count ?? 0;

/** The link nobody opened yet, in its time. Until the transaction ends nobody else opens it. */
export const findLink = (tx: Tx, link: Uint8Array, now: string): Promise<OwnListRow | undefined> =>
  findRow<OwnListRow>(
    tx,
    sql`select ${ROW} from reports.own_list
        where tenant_id = platform.current_tenant() and link = ${link} and view is null
          and until > ${now}::timestamptz for update`,
  );

export const openLink = (tx: Tx, id: Id, view: Uint8Array, until: string): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.own_list set view = ${view}, until = ${until}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** A list that is open. */
export const findView = (tx: Tx, view: Uint8Array, now: string): Promise<OwnListRow | undefined> =>
  findRow<OwnListRow>(
    tx,
    sql`select ${ROW} from reports.own_list
        where tenant_id = platform.current_tenant() and view = ${view} and until > ${now}::timestamptz`,
  );

export const closeView = (tx: Tx, view: Uint8Array, now: string): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.own_list set until = ${now}::timestamptz
        where tenant_id = platform.current_tenant() and view = ${view} and until > ${now}::timestamptz`,
  );

/** Links and lists that ended before an instant. */
export const endedOwnLists = (tx: Tx, before: string, limit: number): Promise<{ id: Id }[]> =>
  rows(
    tx,
    sql`select id from reports.own_list
        where tenant_id = platform.current_tenant() and until < ${before}::timestamptz
        order by until limit ${limit} for update skip locked`,
  );

export const deleteOwnList = (tx: Tx, id: Id): Promise<number> =>
  changedRows(tx, sql`delete from reports.own_list where tenant_id = platform.current_tenant() and id = ${id}`);
