import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';

export const DISPATCH_KINDS = ['upload', 'cancel', 'refund', 'ask', 'take'] as const;
export type DispatchKind = (typeof DISPATCH_KINDS)[number];

export interface DispatchRow {
  readonly id: Id;
  readonly kind: DispatchKind;
  readonly subjectId: Id;
  readonly status: 'queued' | 'failed' | 'done' | 'refused';
  readonly attempts: number;
  readonly failure: string | null;
  readonly nextAt: string | null;
}

const DISPATCH = sql.raw(`id, kind, subject_id as "subjectId", status, attempts, failure,
  to_json(next_at) #>> '{}' as "nextAt"`);

export const insertDispatch = (tx: Tx, id: Id, kind: DispatchKind, subjectId: Id, at: string, nextAt = at) =>
  sql`insert into payments.dispatch (id, kind, subject_id, status, next_at, created_at)
      values (${id}, ${kind}, ${subjectId}, 'queued', ${nextAt}::timestamptz, ${at}::timestamptz)`.execute(tx);

/** What is due, taken by this process until `lease`: the oldest first, and one thing of a record at a time. */
export const claimDispatches = (tx: Tx, now: string, lease: string, most: number): Promise<DispatchRow[]> =>
  rows(
    tx,
    sql`update payments.dispatch d set next_at = ${lease}::timestamptz, attempts = attempts + 1
        from (select id from payments.dispatch w
              where w.tenant_id = platform.current_tenant() and w.next_at <= ${now}::timestamptz
                and not exists (select from payments.dispatch b where b.tenant_id = w.tenant_id
                                and b.subject_id = w.subject_id and b.id < w.id and b.next_at is not null)
              order by w.next_at limit ${most} for update skip locked) as due
        where d.tenant_id = platform.current_tenant() and d.id = due.id
        returning d.id, d.kind, d.subject_id as "subjectId", d.status, d.attempts, d.failure, null as "nextAt"`,
  );

export const findDispatch = (tx: Tx, id: Id): Promise<DispatchRow | undefined> =>
  findRow(
    tx,
    sql`select ${DISPATCH} from payments.dispatch
        where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

export const endDispatch = (tx: Tx, id: Id, status: 'done' | 'refused', failure: string | null, at: string) =>
  sql`update payments.dispatch set status = ${status}, failure = ${failure}, next_at = null,
        ended_at = ${at}::timestamptz
      where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);

export const delayDispatch = (tx: Tx, id: Id, failure: string | null, nextAt: string) =>
  sql`update payments.dispatch set status = 'failed', failure = ${failure}, next_at = ${nextAt}::timestamptz
      where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);

/** What of a record is under way with the biller, the newest first. */
export const dispatchesOf = (tx: Tx, subjectId: Id): Promise<DispatchRow[]> =>
  rows(
    tx,
    sql`select ${DISPATCH} from payments.dispatch
        where tenant_id = platform.current_tenant() and subject_id = ${subjectId} order by id desc limit 50`,
  );

/** Has what waits for its next try tried now. */
export const hurryDispatches = (tx: Tx, subjectId: Id, now: string) =>
  sql`update payments.dispatch set next_at = ${now}::timestamptz
      where tenant_id = platform.current_tenant() and subject_id = ${subjectId} and next_at is not null
        and status = 'failed'`.execute(tx);
