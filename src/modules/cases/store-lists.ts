import type { RawBuilder } from 'kysely';
import { getRow, rows, sql, type Tx } from '#platform/db.ts';
import type { CaseFilter, CaseOrder, CaseRow, Cursor } from './model-list.ts';
import { among, type Found, hasWords, lookForWords } from './store-words.ts';

const iso = (column: string) => sql.raw(`to_json(${column}) #>> '{}'`);

const ROW = sql`c.id, c.number, c.type, c.topic, c.state, c.category, c.version, c.team, c.assignee, c.priority,
  c.escalation, ${iso('c.opened_at')} as "openedAt", ${iso('c.updated_at')} as "updatedAt",
  ${iso('c.closed_at')} as "closedAt", nullif(${iso('c.due_at')}, 'infinity') as "dueAt",
  c.point[0] as longitude, c.point[1] as latitude, c.municipality_id as "municipalityId",
  c.district_id as "districtId", c.public, c.projection -> 'result' ->> 'result' as result,
  c.projection ->> 'answeredAt' as "answeredAt",
  jsonb_array_length(jsonb_path_query_array(c.projection, '$.participants[*] ? (@.role == "follower")')) as followers,
  c.projection -> 'data' as data`;

/** Finding by place looks at this many cases, the nearest. */
export const MOST_NEAR = 5_000;
/** Cases with the words that are looked at first, which is mostly enough for a page; a count by words goes no further. */
const FOUND_FIRST = 300;
/** Looked at next, and then each time again, when something else narrows the list. */
const FOUND_NEXT = 5_000;
const FOUND_MORE = 20_000;
/** A list this short without its words is read whole, and each case of it asked for the words. */
const FEW = 5_000;
/** Square degrees up to which the index of places is the shorter way; a larger box holds a good part of the city. */
const SMALL_BOX = 0.0005;

/** States, types and topics asked for at once that are read one by one, each in its order. */
const MOST_PARTED = 24;

/** What a filter asks for but its words, which are looked for apart. */
function conditions(filter: CaseFilter): RawBuilder<unknown> {
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
        ? // As one list of ids, read by the key: joined, the planner may walk all open cases to meet these few.
          sql`c.id = any(array(select cases.find_in_box(${box}, ${MOST_NEAR})))`
        : sql`c.point <@ ${box}`,
    );
  }
  if (filter.participant !== undefined) {
    parts.push(sql`exists (select from cases.participant p where p.tenant_id = c.tenant_id
                     and p.party_id = ${filter.participant} and p.case_id = c.id)`);
  }
  return sql.join(parts, sql` and `);
}

