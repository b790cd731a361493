import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import { type Change, LIVE_CHANNEL, type LoggedChange } from './model-live.ts';

/**
 * Writes changes and wakes every process when they are committed. One writer of a tenant at a time: positions are then
 * committed in order, and whoever has read up to one has missed none before it.
 */
export async function insertChanges(tx: Tx, changes: readonly Change[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('exchange.change'), platform.current_tenant())`.execute(tx);
  await sql`insert into exchange.change (record_id, version, teams, municipality_id)
            select id, version, array(select jsonb_array_elements_text(teams)), "municipalityId"
            from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
              as c (id uuid, version integer, teams jsonb, "municipalityId" uuid)`.execute(tx);
  await sql`select pg_notify(${LIVE_CHANNEL}, platform.current_tenant()::text)`.execute(tx);
}

export const changesAfter = (tx: Tx, position: number, limit: number): Promise<LoggedChange[]> =>
  rows<LoggedChange>(
    tx,
    sql`select position, record_id as id, version, teams, municipality_id as "municipalityId"
        from exchange.change where tenant_id = platform.current_tenant() and position > ${position}
        order by position limit ${limit}`,
  );

/** The last position written and the first still kept; both 0 of an empty log. */
export const logEnds = async (tx: Tx): Promise<{ first: number; last: number }> =>
  (await findRow<{ first: number; last: number }>(
    tx,
    sql`select coalesce((select position from exchange.change where tenant_id = platform.current_tenant()
                         order by position limit 1), 0) as first,
               coalesce((select position from exchange.change where tenant_id = platform.current_tenant()
                         order by position desc limit 1), 0) as last`,
  ))!;

/** Removes what is older, but for the newest row, which tells where the log stands. */
export const forgetChanges = (tx: Tx, before: string): Promise<number> =>
  changedRows(
    tx,
    sql`delete from exchange.change where tenant_id = platform.current_tenant() and position in (
          select position from exchange.change where tenant_id = platform.current_tenant() and at < ${before}::timestamptz
            and position < (select max(position) from exchange.change where tenant_id = platform.current_tenant())
          order by position limit 5000)`,
  );
