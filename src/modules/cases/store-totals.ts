import { rows, sql, type Tx, tableOf } from '#platform/db.ts';

/** Adds to the running totals: each change is a state and team and by how many cases it grew. */
export async function addToTotals(
  tx: Tx,
  changes: readonly { type: string; state: string; team: string; by: number }[],
): Promise<void> {
  const sums = new Map<string, { type: string; state: string; team: string; by: number }>();
  for (const { by, ...of } of changes) {
    sums.getOrInsertComputed(`${of.type} ${of.state} ${of.team}`, () => ({ ...of, by: 0 })).by += by;
  }
  await sql`
    insert into cases.total (type, state, team, count)
    select * from ${tableOf({ type: 'text', state: 'text', team: 'text', by: 'integer' }, [...sums.values()])}
    order by 1, 2, 3
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
