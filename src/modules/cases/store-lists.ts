import type { RawBuilder } from 'kysely';
import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx } from '#platform/db.ts';
import type { Share } from './model-view.ts';

/** What narrows a list; members not given narrow nothing. */
export interface CaseFilter {
  readonly number?: string | undefined;
  readonly numbers?: readonly string[] | undefined;
  readonly ids?: readonly Id[] | undefined;
  readonly type?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly states?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly open?: boolean | undefined;
  readonly teams?: readonly string[] | undefined;
  readonly assignee?: Id | undefined;
  readonly topics?: readonly string[] | undefined;
  readonly municipalityIds?: readonly Id[] | undefined;
  readonly districtId?: Id | undefined;
  readonly priorities?: readonly number[] | undefined;
  readonly public?: boolean | undefined;
  readonly participant?: Id | undefined;
  readonly openedFrom?: string | undefined;
  readonly openedTo?: string | undefined;
  readonly overdueAt?: string | undefined;
  /** Deadlines from `from` up to and without `to`. */
  readonly dueWithin?: { readonly from: string | null; readonly to: string } | undefined;
  /** Not late at `now`, with so much of the time used; by whole hours, as boards count. */
  readonly used?: { readonly share: Share; readonly now: string } | undefined;
  readonly unassigned?: boolean | undefined;
  readonly escalated?: boolean | undefined;
  /** West, south, east, north in degrees. */
  readonly box?: readonly [number, number, number, number] | undefined;
  /** A tsquery over the normalised words. */
  readonly query?: string | undefined;
}

export type CaseOrder = 'due' | 'newest' | 'oldest';

/** Where a page ended: the value it is sorted by, and the id. */
export interface Cursor {
  readonly at: string;
  readonly id: Id;
}

/** One row of a list: what decides, without the case's data. */
export interface CaseRow {
  readonly id: Id;
  readonly number: string;
  readonly type: string;
  readonly topic: string | null;
  readonly state: string;
  readonly category: string;
  readonly version: number;
  readonly team: string | null;
  readonly assignee: Id | null;
  readonly priority: number;
  readonly escalation: number;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
  /** Null while the norm clock is paused or stopped. */
  readonly dueAt: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly municipalityId: Id | null;
  readonly districtId: Id | null;
  readonly public: boolean;
  readonly result: string | null;
  /** When what was asked was answered, while nobody has acted since. */
  readonly answeredAt: string | null;
  /** Parties that follow it. */
  readonly followers: number;
  readonly data: Record<string, unknown>;
}

const iso = (column: string) => sql.raw(`to_json(${column}) #>> '{}'`);

const ROW = sql`c.id, c.number, c.type, c.topic, c.state, c.category, c.version, c.team, c.assignee, c.priority,
  c.escalation, ${iso('c.opened_at')} as "openedAt", ${iso('c.updated_at')} as "updatedAt",
  ${iso('c.closed_at')} as "closedAt", nullif(${iso('c.due_at')}, 'infinity') as "dueAt",
  c.point[0] as longitude, c.point[1] as latitude, c.municipality_id as "municipalityId",
  c.district_id as "districtId", c.public, c.projection -> 'result' ->> 'result' as result,
  c.projection ->> 'answeredAt' as "answeredAt",
  jsonb_array_length(jsonb_path_query_array(c.projection, '$.participants[*] ? (@.role == "follower")')) as followers,
  c.projection -> 'data' as data`;

/** Finding by words or place looks at this many cases, the newest or the nearest; who narrows further sees them all. */
const MOST_FOUND = 5_000;
/** Finding by words looks at this many first: a page is mostly among them. A count by words goes no further. */
const FOUND_FIRST = 300;
/** Square degrees up to which the index of places is the shorter way; a larger box holds a good part of the city. */
const SMALL_BOX = 0.0005;

/** States and types asked for at once that are read one by one, each in its order. */
const MOST_PARTED = 16;

/** How far finding by words looks: at `most` cases, from `until` back. */
interface Look {
  readonly most: number;
  readonly until: string | null;
}

const WIDE: Look = { most: MOST_FOUND, until: null };

const foundByWords = (query: string, { most, until }: Look) =>
  sql`select cases.find_by_words(${query}::tsquery, ${until}::timestamptz, ${most})`;

