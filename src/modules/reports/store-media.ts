import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';

/** A picture another system gave the address of. */
export interface MediaFetch {
  readonly id: Id;
  readonly caseId: Id;
  readonly number: string;
  readonly url: string;
  readonly status: 'waiting' | 'taken' | 'refused';
  readonly attempts: number;
}

const MEDIA = sql.raw('id, case_id as "caseId", number, url, status, attempts');

/** Notes pictures to be fetched, the first at once. */
export async function insertMedia(
  tx: Tx,
  found: readonly (Pick<MediaFetch, 'id' | 'caseId' | 'number' | 'url'> & { readonly at: string })[],
): Promise<void> {
  if (found.length === 0) return;
  await sql`insert into reports.media_fetch (id, case_id, number, url, status, next_at, created_at)
            select id, "caseId", number, url, 'waiting', at, at from json_to_recordset(${JSON.stringify(found)}::json)
              as r (id uuid, "caseId" uuid, number text, url text, at timestamptz)`.execute(tx);
}

/** What is due, taken by this process until the lease ends. */
export const claimMedia = (tx: Tx, now: string, until: string, limit: number): Promise<MediaFetch[]> =>
  rows<MediaFetch>(
    tx,
    sql`
    with due as materialized (
      select id as due from reports.media_fetch
      where tenant_id = platform.current_tenant() and next_at <= ${now}::timestamptz
      order by next_at limit ${limit} for update skip locked
    )
    update reports.media_fetch set next_at = ${until}::timestamptz from due
    where tenant_id = platform.current_tenant() and id = due returning ${MEDIA}`,
  );

export const findMedia = (tx: Tx, id: Id): Promise<MediaFetch | undefined> =>
  findRow<MediaFetch>(
    tx,
    sql`select ${MEDIA} from reports.media_fetch where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export async function writeMedia(
  tx: Tx,
  id: Id,
  stands: {
    readonly status: MediaFetch['status'];
    readonly attempts: number;
    readonly nextAt: string | null;
    readonly problem: string | null;
  },
): Promise<void> {
  await sql`update reports.media_fetch set status = ${stands.status}, attempts = ${stands.attempts},
              next_at = ${stands.nextAt}::timestamptz, problem = ${stands.problem}
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}
