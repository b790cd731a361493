import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import { PersonalDataDocument, type PersonalDataVersion } from './model-privacy.ts';

const iso = (column: string) => sql.raw(`to_json(${column}) #>> '{}'`);

const VERSION = sql`version, document, origin, author, note, ${iso('created_at')} as at`;

export async function findPersonalData(tx: Tx): Promise<PersonalDataVersion | undefined> {
  const row = await findRow<PersonalDataVersion>(
    tx,
    sql`select ${VERSION} from identity.personal_data where tenant_id = platform.current_tenant()
        order by version desc limit 1`,
  );
  return row && { ...row, document: PersonalDataDocument.parse(row.document) };
}

export const listPersonalData = (tx: Tx, limit: number): Promise<PersonalDataVersion[]> =>
  rows(
    tx,
    sql`select ${VERSION} from identity.personal_data where tenant_id = platform.current_tenant()
        order by version desc limit ${limit}`,
  );

/** Adds a version the tenant's folder brings, unless the folder says what it said before. Zero when it does. */
export const addFromFolder = (tx: Tx, document: PersonalDataDocument, at: string): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.personal_data (version, document, origin, created_at)
        select coalesce((select max(version) from identity.personal_data where tenant_id = platform.current_tenant()), 0) + 1,
          ${JSON.stringify(document)}::jsonb, 'file', ${at}::timestamptz
        where (select document from identity.personal_data
               where tenant_id = platform.current_tenant() and origin = 'file' order by version desc limit 1)
          is distinct from ${JSON.stringify(document)}::jsonb`,
  );

/** Adds a version the office makes from version `from`; zero when another was quicker. */
export const addFromOffice = (
  tx: Tx,
  made: { from: number; document: PersonalDataDocument; author: Id | null; note: string; at: string },
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.personal_data (version, document, origin, author, note, created_at)
        values (${made.from + 1}, ${JSON.stringify(made.document)}::jsonb, 'office', ${made.author}, ${made.note},
          ${made.at}::timestamptz)
        on conflict do nothing`,
  );

/** The version that was in force at an instant; the first one for what came before it. */
export const versionAt = async (tx: Tx, at: string): Promise<number | undefined> =>
  (
    await findRow<{ version: number }>(
      tx,
      sql`select version from identity.personal_data where tenant_id = platform.current_tenant()
          order by (created_at <= ${at}::timestamptz) desc,
            case when created_at <= ${at}::timestamptz then -version else version end limit 1`,
    )
  )?.version;

export interface RunRow {
  readonly key: string;
  readonly day: string;
  readonly beganAt: string;
  readonly endedAt: string | null;
  readonly removed: number;
}

const RUN = sql`key, day::text, ${iso('began_at')} as "beganAt", ${iso('ended_at')} as "endedAt", removed`;

export const findRun = (tx: Tx, key: string, day: string): Promise<RunRow | undefined> =>
  findRow(
    tx,
    sql`select ${RUN} from identity.retention_run
        where tenant_id = platform.current_tenant() and key = ${key} and day = ${day}::date`,
  );

/** Adds a batch to a night's work. */
export async function noteRun(
  tx: Tx,
  run: { key: string; day: string; removed: number; before: string; at: string; over: boolean },
): Promise<void> {
  await sql`
    insert into identity.retention_run (key, day, began_at, ended_at, removed, before)
    values (${run.key}, ${run.day}::date, ${run.at}::timestamptz, case when ${run.over} then ${run.at}::timestamptz end,
      ${run.removed}, ${run.before}::timestamptz)
    on conflict (tenant_id, key, day) do update set removed = retention_run.removed + excluded.removed,
      ended_at = excluded.ended_at`.execute(tx);
}

/** The newest run of each rule, and what it removed altogether. */
export const lastRuns = (tx: Tx): Promise<(RunRow & { total: number })[]> =>
  rows(
    tx,
    sql`select distinct on (key) ${RUN}, (sum(removed) over (partition by key))::integer as total
        from identity.retention_run where tenant_id = platform.current_tenant() order by key, day desc`,
  );

/** The nights of one rule, or of all, that removed something, the newest first. */
export const listRuns = (tx: Tx, limit: number): Promise<RunRow[]> =>
  rows(
    tx,
    sql`select ${RUN} from identity.retention_run where tenant_id = platform.current_tenant() and removed > 0
        order by day desc, key limit ${limit}`,
  );