function conditions(filter: CaseFilter, look: Look = WIDE): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [sql`c.tenant_id = platform.current_tenant()`];
  if (filter.number !== undefined) parts.push(sql`c.number = ${filter.number}`);
  if (filter.numbers !== undefined) parts.push(sql`c.number = any(${filter.numbers}::text[])`);
  if (filter.ids !== undefined) parts.push(sql`c.id = any(${filter.ids}::uuid[])`);
  if (filter.type !== undefined) parts.push(sql`c.type = ${filter.type}`);
  if (filter.types?.length === 1) parts.push(sql`c.type = ${filter.types[0]}`);
  else if (filter.types !== undefined) parts.push(sql`c.type = any(${filter.types}::text[])`);
  if (filter.states?.length === 1) parts.push(sql`c.state = ${filter.states[0]}`);
  else if (filter.states !== undefined) parts.push(sql`c.state = any(${filter.states}::text[])`);
  if (filter.categories !== undefined) parts.push(sql`c.category = any(${filter.categories}::text[])`);
  if (filter.open === true) parts.push(sql`c.closed_at is null`);
  if (filter.open === false) parts.push(sql`c.closed_at is not null`);
  if (filter.teams?.length === 1) parts.push(sql`c.team = ${filter.teams[0]}`);
  else if (filter.teams !== undefined) parts.push(sql`c.team = any(${filter.teams}::text[])`);
  if (filter.assignee !== undefined) parts.push(sql`c.assignee = ${filter.assignee}`);
  if (filter.topics?.length === 1) parts.push(sql`c.topic = ${filter.topics[0]}`);
  else if (filter.topics !== undefined) parts.push(sql`c.topic = any(${filter.topics}::text[])`);
  if (filter.municipalityIds !== undefined) parts.push(sql`c.municipality_id = any(${filter.municipalityIds}::uuid[])`);
  if (filter.districtId !== undefined) parts.push(sql`c.district_id = ${filter.districtId}`);
  if (filter.priorities !== undefined) parts.push(sql`c.priority = any(${filter.priorities}::smallint[])`);
  if (filter.public === true) parts.push(sql`c.public`);
  if (filter.openedFrom !== undefined) parts.push(sql`c.opened_at >= ${filter.openedFrom}::timestamptz`);
  if (filter.openedTo !== undefined) parts.push(sql`c.opened_at < ${filter.openedTo}::timestamptz`);
  if (filter.overdueAt !== undefined) parts.push(sql`c.due_at < ${filter.overdueAt}::timestamptz`);
  if (filter.dueWithin !== undefined) {
    const { from, to } = filter.dueWithin;
    if (from !== null) parts.push(sql`c.due_at >= ${from}::timestamptz`);
    parts.push(sql`c.due_at < ${to}::timestamptz`);
  }
  if (filter.used !== undefined) {
    const { share, now } = filter.used;
    const hour = sql`date_trunc('hour', ${now}::timestamptz)`;
    const used = {
      under50: sql`l.half_hour >= ${hour}`,
      under80: sql`l.half_hour < ${hour} and l.most_hour >= ${hour}`,
      under100: sql`l.most_hour < ${hour} and l.due_hour >= ${hour}`,
    }[share];
    parts.push(sql`c.closed_at is null and c.due_at < 'infinity' and exists (select from cases.load_row l
                     where l.tenant_id = c.tenant_id and l.case_id = c.id and ${used})`);
  }
  if (filter.unassigned === true) parts.push(sql`c.assignee is null`);
  if (filter.unassigned === false) parts.push(sql`c.assignee is not null`);
  if (filter.escalated === true) parts.push(sql`c.escalation > 0`);
  if (filter.escalated === false) parts.push(sql`c.escalation = 0`);
  if (filter.box !== undefined) {
    const [west, south, east, north] = filter.box;
    const box = sql`box(point(${west}::float8, ${south}::float8), point(${east}::float8, ${north}::float8))`;
    parts.push(
      (east - west) * (north - south) <= SMALL_BOX
        ? sql`c.id in (select cases.find_in_box(${box}, ${MOST_FOUND}))`
        : sql`c.point <@ ${box}`,
    );
  }
  if (filter.participant !== undefined) {
    parts.push(sql`exists (select from cases.participant p where p.tenant_id = c.tenant_id
                     and p.party_id = ${filter.participant} and p.case_id = c.id)`);
  }
  if (filter.query !== undefined) parts.push(sql`c.id in (${foundByWords(filter.query, look)})`);
  return sql.join(parts, sql` and `);
}

/** A list of several types or states as lists of one each. */
function partsOf(filter: CaseFilter): CaseFilter[] {
  const byType = filter.types?.map((type) => ({ ...filter, types: [type] })) ?? [filter];
  return byType.flatMap((part) => filter.states?.map((state) => ({ ...part, states: [state] })) ?? [part]);
}

