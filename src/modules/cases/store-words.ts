import type { Id } from '#kernel/id.ts';
import { getRow, sql, type Tx } from '#platform/db.ts';
import type { Cursor } from './model-list.ts';

export interface Found {
  /** Ids, newest first, as the text of an array, which goes back to the database as it came. */
  readonly ids: string;
  readonly count: number;
  /** The oldest of them. */
  readonly last: Cursor | undefined;
}

/** The newest `most` cases with the words, beginning after `after`; fewer when there are no more. */
export async function lookForWords(tx: Tx, query: string, after: Cursor | undefined, most: number): Promise<Found> {
  const { ids, count, at, id } = await getRow<{ ids: string; count: number; at: string | null; id: Id | null }>(
    tx,
    sql`select coalesce(array_agg(found.id order by found.at desc, found.id desc), '{}')::text as ids, count(*) as count,
          to_json(min(found.at)) #>> '{}' as at, (array_agg(found.id order by found.at, found.id))[1] as id
        from cases.find_by_words(${query}, ${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid, ${most}) as found`,
  );
  return { ids, count, last: at === null || id === null ? undefined : { at, id } };
}

/** Narrows a statement over cases `c` to those found, or to the newest `most` of them. */
export const among = (ids: string, most?: number) =>
  sql` and c.id = any(${most === undefined ? sql`${ids}::uuid[]` : sql`(${ids}::uuid[])[1:${most}::integer]`})`;

/** Whether a case has the words, asked of one after the other: in an order of its own no subquery is made a join. */
export const hasWords = (query: string) => sql` and coalesce((
  select s.words @@ cases.dated(${query}, s.tenant_id, cases.fortnight(s.opened_at))::tsquery from cases.search s
  where s.tenant_id = platform.current_tenant() and s.case_id = c.id), false)`;

/**
 * Lets more words than usual wait until they are sorted into their index, until the transaction ends: what a thousand
 * cases bring is sorted in together at half the price. Looks for words take longer while they wait.
 */
export async function letWordsWait(tx: Tx): Promise<void> {
  await sql`select set_config('gin_pending_list_limit', '2048', true)`.execute(tx);
}
