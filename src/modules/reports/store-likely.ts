import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx } from '#platform/db.ts';

export interface LikelyPair {
  readonly caseId: Id;
  readonly otherId: Id;
  readonly score: number;
}

/** Whatever was known of these reports gives way to these pairs, which are kept from both sides. */
export async function putPairs(tx: Tx, caseIds: readonly Id[], pairs: readonly LikelyPair[]): Promise<void> {
  const ids = [...caseIds];
  await sql`delete from reports.likely_pair
    where tenant_id = platform.current_tenant() and case_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from reports.likely_pair
    where tenant_id = platform.current_tenant() and other_id = any(${ids}::uuid[])`.execute(tx);
  if (pairs.length === 0) return;
  await sql`insert into reports.likely_pair (case_id, other_id, score)
    select g."caseId", g."otherId", g.score
      from json_to_recordset(${JSON.stringify(pairs)}::json) as g ("caseId" uuid, "otherId" uuid, score real)
    union
    select g."otherId", g."caseId", g.score
      from json_to_recordset(${JSON.stringify(pairs)}::json) as g ("caseId" uuid, "otherId" uuid, score real)
    on conflict do nothing`.execute(tx);
}

/** The likeliest others of each of these reports, the likeliest first. */
export const findPairs = (tx: Tx, caseIds: readonly Id[]): Promise<LikelyPair[]> =>
  rows<LikelyPair>(
    tx,
    sql`select case_id as "caseId", other_id as "otherId", score from reports.likely_pair
        where tenant_id = platform.current_tenant() and case_id = any(${[...caseIds]}::uuid[])
        order by score desc, other_id`,
  );
