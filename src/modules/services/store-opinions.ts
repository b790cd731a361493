import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';

export const OPINION_STANDINGS = ['none', 'waiting', 'shown', 'hidden'] as const;
export type OpinionStanding = (typeof OPINION_STANDINGS)[number];

export interface OwnOpinion {
  readonly stars: number;
  readonly words: string | null;
  readonly standing: OpinionStanding;
}

export const findOpinion = (tx: Tx, code: string, partyId: Id): Promise<OwnOpinion | undefined> =>
  findRow<OwnOpinion>(
    tx,
    sql`select stars, words, standing from services.opinion
        where tenant_id = platform.current_tenant() and party_id = ${partyId} and code = ${code}`,
  );

/** Writes or changes a person's opinion; changed words wait to be looked at again. */
export const putOpinion = (
  tx: Tx,
  opinion: { id: Id; code: string; partyId: Id; stars: number; words: string | null },
  now: Temporal.Instant,
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into services.opinion as o (id, code, party_id, stars, words, standing, said_at)
        values (${opinion.id}, ${opinion.code}, ${opinion.partyId}, ${opinion.stars}, ${opinion.words},
          ${opinion.words === null ? 'none' : 'waiting'}, ${now.toString()}::timestamptz)
        on conflict (tenant_id, party_id, code) do update set stars = excluded.stars, words = excluded.words,
          standing = case when o.words is not distinct from excluded.words then o.standing else excluded.standing end,
          said_at = excluded.said_at`,
  );

export const deleteOpinion = (tx: Tx, code: string, partyId: Id): Promise<number> =>
  changedRows(
    tx,
    sql`delete from services.opinion
        where tenant_id = platform.current_tenant() and party_id = ${partyId} and code = ${code}`,
  );

/** Takes a person's opinions away, in every service. */
export const forgetOpinions = (tx: Tx, partyId: Id): Promise<number> =>
  changedRows(
    tx,
    sql`delete from services.opinion where tenant_id = platform.current_tenant() and party_id = ${partyId}`,
  );

export const opinionsOf = (
  tx: Tx,
  partyId: Id,
): Promise<{ code: string; stars: number; words: string | null; at: string }[]> =>
  rows(
    tx,
    sql`select code, stars, words, to_json(said_at) #>> '{}' as at from services.opinion
        where tenant_id = platform.current_tenant() and party_id = ${partyId} order by code`,
  );

/** How often each number of stars was given to a service since a moment. */
export const countStarsSince = (tx: Tx, code: string, since: string): Promise<{ stars: number; count: number }[]> =>
  rows(
    tx,
    sql`select stars, count(*)::integer as count from services.opinion
        where tenant_id = platform.current_tenant() and code = ${code} and said_at >= ${since}::timestamptz
        group by stars order by stars`,
  );

/** How often each number of stars was given to a service. */
export const countStars = (tx: Tx, code: string): Promise<{ stars: number; count: number }[]> =>
  rows(
    tx,
    sql`select stars, count(*)::integer as count from services.opinion
        where tenant_id = platform.current_tenant() and code = ${code} group by stars order by stars`,
  );

/** The newest words of a service that the public may read. */
export const listShownWords = (
  tx: Tx,
  code: string,
  limit: number,
): Promise<{ stars: number; words: string; at: string }[]> =>
  rows(
    tx,
    sql`select stars, words, to_json(said_at) #>> '{}' as at from services.opinion
        where tenant_id = platform.current_tenant() and code = ${code} and standing = 'shown'
        order by said_at desc, id desc limit ${limit}`,
  );

export interface OfficeOpinion {
  readonly id: Id;
  readonly code: string;
  readonly stars: number;
  readonly words: string;
  readonly standing: OpinionStanding;
  readonly at: string;
}

/** Words that wait to be looked at, the oldest first, after `after` where given. */
export const listWaitingOpinions = (tx: Tx, after: Id | null, limit: number): Promise<OfficeOpinion[]> =>
  rows(
    tx,
    sql`select o.id, o.code, o.stars, o.words, o.standing, to_json(o.said_at) #>> '{}' as at
        from services.opinion o
        where o.tenant_id = platform.current_tenant() and o.standing = 'waiting'
          and (${after}::uuid is null or (o.said_at, o.id) > (
            select said_at, id from services.opinion where tenant_id = platform.current_tenant() and id = ${after}::uuid))
        order by o.said_at, o.id limit ${limit}`,
  );

/** Decides about words; 0 where there are none of this id, or they were changed since they were read. */
export const decideOpinion = (
  tx: Tx,
  id: Id,
  saidAt: string,
  standing: 'shown' | 'hidden',
  by: Id | null,
  now: Temporal.Instant,
): Promise<number> =>
  changedRows(
    tx,
    sql`update services.opinion set standing = ${standing}, decided_at = ${now.toString()}::timestamptz,
          decided_by = ${by}
        where tenant_id = platform.current_tenant() and id = ${id} and standing <> 'none'
          and said_at = ${saidAt}::timestamptz`,
  );
