import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { CaseEvent, CaseState } from './model.ts';

export async function findCase(tx: Tx, key: { id: Id } | { number: string }): Promise<CaseState | undefined> {
  const row = await findRow<{ projection: CaseState }>(
    tx,
    'id' in key
      ? sql`select projection from cases."case"
            where tenant_id = platform.current_tenant() and id = ${key.id}`
      : sql`select projection from cases."case"
            where tenant_id = platform.current_tenant() and number = ${key.number}`,
  );
  return row?.projection;
}

/** Cases by their ids. */
export async function findCases(tx: Tx, ids: readonly Id[]): Promise<Map<Id, CaseState>> {
  if (ids.length === 0) return new Map();
  const found = await rows<{ id: Id; projection: CaseState }>(
    tx,
    sql`select id, projection from cases."case"
        where tenant_id = platform.current_tenant() and id = any(${ids}::uuid[])`,
  );
  return new Map(found.map(({ id, projection }) => [id, projection]));
}

/**
 * Cases of a type by their references in another system. Each reference is looked up by itself: while the statistics of
 * the table lag behind a large import, a plan for all of them together reads every case there is.
 */
export async function findByExternalRef(
  tx: Tx,
  type: string,
  references: readonly string[],
): Promise<Map<string, CaseState>> {
  const found = await rows<{ ref: string; projection: CaseState }>(
    tx,
    sql`select r.ref, c.projection
        from unnest(${references}::text[]) as r (ref), lateral (
          select projection from cases."case"
          where tenant_id = platform.current_tenant() and type = ${type} and external_ref = r.ref limit 1
        ) as c`,
  );
  return new Map(found.map(({ ref, projection }) => [ref, projection]));
}

export interface ActionRow {
  readonly seq: number;
  readonly action: string;
  readonly actorId: Id | null;
  readonly onBehalfOf: Id | null;
  readonly at: string;
  readonly input: Record<string, unknown>;
  readonly events: readonly CaseEvent[];
  /** Whether the program itself did it. */
  readonly system: boolean;
}

/** The entries of a case's timeline after `afterSeq`, oldest first. */
export const readActions = (tx: Tx, caseId: Id, afterSeq = 0): Promise<ActionRow[]> =>
  rows<ActionRow>(
    tx,
    sql`select seq, action, actor_id as "actorId", on_behalf_of as "onBehalfOf", to_json(at) #>> '{}' as at, input, events,
          actor_kind = 'system' as system
        from cases.action
        where tenant_id = platform.current_tenant() and case_id = ${caseId} and seq > ${afterSeq} order by seq`,
  );

/** Reference numbers of cases. */
export async function numbersOf(tx: Tx, ids: readonly Id[]): Promise<Map<Id, string>> {
  if (ids.length === 0) return new Map();
  const found = await rows<{ id: Id; number: string }>(
    tx,
    sql`select id, number from cases."case" where tenant_id = platform.current_tenant() and id = any(${ids}::uuid[])`,
  );
  return new Map(found.map(({ id, number }) => [id, number]));
}