export interface HoldRow {
  readonly id: Id;
  readonly subjectId: Id;
  readonly number: string;
  readonly reason: string;
  readonly madeBy: Id | null;
  readonly madeAt: string;
}

export const listHolds = (tx: Tx): Promise<HoldRow[]> =>
  rows(
    tx,
    sql`select id, subject_id as "subjectId", number, reason, made_by as "madeBy", ${iso('made_at')} as "madeAt"
        from identity.retention_hold where tenant_id = platform.current_tenant() and lifted_at is null
        order by made_at desc`,
  );

/** Zero where it is held already. */
export const insertHold = (
  tx: Tx,
  hold: { id: Id; subjectId: Id; number: string; reason: string; by: Id | null; at: string },
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.retention_hold (id, subject_id, number, reason, made_by, made_at)
        values (${hold.id}, ${hold.subjectId}, ${hold.number}, ${hold.reason}, ${hold.by}, ${hold.at}::timestamptz)
        on conflict (tenant_id, subject_id) where lifted_at is null do nothing`,
  );

export const liftHold = (tx: Tx, id: Id, by: Id | null, at: string): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.retention_hold set lifted_by = ${by}, lifted_at = ${at}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id} and lifted_at is null`,
  );

/** Parties whose erasure somebody holds. */
export const heldParties = async (tx: Tx): Promise<Id[]> =>
  (
    await rows<{ id: Id }>(
      tx,
      sql`select party_id as id from identity.data_request
          where tenant_id = platform.current_tenant() and state = 'held' and kind = 'erasure'`,
    )
  ).map(({ id }) => id);

export const countOldRequests = async (tx: Tx, before: string, most: number): Promise<number> =>
  (
    await getRow<{ count: number }>(
      tx,
      sql`select count(*)::integer as count from (select from identity.data_request
          where tenant_id = platform.current_tenant() and ended_at < ${before}::timestamptz limit ${most}) as old`,
    )
  ).count;

export const deleteOldRequests = (tx: Tx, before: string, most: number): Promise<number> =>
  changedRows(
    tx,
    sql`delete from identity.data_request where tenant_id = platform.current_tenant() and id in (
          select id from identity.data_request
          where tenant_id = platform.current_tenant() and ended_at < ${before}::timestamptz
          order by ended_at limit ${most})`,
  );

export interface Consent {
  readonly subjectId: Id;
  readonly purpose: string;
  readonly number: string | null;
  readonly noticeVersion: number;
  readonly channel: string;
  readonly givenAt: string;
}

/** Keeps consents; one that is there already stays as it is. */
export async function insertConsents(tx: Tx, consents: readonly Consent[]): Promise<void> {
  await sql`
    insert into identity.consent (subject_id, purpose, number, notice_version, channel, given_at)
    select "subjectId", purpose, number, "noticeVersion", channel, "givenAt"
    from jsonb_to_recordset(${JSON.stringify(consents)}::jsonb) as c ("subjectId" uuid, purpose text, number text, "noticeVersion" integer, channel text, "givenAt" timestamptz)
    on conflict (tenant_id, subject_id, purpose) do update set given_at = excluded.given_at,
      notice_version = excluded.notice_version, channel = excluded.channel, withdrawn_at = null
    -- Given anew after it was withdrawn; a repetition of what was given before changes nothing.
    where consent.withdrawn_at < excluded.given_at`.execute(tx);
}

export type ConsentRow = Consent & { readonly withdrawnAt: string | null };

const CONSENT = sql`subject_id as "subjectId", purpose, number, notice_version as "noticeVersion",
  channel, ${iso('given_at')} as "givenAt", ${iso('withdrawn_at')} as "withdrawnAt"`;

export const consentTo = (tx: Tx, subjectId: Id, purpose: string): Promise<ConsentRow | undefined> =>
  findRow(
    tx,
    sql`select ${CONSENT} from identity.consent
        where tenant_id = platform.current_tenant() and subject_id = ${subjectId} and purpose = ${purpose}`,
  );

export const withdrawConsent = (tx: Tx, subjectId: Id, purpose: string, at: string): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.consent set withdrawn_at = ${at}::timestamptz
        where tenant_id = platform.current_tenant() and subject_id = ${subjectId} and purpose = ${purpose}
          and withdrawn_at is null`,
  );
