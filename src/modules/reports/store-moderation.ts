import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { QueueReason } from './model-moderation.ts';

export interface QueueEntry {
  readonly caseId: Id;
  readonly number: string;
  readonly why: readonly QueueReason[];
  readonly hints: readonly string[];
  readonly since: string;
}

/** Puts a report into the queue, or adds reasons to why it is there; one that waits keeps its place. */
export async function queueForLook(tx: Tx, entry: QueueEntry & { readonly municipalityId: Id | null }): Promise<void> {
  await sql`
    insert into reports.moderation (case_id, number, municipality_id, why, hints, since)
    values (${entry.caseId}, ${entry.number}, ${entry.municipalityId}, ${[...entry.why]}::text[],
            ${[...entry.hints]}::text[], ${entry.since}::timestamptz)
    on conflict (tenant_id, case_id) do update set
      waiting = true, municipality_id = excluded.municipality_id, hints = excluded.hints,
      since = case when moderation.waiting then moderation.since else excluded.since end,
      why = case when moderation.waiting
                 then (select array_agg(distinct one) from unnest(moderation.why || excluded.why) as one)
                 else excluded.why end`.execute(tx);
}

const entry = sql`case_id as "caseId", number, why, hints, to_json(since) #>> '{}' as since`;

/** What waits for a look, the longest first; `municipalityIds` undefined: of the whole tenant. */
export const listQueue = (
  tx: Tx,
  municipalityIds: readonly Id[] | undefined,
  after: { readonly at: string; readonly id: Id } | undefined,
  limit: number,
): Promise<QueueEntry[]> =>
  rows(
    tx,
    sql`select ${entry} from reports.moderation
        where tenant_id = platform.current_tenant() and waiting
          ${municipalityIds === undefined ? sql`` : sql`and municipality_id = any(${[...municipalityIds]}::uuid[])`}
          ${after === undefined ? sql`` : sql`and (since, case_id) > (${after.at}::timestamptz, ${after.id}::uuid)`}
        order by since, case_id limit ${limit}`,
  );

/** How many wait, counted up to `most`. */
export async function countQueue(tx: Tx, municipalityIds: readonly Id[] | undefined, most: number): Promise<number> {
  const found = await findRow<{ count: number }>(
    tx,
    sql`select count(*)::integer as count from (
          select from reports.moderation where tenant_id = platform.current_tenant() and waiting
            ${municipalityIds === undefined ? sql`` : sql`and municipality_id = any(${[...municipalityIds]}::uuid[])`}
          limit ${most}) as waiting`,
  );
  return found?.count ?? 0;
}

export const findQueued = (tx: Tx, caseId: Id): Promise<(QueueEntry & { readonly waiting: boolean }) | undefined> =>
  findRow(
    tx,
    sql`select ${entry}, waiting from reports.moderation
        where tenant_id = platform.current_tenant() and case_id = ${caseId}`,
  );

/** Takes a report off the queue and settles what readers said of it. */
export async function settleQueue(tx: Tx, caseId: Id): Promise<void> {
  await changedRows(
    tx,
    sql`update reports.moderation set waiting = false
        where tenant_id = platform.current_tenant() and case_id = ${caseId} and waiting`,
  );
  await changedRows(
    tx,
    sql`update reports.content_flag set settled = true
        where tenant_id = platform.current_tenant() and case_id = ${caseId} and not settled`,
  );
}

export interface Decision {
  readonly id: Id;
  readonly textShown: boolean;
  readonly wording: string | null;
  readonly photos: readonly string[];
  readonly reason: string | null;
  readonly note: string | null;
  readonly by: Id | null;
  readonly at: string;
}

export async function insertDecision(tx: Tx, caseId: Id, decision: Decision): Promise<void> {
  await sql`
    insert into reports.moderation_decision
      (case_id, id, text_shown, wording, photos, reason, note, decided_by, decided_at)
    values (${caseId}, ${decision.id}, ${decision.textShown}, ${decision.wording}, ${[...decision.photos]}::uuid[],
            ${decision.reason}, ${decision.note}, ${decision.by}, ${decision.at}::timestamptz)`.execute(tx);
}

/** The decisions on a report, the newest first. */
export const findDecisions = (tx: Tx, caseId: Id): Promise<Decision[]> =>
  rows(
    tx,
    sql`select id, text_shown as "textShown", wording, photos, reason, note, decided_by as by,
               to_json(decided_at) #>> '{}' as at
        from reports.moderation_decision
        where tenant_id = platform.current_tenant() and case_id = ${caseId} order by id desc limit 50`,
  );

export interface Flag {
  readonly id: Id;
  readonly reason: string;
  readonly note: string | null;
  readonly at: string;
}

export async function insertFlag(tx: Tx, caseId: Id, flag: Flag, partyId: Id | null): Promise<void> {
  await sql`insert into reports.content_flag (id, case_id, reason, note, party_id, flagged_at)
            values (${flag.id}, ${caseId}, ${flag.reason}, ${flag.note}, ${partyId}, ${flag.at}::timestamptz)`.execute(
    tx,
  );
}

/** What readers said of a report and nobody has answered yet, the oldest first. */
export const findFlags = (tx: Tx, caseId: Id, most: number): Promise<Flag[]> =>
  rows(
    tx,
    sql`select id, reason, note, to_json(flagged_at) #>> '{}' as at from reports.content_flag
        where tenant_id = platform.current_tenant() and case_id = ${caseId} and not settled
        order by flagged_at limit ${most}`,
  );
