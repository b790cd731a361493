import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';

/** Something that was added to a report while an owner had it, to be told there. */
export interface HandoverPost {
  readonly id: Id;
  readonly handoverId: Id;
  readonly caseId: Id;
  readonly number: string;
  readonly seq: number;
  readonly at: string;
  readonly status: 'waiting' | 'sent' | 'refused';
  readonly attempts: number;
}

const POST = sql.raw(`id, handover_id as "handoverId", case_id as "caseId", number, seq, to_json(at) #>> '{}' as at,
  status, attempts`);

/** Notes an entry for the owner that has the report now, once; nothing where no server has it. */
export async function insertPost(
  tx: Tx,
  entry: { readonly id: Id; readonly caseId: Id; readonly seq: number; readonly at: string },
): Promise<void> {
  await sql`insert into reports.handover_post (id, handover_id, case_id, number, seq, at, status, next_at)
            select ${entry.id}, id, case_id, number, ${entry.seq}, ${entry.at}::timestamptz, 'waiting', ${entry.at}::timestamptz
            from reports.handover
            where tenant_id = platform.current_tenant() and case_id = ${entry.caseId}
              and status in ('new', 'waiting', 'token', 'sent')
            order by seq desc limit 1
            on conflict (tenant_id, handover_id, seq) do nothing`.execute(tx);
}

/** What is due for an owner that has the report under a number, taken by this process until the lease ends. */
export const claimPosts = (tx: Tx, owner: string, now: string, until: string, limit: number): Promise<HandoverPost[]> =>
  rows<HandoverPost>(
    tx,
    sql`
    with due as materialized (
      select p.id as due from reports.handover_post p
      join reports.handover h on h.tenant_id = p.tenant_id and h.id = p.handover_id
      where p.tenant_id = platform.current_tenant() and p.next_at <= ${now}::timestamptz
        and h.owner = ${owner} and h.status = 'sent'
      order by p.at, p.seq limit ${limit} for update of p skip locked
    )
    update reports.handover_post set next_at = ${until}::timestamptz from due
    where tenant_id = platform.current_tenant() and id = due returning ${POST}`,
  );

export const findPost = (tx: Tx, id: Id): Promise<HandoverPost | undefined> =>
  findRow<HandoverPost>(
    tx,
    sql`select ${POST} from reports.handover_post where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const lockPost = (tx: Tx, id: Id): Promise<HandoverPost | undefined> =>
  findRow<HandoverPost>(
    tx,
    sql`select ${POST} from reports.handover_post
        where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

export async function writePost(
  tx: Tx,
  id: Id,
  stands: Pick<HandoverPost, 'status' | 'attempts'> & {
    readonly nextAt: string | null;
    readonly problem: string | null;
  },
): Promise<void> {
  await sql`update reports.handover_post set status = ${stands.status}, attempts = ${stands.attempts},
              next_at = ${stands.nextAt}::timestamptz, problem = ${stands.problem}
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}
