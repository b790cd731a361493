import type { RawBuilder } from 'kysely';
import { rows, sql, type Tx, tableOf } from '#platform/db.ts';

/** By how many the cases of a state and team grew. */
export interface TotalChange {
  readonly type: string;
  readonly state: string;
  readonly team: string;
  readonly by: number;
}

/** The statement that adds to the running totals. Their rows are locked from then on until the transaction ends. */
export function addingToTotals(changes: readonly TotalChange[]): RawBuilder<unknown> {
  const sums = new Map<string, Omit<TotalChange, 'by'> & { by: number }>();
  for (const { by, ...of } of changes) {
    sums.getOrInsertComputed(`${of.type} ${of.state} ${of.team}`, () => ({ ...of, by: 0 })).by += by;
  }
  return sql`
    insert into cases.total (type, state, team, count)
    select * from ${tableOf({ type: 'text', state: 'text', team: 'text', by: 'integer' }, [...sums.values()])}
    order by 1, 2, 3
    on conflict (tenant_id, type, state, team) do update set count = total.count + excluded.count`;
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