/**
 * A page of cases in order, beginning after `after` or `skip` rows on; one row more than `limit` says that there is a
 * next page.
 */
export async function listCases(
  tx: Tx,
  filter: CaseFilter,
  order: CaseOrder,
  after: Cursor | undefined,
  limit: number,
  skip = 0,
): Promise<CaseRow[]> {
  const column = sql.raw(order === 'due' ? 'c.due_at' : 'c.opened_at');
  const forward = order !== 'newest';
  const beyond = sql.raw(forward ? '>' : '<');
  const direction = sql.raw(forward ? 'asc' : 'desc');
  const from =
    after === undefined ? sql`` : sql`and (${column}, c.id) ${beyond} (${after.at}::timestamptz, ${after.id}::uuid)`;
  if (skip > 0) {
    // What is skipped is counted in the index; its rows are never read.
    return rows<CaseRow>(
      tx,
      sql`select ${ROW} from cases."case" c
          where c.tenant_id = platform.current_tenant() and c.id = any(array(
            select c.id from cases."case" c where ${conditions(filter)} ${from}
            order by ${column} ${direction}, c.id ${direction} limit ${limit + 1} offset ${skip}))
          order by ${column} ${direction}, c.id ${direction}`,
    );
  }
  const parts = partsOf(filter);
  if (parts.length > 1 && parts.length <= MOST_PARTED && filter.query === undefined && filter.box === undefined) {
    // An index by type, state and time gives each in order; of several at once it would have to sort them all.
    const parted = parts.map(
      (part) => sql`(select c.id, ${column} as at from cases."case" c where ${conditions(part)} ${from}
        order by ${column} ${direction}, c.id ${direction} limit ${limit + 1})`,
    );
    return rows<CaseRow>(
      tx,
      sql`select ${ROW} from cases."case" c
          where c.tenant_id = platform.current_tenant() and c.id = any(array(
            select found.id from (${sql.join(parted, sql` union all `)}) as found
            order by found.at ${direction}, found.id ${direction} limit ${limit + 1}))
          order by ${column} ${direction}, c.id ${direction}`,
    );
  }
  const page = (look: Look) =>
    rows<CaseRow>(
      tx,
      sql`select ${ROW} from cases."case" c where ${conditions(filter, look)} ${from}
          order by ${column} ${direction}, c.id ${direction} limit ${limit + 1}`,
    );
  if (filter.query === undefined || forward) return page(WIDE);
  const until = after?.at ?? null;
  const near = await page({ most: FOUND_FIRST, until });
  // Too few: either there are no more, or something else narrows the list; whoever looks further back knows.
  return near.length > limit ? near : page({ most: MOST_FOUND, until });
}

export interface CaseCount {
  readonly count: number;
  /** There may be more: counting stopped here. */
  readonly atLeast: boolean;
}

/** How many cases a list holds, counted up to `most` and no further; by words, among the newest that have them. */
export async function countCases(tx: Tx, filter: CaseFilter, most: number): Promise<CaseCount> {
  const { query, ...others } = filter;
  const [row] = await rows<{ n: number; looked: number }>(
    tx,
    query === undefined
      ? sql`select count(*) as n, 0 as looked
            from (select from cases."case" c where ${conditions(filter)} limit ${most + 1}) as counted`
      : sql`with found (id) as materialized (${foundByWords(query, { most: FOUND_FIRST, until: null })})
            select (select count(*) from cases."case" c where ${conditions(others)} and c.id in (select id from found)) as n,
              (select count(*) from found) as looked`,
  );
  const { n = 0, looked = 0 } = row ?? {};
  return { count: Math.min(n, most), atLeast: n > most || looked === FOUND_FIRST };
}

/** The cases nearest to a point, nearest first; `degrees` bounds the look to a box around it. */
export const nearestCases = (
  tx: Tx,
  filter: CaseFilter,
  point: { longitude: number; latitude: number },
  degrees: number,
  limit: number,
): Promise<CaseRow[]> =>
  rows<CaseRow>(
    tx,
    sql`select ${ROW} from cases."case" c
        where ${conditions({
          ...filter,
          box: [
            point.longitude - degrees,
            point.latitude - degrees,
            point.longitude + degrees,
            point.latitude + degrees,
          ],
        })}
        order by c.point <-> point(${point.longitude}::float8, ${point.latitude}::float8) limit ${limit}`,
  );