/** A list of several types, states or topics as lists of one each. */
function partsOf(filter: CaseFilter): CaseFilter[] {
  const byType = filter.types?.map((type) => ({ ...filter, types: [type] })) ?? [filter];
  const byState = byType.flatMap((part) => filter.states?.map((state) => ({ ...part, states: [state] })) ?? [part]);
  return byState.flatMap((part) => filter.topics?.map((topic) => ({ ...part, topics: [topic] })) ?? [part]);
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
  if (filter.query !== undefined)
    return listByWords(tx, filter.query, filter, order, after, limit + skip).then((page) => page.slice(skip));
  const { column, direction, from } = orderOf(order, after);
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
  if (parts.length > 1 && parts.length <= MOST_PARTED && filter.box === undefined) {
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
  return readPage(tx, filter, order, after, limit + 1);
}

function orderOf(order: CaseOrder, after: Cursor | undefined) {
  const column = sql.raw(order === 'due' ? 'c.due_at' : 'c.opened_at');
  const beyond = sql.raw(order === 'newest' ? '<' : '>');
  const direction = sql.raw(order === 'newest' ? 'desc' : 'asc');
  const from =
    after === undefined ? sql`` : sql`and (${column}, c.id) ${beyond} (${after.at}::timestamptz, ${after.id}::uuid)`;
  return { column, direction, from };
}

function readPage(
  tx: Tx,
  filter: CaseFilter,
  order: CaseOrder,
  after: Cursor | undefined,
  most: number,
  words: RawBuilder<unknown> = sql``,
): Promise<CaseRow[]> {
  const { column, direction, from } = orderOf(order, after);
  return rows<CaseRow>(
    tx,
    sql`select ${ROW} from cases."case" c where ${conditions(filter)} ${words} ${from}
        order by ${column} ${direction}, c.id ${direction} limit ${most}`,
  );
}

/** Ids of all cases a filter holds for but its words, where an index tells soon that they are few. */
async function fewOf(tx: Tx, filter: CaseFilter): Promise<string | undefined> {
  const narrow = filter.teams ?? filter.assignee ?? filter.topics;
  if (filter.open !== true || narrow === undefined) return undefined;
  const { ids, n } = await getRow<{ ids: string; n: number }>(
    tx,
    sql`select coalesce(array_agg(id), '{}')::text as ids, count(*)::integer as n
        from (select c.id from cases."case" c where ${conditions(filter)} limit ${FEW + 1}) as few`,
  );
  return n > FEW ? undefined : ids;
}

/** As `listCases`, of cases with the words. */
async function listByWords(
  tx: Tx,
  query: string,
  filter: CaseFilter,
  order: CaseOrder,
  after: Cursor | undefined,
  limit: number,
  first?: Found,
): Promise<CaseRow[]> {
  const wanted = limit + 1;
  if (order !== 'newest') {
    const found = await lookForWords(tx, query, undefined, FOUND_NEXT);
    // A word of many cases is soon met in any order; the cases of a rare one are all known.
    const words = found.count < FOUND_NEXT ? among(found.ids) : hasWords(query);
    return readPage(tx, filter, order, after, wanted, words);
  }
  const page: CaseRow[] = [];
  let from = after;
  for (let most = FOUND_FIRST; ; most = most === FOUND_FIRST ? FOUND_NEXT : FOUND_MORE) {
    const found: Found =
      (page.length === 0 && from === undefined && first) || (await lookForWords(tx, query, from, most));
    if (page.length === 0 && found.count > wanted * 2) {
      // Mostly the newest of them are the page, and every case that is not read is time saved.
      const newest = await readPage(tx, filter, order, undefined, wanted, among(found.ids, wanted * 2));
      if (newest.length === wanted) return newest;
    }
    page.push(...(await readPage(tx, filter, order, undefined, wanted - page.length, among(found.ids))));
    if (page.length === wanted || found.count < most) return page;
    if (most === FOUND_FIRST) {
      // Of a word that many cases have, few are in the list: it is read from the side that is shorter.
      const few = await fewOf(tx, filter);
      if (few !== undefined) return readPage(tx, filter, order, after, wanted, sql`${among(few)} ${hasWords(query)}`);
    }
    from = found.last;
  }
}

export interface CaseCount {
  readonly count: number;
  /** There may be more: counting stopped here. */
  readonly atLeast: boolean;
}

/** How many cases a list holds, counted up to `most` and no further; by words, among the newest that have them. */
export async function countCases(tx: Tx, filter: CaseFilter, most: number, first?: Found): Promise<CaseCount> {
  const found =
    filter.query === undefined ? undefined : (first ?? (await lookForWords(tx, filter.query, undefined, FOUND_FIRST)));
  const { n } = await getRow<{ n: number }>(
    tx,
    sql`select count(*) as n from (
          select from cases."case" c where ${conditions(filter)} ${found === undefined ? sql`` : among(found.ids)}
          limit ${most + 1}) as counted`,
  );
  return { count: Math.min(n, most), atLeast: n > most || found?.count === FOUND_FIRST };
}

/** A page of `listCases` and the total of `countCases`, which together look for words once. */
export async function listAndCount(
  tx: Tx,
  filter: CaseFilter,
  order: CaseOrder,
  after: Cursor | undefined,
  limit: number,
  most: number,
): Promise<{ found: CaseRow[]; total: CaseCount }> {
  const { query } = filter;
  const first =
    query === undefined || order !== 'newest' ? undefined : await lookForWords(tx, query, undefined, FOUND_FIRST);
  return {
    found:
      query === undefined || after !== undefined
        ? await listCases(tx, filter, order, after, limit)
        : await listByWords(tx, query, filter, order, after, limit, first),
    total: await countCases(tx, filter, most, first),
  };
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
