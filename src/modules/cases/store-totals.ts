import { rows, sql, type Tx } from '#platform/db.ts';

/** Adds to the running totals: each change is a state and team and by how many cases it grew. */
export async function addToTotals(
  tx: Tx,
  changes: readonly { type: string; state: string; team: string; by: number }[],
): Promise<void> {
  await sql`
    insert into cases.total (type, state, team, count)
    select type, state, team, sum(by)::integer
    from json_to_recordset(${JSON.stringify(changes)}::json) as c (type text, state text, team text, by integer)
    group by type, state, team order by type, state, team
    on conflict (tenant_id, type, state, team) do update set count = total.count + excluded.count`.execute(tx);
}

export interface Total {
  readonly type: string;
  readonly state: string;
  readonly team: string;
  readonly count: number;
}

export const readTotals = (tx: Tx, type: string): Promise<Total[]> =>
  rows<Total>(
    tx,
    sql`select type, state, team, count from cases.total
        where tenant_id = platform.current_tenant() and type = ${type} and count > 0 order by state, team`,
  );
