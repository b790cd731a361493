import type { Id } from '#kernel/id.ts';
import { findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import { WHOLE_CITY } from './model-figures.ts';
import type { ScoreCount } from './rules-satisfaction.ts';

export interface Rating {
  readonly score: number;
  readonly word: string | null;
  readonly ratedAt: string;
}

export const findRating = (tx: Tx, caseId: Id): Promise<Rating | undefined> =>
  findRow<Rating>(
    tx,
    sql`select score, word, to_json(rated_at) #>> '{}' as "ratedAt" from reports.satisfaction
        where tenant_id = platform.current_tenant() and case_id = ${caseId}`,
  );

/** Keeps an opinion, or changes the one there is; the day of the first answer stays. */
export async function putRating(
  tx: Tx,
  rating: {
    readonly caseId: Id;
    readonly score: number;
    /** undefined leaves the word of before. */
    readonly word: string | null | undefined;
    readonly category: string;
    readonly department: string;
    readonly team: string;
    readonly municipalityId: Id | null;
    readonly districtId: Id | null;
    readonly day: string;
  },
  now: Temporal.Instant,
): Promise<void> {
  const { caseId, score, word, category, department, team, municipalityId, districtId, day } = rating;
  await sql`
    insert into reports.satisfaction as s (case_id, score, word, category, department, team, municipality_id,
                                           district_id, day, rated_at, changed_at)
    values (${caseId}, ${score}, ${word ?? null}, ${category}, ${department}, ${team}, ${municipalityId}, ${districtId},
            ${day}::date,
            ${now.toString()}::timestamptz, ${now.toString()}::timestamptz)
    on conflict (tenant_id, case_id) do update set score = excluded.score, changed_at = excluded.changed_at,
      word = ${word === undefined ? sql`s.word` : sql`excluded.word`}`.execute(tx);
}

const PARTS = {
  category: sql`category`,
  department: sql`department`,
  team: sql`team`,
  municipality: sql`coalesce(municipality_id::text, '')`,
  district: sql`coalesce(district_id::text, '')`,
} as const;
export type SatisfactionPart = keyof typeof PARTS;

const FACT_PARTS = {
  category: sql`topic`,
  department: sql`department`,
  municipality: sql`coalesce(municipality_id::text, '')`,
  district: sql`coalesce(district_id::text, '')`,
} as const;

/** Answers by score and part of the days from `from` until before `to`. */
export const countScores = (tx: Tx, from: string, to: string, by: SatisfactionPart): Promise<ScoreCount[]> =>
  rows<ScoreCount>(
    tx,
    sql`select ${PARTS[by]} as part, score, count(*)::integer as count from reports.satisfaction
        where tenant_id = platform.current_tenant() and day >= ${from}::date and day < ${to}::date group by 1, 2`,
  );

/** What narrows opinions to a part of the city's work; an empty text: to those without one. */
export interface RatedPart {
  readonly by: SatisfactionPart;
  readonly part: string;
}

/** Reports that ended for the first time on some days, and those whose reporters then said they were not fixed. */
export const countCameBack = (
  tx: Tx,
  from: string,
  to: string,
  by: SatisfactionPart,
): Promise<{ part: string; ended: number; back: number }[]> =>
  by === 'team'
    ? Promise.resolve([])
    : rows(
        tx,
        sql`select ${FACT_PARTS[by]} as part, count(*)::integer as ended,
              (count(*) filter (where came_back))::integer as back
            from reports.fact
            where tenant_id = platform.current_tenant() and first_ended_on >= ${from}::date
              and first_ended_on < ${to}::date
            group by 1`,
      );

/** Reports that ended, fixed or not, on the days from `from` until before `to`. */
export const countClosed = async (tx: Tx, from: string, to: string): Promise<number> =>
  (
    await getRow<{ closed: number }>(
      tx,
      sql`select coalesce(sum(fixed + closed), 0)::integer as closed from reports.figure
          where tenant_id = platform.current_tenant() and dimension = 'city' and key = ${WHOLE_CITY} and grain = 'day'
            and day >= ${from}::date and day < ${to}::date`,
    )
  ).closed;

export interface SpokenRating {
  readonly caseId: Id;
  readonly score: number;
  readonly word: string;
  readonly at: string;
}

/** The newest answers with words of their own. */
export const listWords = (
  tx: Tx,
  from: string,
  to: string,
  limit: number,
  only: RatedPart | null,
): Promise<SpokenRating[]> =>
  rows<SpokenRating>(
    tx,
    sql`select case_id as "caseId", score, word, to_json(changed_at) #>> '{}' as at from reports.satisfaction
        where tenant_id = platform.current_tenant() and day >= ${from}::date and day < ${to}::date and word is not null
          ${only === null ? sql`` : sql`and ${PARTS[only.by]} = ${only.part}`}
        order by day desc, changed_at desc limit ${limit}`,
  );
