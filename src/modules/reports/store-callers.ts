import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';

export interface CallerRow {
  readonly id: Id;
  readonly mobile: Uint8Array;
  readonly masked: string;
  readonly name: Uint8Array | null;
  readonly digest: Uint8Array;
  readonly calls: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

const iso = (column: string) => sql.raw(`to_json(${column}) #>> '{}'`);
const ROW = sql`id, mobile, masked, name, digest, calls, ${iso('first_at')} as "firstAt", ${iso('last_at')} as "lastAt"`;

export const findCaller = (tx: Tx, id: Id): Promise<CallerRow | undefined> =>
  findRow<CallerRow>(
    tx,
    sql`select ${ROW} from reports.desk_caller where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const findCallerByDigest = (tx: Tx, digest: Uint8Array): Promise<CallerRow | undefined> =>
  findRow<CallerRow>(
    tx,
    sql`select ${ROW} from reports.desk_caller where tenant_id = platform.current_tenant() and digest = ${digest}`,
  );

/** Keeps a new caller; returns 0 where another call of the same number was quicker. */
export const insertCaller = (
  tx: Tx,
  caller: { id: Id; digest: Uint8Array; mobile: Uint8Array; masked: string; at: string },
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into reports.desk_caller (id, digest, mobile, masked, first_at, last_at)
        values (${caller.id}, ${caller.digest}, ${caller.mobile}, ${caller.masked}, ${caller.at}::timestamptz, ${caller.at}::timestamptz)
        on conflict (tenant_id, digest) do nothing`,
  );

/** Counts a call more, or one less where the agent had mistyped the number. */
export const countCall = (tx: Tx, id: Id, by: 1 | -1, at: string): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.desk_caller set calls = greatest(calls + ${by}, 0), last_at = greatest(last_at, ${at}::timestamptz)
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const nameCaller = (tx: Tx, id: Id, name: Uint8Array): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.desk_caller set name = ${name} where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** Callers who called more than once since an instant, those with the most calls first. */
export const repeatCallers = (tx: Tx, since: string, limit: number): Promise<CallerRow[]> =>
  rows<CallerRow>(
    tx,
    sql`select ${ROW} from reports.desk_caller
        where tenant_id = platform.current_tenant() and calls > 1 and last_at >= ${since}::timestamptz
        order by calls desc, last_at desc, id desc limit ${limit}`,
  );

/** Callers whose last call is older than an instant. */
export const oldCallers = (tx: Tx, before: string, limit: number): Promise<{ id: Id }[]> =>
  rows(
    tx,
    sql`select id from reports.desk_caller
        where tenant_id = platform.current_tenant() and last_at < ${before}::timestamptz
        order by last_at limit ${limit} for update skip locked`,
  );

export interface MarkRow {
  readonly id: Id;
  readonly caller: Id;
  readonly at: string;
  readonly by: Id;
  readonly reason: string;
  readonly until: string;
}

const MARK = sql`id, caller, ${iso('at')} as at, by, reason, ${iso('until')} as until`;

export async function insertMark(tx: Tx, mark: MarkRow): Promise<void> {
  await sql`insert into reports.desk_mark (id, caller, at, by, reason, until)
    values (${mark.id}, ${mark.caller}, ${mark.at}::timestamptz, ${mark.by}, ${mark.reason}, ${mark.until}::timestamptz)`.execute(
    tx,
  );
}

/** What was said of a caller, the newest first. */
export const listMarks = (tx: Tx, caller: Id, limit: number): Promise<MarkRow[]> =>
  rows<MarkRow>(
    tx,
    sql`select ${MARK} from reports.desk_mark where tenant_id = platform.current_tenant() and caller = ${caller}
        order by at desc, id desc limit ${limit}`,
  );

/** Keeps by which number reports were made; those kept before are left alone. */
export async function insertContacts(
  tx: Tx,
  contacts: readonly { digest: Uint8Array; caseId: Id; openedAt: string }[],
): Promise<void> {
  const given = contacts.map(({ digest, caseId, openedAt }) => ({
    digest: Buffer.from(digest).toString('hex'),
    case_id: caseId,
    opened_at: openedAt,
  }));
  await sql`insert into reports.contact (digest, opened_at, case_id)
    select decode(digest, 'hex'), opened_at, case_id
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (digest text, opened_at timestamptz, case_id uuid)
    on conflict do nothing`.execute(tx);
}

/** The newest reports of a number. */
export const reportsOfNumber = async (tx: Tx, digest: Uint8Array, limit: number): Promise<Id[]> =>
  (
    await rows<{ id: Id }>(
      tx,
      sql`select case_id as id from reports.contact where tenant_id = platform.current_tenant() and digest = ${digest}
          order by opened_at desc, case_id desc limit ${limit}`,
    )
  ).map(({ id }) => id);

/** Forgets by which number reports before an instant were made; returns how many. */
export const forgetContacts = (tx: Tx, before: string, limit: number): Promise<number> =>
  changedRows(
    tx,
    sql`delete from reports.contact where tenant_id = platform.current_tenant() and (digest, opened_at, case_id) in (
          select digest, opened_at, case_id from reports.contact
          where tenant_id = platform.current_tenant() and opened_at < ${before}::timestamptz limit ${limit})`,
  );
