import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';

export interface SimulationRow {
  readonly id: Id;
  readonly code: string;
  readonly designId: Id;
  readonly revision: number;
  readonly state: 'running' | 'stopped' | 'done';
  readonly startedAt: string;
  readonly startedBy: Id;
  readonly endedAt: string | null;
  readonly after: string | null;
  readonly seen: number;
  readonly total: number;
  readonly atLeast: boolean;
}

const ROW = sql`id, code, design_id as "designId", revision, state, to_json(started_at) #>> '{}' as "startedAt",
  started_by as "startedBy", to_json(ended_at) #>> '{}' as "endedAt", after, seen, total, at_least as "atLeast"`;

export const findSimulation = (
  tx: Tx,
  by: { readonly code: string } | { readonly id: Id },
  { lock = false } = {},
): Promise<SimulationRow | undefined> =>
  findRow<SimulationRow>(
    tx,
    sql`select ${ROW} from services.simulation where tenant_id = platform.current_tenant()
        and ${'id' in by ? sql`id = ${by.id}` : sql`code = ${by.code}`} ${lock ? sql`for update` : sql``}`,
  );

/** The simulations that go on, the oldest first. */
export const runningSimulations = (tx: Tx): Promise<{ id: Id }[]> =>
  rows(
    tx,
    sql`select id from services.simulation where tenant_id = platform.current_tenant() and state = 'running'
        order by started_at limit 20`,
  );

/** Begins the simulation of a card in place of the one it had, with what that found. */
export async function beginSimulation(
  tx: Tx,
  one: Pick<SimulationRow, 'id' | 'code' | 'designId' | 'revision' | 'startedAt' | 'startedBy' | 'total' | 'atLeast'>,
): Promise<void> {
  await sql`delete from services.simulation_case where tenant_id = platform.current_tenant() and simulation_id in (
              select id from services.simulation where tenant_id = platform.current_tenant() and code = ${one.code})`.execute(
    tx,
  );
  await sql`delete from services.simulation where tenant_id = platform.current_tenant() and code = ${one.code}`.execute(
    tx,
  );
  await sql`insert into services.simulation (id, code, design_id, revision, state, started_at, started_by, total, at_least)
            values (${one.id}, ${one.code}, ${one.designId}, ${one.revision}, 'running', ${one.startedAt}::timestamptz,
              ${one.startedBy}, ${one.total}, ${one.atLeast})`.execute(tx);
}

/** How a simulation stands from now on; an end carries when it was. */
export const setSimulation = async (
  tx: Tx,
  id: Id,
  change: Pick<SimulationRow, 'state' | 'after' | 'seen' | 'endedAt'>,
): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`update services.simulation set state = ${change.state}, after = ${change.after}, seen = ${change.seen},
          ended_at = ${change.endedAt}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id}`,
  )) === 1;

/** One past application that would fare otherwise. */
export interface SimulatedCase<D = unknown> {
  readonly place: number;
  readonly caseId: Id;
  readonly number: string;
  readonly kinds: readonly string[];
  readonly differences: D;
}

export async function insertSimulated(tx: Tx, id: Id, found: readonly SimulatedCase[]): Promise<void> {
  if (found.length === 0) return;
  const list = found.map(({ place, caseId, number, kinds, differences }) => ({
    ...{ place, number, kinds, differences },
    case_id: caseId,
  }));
  await sql`insert into services.simulation_case (simulation_id, place, case_id, number, kinds, differences)
            select ${id}, one.place, one.case_id, one.number, one.kinds, one.differences
            from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
              as one (place integer, case_id uuid, number text, kinds text[], differences jsonb)`.execute(tx);
}

/** A page of what a simulation found, of one kind where one is named. */
export const listSimulated = <D>(
  tx: Tx,
  id: Id,
  kind: string | undefined,
  after: number,
  limit: number,
): Promise<SimulatedCase<D>[]> =>
  rows<SimulatedCase<D>>(
    tx,
    sql`select place, case_id as "caseId", number, kinds, differences from services.simulation_case
        where tenant_id = platform.current_tenant() and simulation_id = ${id} and place > ${after}
          ${kind === undefined ? sql`` : sql`and ${kind} = any (kinds)`}
        order by place limit ${limit}`,
  );

/** How many applications differ, in all and by kind. */
export const countSimulated = async (tx: Tx, id: Id): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await rows<{ kind: string; count: number }>(
        tx,
        sql`select kind, count(*)::int as count from (
              select unnest(kinds || array['any']) as kind from services.simulation_case
              where tenant_id = platform.current_tenant() and simulation_id = ${id}) one group by kind`,
      )
    ).map(({ kind, count }) => [kind, count]),
  );
