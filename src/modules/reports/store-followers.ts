import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';

export interface FollowerRow {
  /** Also the person whose key seals the address. */
  readonly id: Id;
  /** The report it was asked for; it may have been joined to another since. */
  readonly caseId: Id;
  readonly channel: 'email' | 'sms';
  readonly digest: Uint8Array;
  /** Sealed. */
  readonly address: Uint8Array;
  readonly language: string;
  readonly confirmedAt: string | null;
  readonly sent: number;
  readonly tries: number;
}

const ROW = sql`f.id, f.case_id as "caseId", f.channel, f.digest, f.address, f.language,
  to_json(f.confirmed_at) #>> '{}' as "confirmedAt", f.sent, f.tries`;
const HERE = sql`from reports.follower f where f.tenant_id = platform.current_tenant()`;

export async function insertFollower(
  tx: Tx,
  row: Omit<FollowerRow, 'confirmedAt' | 'sent' | 'tries'> & { link: Uint8Array; at: string; lookAt: string },
): Promise<void> {
  await sql`insert into reports.follower (id, case_id, channel, digest, address, link, language, created_at, look_at)
    values (${row.id}, ${row.caseId}, ${row.channel}, ${row.digest}, ${row.address}, ${row.link}, ${row.language},
            ${row.at}::timestamptz, ${row.lookAt}::timestamptz)`.execute(tx);
}

/** Until the transaction ends nobody else works on it. */
export const lockFollower = (tx: Tx, id: Id): Promise<FollowerRow | undefined> =>
  findRow<FollowerRow>(tx, sql`select ${ROW} ${HERE} and f.id = ${id} for update`);

export const findFollowerByLink = (tx: Tx, link: Uint8Array): Promise<FollowerRow | undefined> =>
  findRow<FollowerRow>(tx, sql`select ${ROW} ${HERE} and f.link = ${link}`);

export const findFollowerOf = (tx: Tx, caseId: Id, digest: Uint8Array): Promise<FollowerRow | undefined> =>
  findRow<FollowerRow>(tx, sql`select ${ROW} ${HERE} and f.case_id = ${caseId} and f.digest = ${digest} for update`);

/** Those of some parties that follow without an account and confirmed it. */
export const findFollowers = (tx: Tx, ids: readonly Id[]): Promise<FollowerRow[]> =>
  rows<FollowerRow>(tx, sql`select ${ROW} ${HERE} and f.id = any(${[...ids]}::uuid[]) and f.confirmed_at is not null`);

/** Whatever an address follows or was asked to. */
export const findFollowersAt = (tx: Tx, digest: Uint8Array): Promise<FollowerRow[]> =>
  rows<FollowerRow>(tx, sql`select ${ROW} ${HERE} and f.digest = ${digest}`);

/** How many reports an address follows, and how many it was asked to confirm and has not. */
export const countFollowed = async (tx: Tx, digest: Uint8Array): Promise<{ confirmed: number; waiting: number }> =>
  (await findRow<{ confirmed: number; waiting: number }>(
    tx,
    sql`select (count(*) filter (where f.confirmed_at is not null))::integer as confirmed,
          (count(*) filter (where f.confirmed_at is null))::integer as waiting ${HERE} and f.digest = ${digest}`,
  )) ?? { confirmed: 0, waiting: 0 };

/** A confirmation was sent anew, with a code of its own. */
export const noteSentAgain = (tx: Tx, id: Id, language: string): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.follower set sent = sent + 1, tries = 0, language = ${language}
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const noteTry = (tx: Tx, id: Id): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.follower set tries = tries + 1 where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const confirmFollower = (tx: Tx, id: Id, at: string, lookAt: string): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.follower set confirmed_at = ${at}::timestamptz, look_at = ${lookAt}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const deleteFollower = (tx: Tx, id: Id): Promise<number> =>
  changedRows(tx, sql`delete from reports.follower where tenant_id = platform.current_tenant() and id = ${id}`);

/** Those it is time to look at; what another process looks at is passed by. */
export const followersToLookAt = (tx: Tx, now: string, limit: number): Promise<FollowerRow[]> =>
  rows<FollowerRow>(
    tx,
    sql`select ${ROW} ${HERE} and f.look_at <= ${now}::timestamptz order by f.look_at limit ${limit}
        for update skip locked`,
  );

export const lookAgain = (tx: Tx, id: Id, at: string): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.follower set look_at = ${at}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );
