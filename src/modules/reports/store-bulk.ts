import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Bilingual } from '#kernel/text.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { BulkBefore, BulkRequest } from './rules-bulk.ts';

export type BulkStatus = 'draft' | 'planned' | 'running' | 'done' | 'undoing' | 'undone';
export type BulkOutcome = 'done' | 'refused' | 'changed';

export interface BulkRun {
  readonly id: Id;
  readonly madeBy: Id;
  readonly madeAt: string;
  readonly status: BulkStatus;
  readonly request: BulkRequest | null;
  readonly actor: Actor | null;
  readonly endedAt: string | null;
}

/** Why it would be or was refused, and the state it would lead to. */
export interface BulkExpected {
  readonly reason: Bilingual | null;
  readonly state: Readonly<Record<string, string>> | null;
}

export interface BulkItem {
  readonly caseId: Id;
  readonly number: string;
  readonly seen: number;
  readonly before: BulkBefore;
  readonly expected: BulkExpected | null;
  readonly outcome: BulkOutcome | null;
  readonly reason: Bilingual | null;
  readonly version: number | null;
  readonly undone: BulkOutcome | null;
}

const RUN = sql`id, made_by as "madeBy", to_json(made_at) #>> '{}' as "madeAt", status, request, actor,
  to_json(ended_at) #>> '{}' as "endedAt"`;
const ITEM = sql`case_id as "caseId", number, seen, before, expected, outcome, reason, version, undone`;

export async function insertRun(tx: Tx, id: Id, madeBy: Id, now: string): Promise<void> {
  await sql`insert into reports.bulk_run (id, made_by, made_at, status)
    values (${id}, ${madeBy}, ${now}::timestamptz, 'draft')`.execute(tx);
}

/** Writes what is known of the chosen reports, anew each time they are looked at. */
export async function putItems(
  tx: Tx,
  runId: Id,
  items: readonly Pick<BulkItem, 'caseId' | 'number' | 'seen' | 'before' | 'expected'>[],
): Promise<void> {
  const given = items.map((item, position) => ({ ...item, position, case_id: item.caseId }));
  await sql`
    insert into reports.bulk_item (run_id, case_id, position, number, seen, before, expected)
    select ${runId}::uuid, case_id, position, number, seen, before, nullif(expected, 'null')
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as i
      (case_id uuid, position integer, number text, seen integer, before jsonb, expected jsonb)
    on conflict (tenant_id, run_id, case_id) do update set seen = excluded.seen, before = excluded.before,
      expected = excluded.expected`.execute(tx);
}

export const findRun = (tx: Tx, id: Id, hold = false): Promise<BulkRun | undefined> =>
  findRow(
    tx,
    sql`select ${RUN} from reports.bulk_run where tenant_id = platform.current_tenant() and id = ${id}
        ${hold ? sql`for update` : sql``}`,
  );

export const readItems = (tx: Tx, runId: Id): Promise<BulkItem[]> =>
  rows(
    tx,
    sql`select ${ITEM} from reports.bulk_item
        where tenant_id = platform.current_tenant() and run_id = ${runId} order by position`,
  );

export const readRuns = (tx: Tx, madeBy: Id, most: number): Promise<(BulkRun & { items: number; done: number })[]> =>
  rows(
    tx,
    sql`select ${RUN},
          (select count(*) from reports.bulk_item i where i.tenant_id = r.tenant_id and i.run_id = r.id) as items,
          (select count(*) from reports.bulk_item i
           where i.tenant_id = r.tenant_id and i.run_id = r.id and i.outcome = 'done') as done
        from reports.bulk_run r
        where tenant_id = platform.current_tenant() and made_by = ${madeBy} and status <> 'draft'
        order by made_at desc limit ${most}`,
  );

export async function setRun(
  tx: Tx,
  id: Id,
  change: { readonly status: BulkStatus; readonly request?: BulkRequest; readonly actor?: Actor; readonly at?: string },
): Promise<void> {
  const { status, request, actor, at } = change;
  const ended = status === 'done' || status === 'undone';
  await sql`
    update reports.bulk_run set status = ${status},
      request = coalesce(${request === undefined ? null : JSON.stringify(request)}::jsonb, request),
      actor = coalesce(${actor === undefined ? null : JSON.stringify(actor)}::jsonb, actor),
      started_at = case when ${!ended} then coalesce(${at ?? null}::timestamptz, started_at) else started_at end,
      ended_at = case when ${ended} then ${at ?? null}::timestamptz else ended_at end
    where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

/** What is not going to be done, as it was foreseen, is decided before anything is. */
export async function refuseForeseen(tx: Tx, runId: Id): Promise<void> {
  await sql`
    update reports.bulk_item set outcome = 'refused', reason = expected -> 'reason'
    where tenant_id = platform.current_tenant() and run_id = ${runId} and outcome is null
      and jsonb_typeof(expected -> 'reason') = 'object'`.execute(tx);
}

/** Runs under way, those begun first. */
export const waitingRuns = (tx: Tx, most: number): Promise<BulkRun[]> =>
  rows(
    tx,
    sql`select ${RUN} from reports.bulk_run
        where tenant_id = platform.current_tenant() and status in ('running', 'undoing')
        order by started_at limit ${most}`,
  );

/** Reports of a run that are still to be acted on, or to be undone. */
export const openItems = (tx: Tx, runId: Id, undoing: boolean, most: number): Promise<BulkItem[]> =>
  rows(
    tx,
    sql`select ${ITEM} from reports.bulk_item
        where tenant_id = platform.current_tenant() and run_id = ${runId}
          and ${undoing ? sql`outcome = 'done' and undone is null` : sql`outcome is null`}
        order by position limit ${most}`,
  );

export async function setOutcome(
  tx: Tx,
  runId: Id,
  caseId: Id,
  { outcome, reason, version }: { outcome: BulkOutcome; reason: Bilingual | null; version: number | null },
  undoing: boolean,
): Promise<void> {
  const text = reason === null ? null : JSON.stringify(reason);
  await (undoing
    ? sql`update reports.bulk_item set undone = ${outcome}, reason = ${text}::jsonb
          where tenant_id = platform.current_tenant() and run_id = ${runId} and case_id = ${caseId}`
    : sql`update reports.bulk_item set outcome = ${outcome}, reason = ${text}::jsonb, version = ${version}
          where tenant_id = platform.current_tenant() and run_id = ${runId} and case_id = ${caseId}`
  ).execute(tx);
}
