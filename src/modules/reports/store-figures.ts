import { arrayOf, findRow, rows, sql, type Tx, tableOf } from '#platform/db.ts';
import {
  AGAIN_DAYS,
  DIMENSIONS,
  type Dimension,
  type FigureChange,
  type KnownFact,
  MEASURES,
  type ReportFact,
  WHOLE_CITY,
} from './model-figures.ts';

const FACT = {
  case_id: 'uuid',
  number: 'text',
  public: 'boolean',
  topic: 'text',
  state: 'text',
  category_group: 'text',
  department: 'text',
  municipality_id: 'uuid',
  district_id: 'uuid',
  channel: 'text',
  cell: 'bigint',
  opened_at: 'timestamptz',
  received_on: 'date',
  source_known: 'boolean',
  found_by_us: 'boolean',
  finished_at: 'timestamptz',
  finished_on: 'date',
  in_time: 'boolean',
  seconds: 'bigint',
  first_ended_on: 'date',
  came_back: 'boolean',
  closed_on: 'date',
  fixed: 'boolean',
  rated_on: 'date',
  score: 'smallint',
} as const satisfies Record<keyof ReportFact, string>;
const KNOWN = { ...FACT, again: 'boolean' } as const;
const CHANGE = {
  ...{ dimension: 'text', key: 'text', grain: 'text', day: 'date', public: 'boolean' },
  ...(Object.fromEntries(MEASURES.map((name) => [name, 'bigint'])) as Record<Measure, string>),
};

const NAMES = Object.keys(FACT) as (keyof ReportFact)[];
const names = sql.raw(NAMES.join(', '));
/** Instants in ISO 8601, as facts are given. */
const read = sql.raw(
  NAMES.map((name) => (FACT[name] === 'timestamptz' ? `to_json(${name}) #>> '{}' as ${name}` : name)).join(', '),
);
const inRow = (row: string) => sql.raw(`(${NAMES.map((name) => `${row}.${name}`).join(', ')})`);
const measures = sql.raw(MEASURES.join(', '));
const changed = sql.raw(NAMES.map((name) => `${name} = excluded.${name}`).join(', '));
const summed = sql.raw(MEASURES.map((name) => `${name} = figure.${name} + excluded.${name}`).join(', '));
const sumsOf = (by: string) => sql.raw(MEASURES.map((name) => `sum(${by}d.${name})`).join(', '));

type Measure = (typeof MEASURES)[number];

/** On which of its days a row of facts adds what to the totals. */
const CONTRIBUTIONS: readonly {
  readonly on: keyof ReportFact;
  readonly adds: (row: string) => Readonly<Partial<Record<Measure, string>>>;
}[] = [
  {
    on: 'received_on',
    adds: (row) => ({
      received: '1',
      source_known: `${row}.source_known::integer`,
      found_by_us: `${row}.found_by_us::integer`,
      placed: `(${row}.cell is not null)::integer`,
      again: `${row}.again::integer`,
    }),
  },
  {
    on: 'finished_on',
    adds: (row) => ({
      finished: '1',
      timed: `(${row}.in_time is not null)::integer`,
      in_time: `coalesce(${row}.in_time::integer, 0)`,
      seconds: `coalesce(${row}.seconds, 0)`,
    }),
  },
  { on: 'first_ended_on', adds: (row) => ({ ended: '1', came_back: `${row}.came_back::integer` }) },
  {
    on: 'rated_on',
    adds: (row) => ({ ratings: '1', satisfied: `(${row}.score >= 4)::integer`, score: `coalesce(${row}.score, 0)` }),
  },
  { on: 'closed_on', adds: (row) => ({ fixed: `${row}.fixed::integer`, closed: `1 - ${row}.fixed::integer` }) },
];

/** The key of a row of facts in each dimension. */
const KEYS: Readonly<Record<Dimension, (row: string) => string>> = {
  city: () => `'${WHOLE_CITY}'`,
  municipality: (row) => `${row}.municipality_id::text`,
  district: (row) => `${row}.district_id::text`,
  department: (row) => `nullif(${row}.department, '')`,
  group: (row) => `nullif(${row}.category_group, '')`,
};

/** The parts of the city a row of facts belongs to. */
const parts = (row: string) =>
  sql.raw(
    `lateral (values ${DIMENSIONS.map((one) => `('${one}', ${KEYS[one](row)})`).join(', ')}) as p (dimension, key)`,
  );

const grains = sql`lateral (values ('day', d.on_day), ('month', date_trunc('month', d.on_day)::date)) as g (grain, day)`;

/** Keeps other writers of the figures out until the transaction ends. */
export async function lockFigures(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('reports.figures'), platform.current_tenant())`.execute(tx);
}

/** Reports as they are counted. */
export const findFacts = (tx: Tx, caseIds: readonly string[]): Promise<KnownFact[]> =>
  rows<KnownFact>(
    tx,
    sql`select ${read}, again from reports.fact
        where tenant_id = platform.current_tenant() and case_id = any(${arrayOf(caseIds)}::uuid[])`,
  );

/** Writes reports as they count from now on. */
export async function writeFacts(tx: Tx, facts: readonly KnownFact[]): Promise<void> {
  await sql`
    insert into reports.fact as fact (${names}, again) select * from ${tableOf(KNOWN, facts)}
    on conflict (tenant_id, case_id) do update set ${changed}, again = excluded.again
    where ${inRow('fact')} is distinct from ${inRow('excluded')} or fact.again <> excluded.again`.execute(tx);
}

/** Writes reports that were never written. */
export async function insertFacts(tx: Tx, facts: readonly ReportFact[]): Promise<void> {
  await sql`insert into reports.fact (${names}) select * from ${tableOf(FACT, facts)}`.execute(tx);
}

/** Adds to the totals. */
export async function addToFigures(tx: Tx, changes: readonly FigureChange[]): Promise<void> {
  await sql`
    insert into reports.figure as figure (dimension, key, grain, day, public, ${measures})
    select * from ${tableOf(CHANGE, changes)} order by 1, 2, 3, 4, 5
    on conflict (tenant_id, dimension, key, grain, day, public) do update set ${summed}`.execute(tx);
}

const SAME_PLACE = (row: string) =>
  sql.raw(`exists (select from reports.fact e
    where e.tenant_id = platform.current_tenant() and e.cell = ${row}.cell and e.topic = ${row}.topic
      and e.opened_at < ${row}.opened_at and e.case_id <> ${row}.case_id and e.finished_at is not null
      and e.finished_at <= ${row}.opened_at and e.finished_at >= ${row}.opened_at - interval '${AGAIN_DAYS} days')`);

/**
 * Makes `again` agree at these places, for the reports opened since: a report comes back after an earlier one, so none
 * before the earliest that moved is looked at.
 */
export async function setAgain(
  tx: Tx,
  places: readonly { cell: number; topic: string; since: string }[],
): Promise<void> {
  await sql`
    with place as (
      select * from ${tableOf({ cell: 'bigint', topic: 'text', since: 'timestamptz' }, places)}
    ), moved as (
      update reports.fact f set again = not f.again from place p
      where f.tenant_id = platform.current_tenant() and f.cell = p.cell and f.topic = p.topic and f.opened_at >= p.since
        and f.again <> (f.received_on is not null and ${SAME_PLACE('f')})
      returning f.*, f.again::integer * 2 - 1 as by
    )
    insert into reports.figure as figure (dimension, key, grain, day, public, again)
    select p.dimension, p.key, g.grain, g.day, m.public, sum(m.by)
    from moved m, lateral (select m.received_on as on_day) d, ${parts('m')}, ${grains}
    where d.on_day is not null and p.key is not null
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
    on conflict (tenant_id, dimension, key, grain, day, public) do update set again = figure.again + excluded.again`.execute(
    tx,
  );
}

/** Replaces the rows of the reports after `after` up to `last` by these, without counting; for building anew. */
export async function replaceFacts(
  tx: Tx,
  after: string | null,
  last: string | null,
  facts: readonly ReportFact[],
): Promise<void> {
  await sql`delete from reports.fact where tenant_id = platform.current_tenant()
              and (${after}::uuid is null or case_id > ${after}::uuid)
              and (${last}::uuid is null or case_id <= ${last}::uuid)`.execute(tx);
  if (facts.length === 0) return;
  await insertFacts(tx, facts);
}

/** Finds anew which of the next `limit` reports came back to their place; the last of them, or null at the end. */
export async function findAgain(tx: Tx, after: string | null, limit: number): Promise<string | null> {
  const chunk = await rows<{ id: string }>(
    tx,
    sql`select case_id as id from reports.fact
        where tenant_id = platform.current_tenant() and (${after}::uuid is null or case_id > ${after}::uuid)
        order by case_id limit ${limit}`,
  );
  const last = chunk.at(-1)?.id ?? null;
  if (last === null) return null;
  await sql`update reports.fact f set again = not f.again
            where f.tenant_id = platform.current_tenant() and (${after}::uuid is null or f.case_id > ${after}::uuid)
              and f.case_id <= ${last}::uuid
              and f.again <> (f.cell is not null and f.received_on is not null and ${SAME_PLACE('f')})`.execute(tx);
  return chunk.length === limit ? last : null;
}

/**
 * Counts the totals of one dimension anew, in statements of which each goes over the facts once: a single one for all of
 * them takes longer than a statement may at a million reports.
 */
export async function countDimension(tx: Tx, dimension: Dimension): Promise<void> {
  await sql`delete from reports.figure
            where tenant_id = platform.current_tenant() and dimension = ${dimension}`.execute(tx);
  const key = sql.raw(KEYS[dimension]('f'));
  for (const { on, adds } of CONTRIBUTIONS) {
    const given = Object.entries(adds('f'));
    const named = given.map(([name]) => name);
    await sql`
      insert into reports.figure (dimension, key, grain, day, public, ${sql.raw(named.join(', '))})
      select ${dimension}, ${key}, 'day', ${sql.raw(`f.${on}`)}, f.public,
        ${sql.raw(given.map(([, what]) => `sum(${what})`).join(', '))}
      from reports.fact f
      where f.tenant_id = platform.current_tenant() and ${sql.raw(`f.${on}`)} is not null and ${key} is not null
      group by 2, 4, 5
      on conflict (tenant_id, dimension, key, grain, day, public) do update set
        ${sql.raw(named.map((name) => `${name} = excluded.${name}`).join(', '))}`.execute(tx);
  }
  await sql`
    insert into reports.figure (dimension, key, grain, day, public, ${measures})
    select dimension, key, 'month', date_trunc('month', day)::date, public, ${sumsOf('')}
    from reports.figure d
    where tenant_id = platform.current_tenant() and dimension = ${dimension} and grain = 'day'
    group by dimension, key, date_trunc('month', day), public`.execute(tx);
}

export type FigurePhase = 'facts' | 'again' | 'totals' | 'built';

export interface FigureState {
  readonly version: number;
  readonly changedAt: string;
  readonly phase: FigurePhase;
  readonly reached: string | null;
  readonly dimension: Dimension | null;
  readonly builtAt: string | null;
}

/** How far the figures are built; undefined before the first report and the first building. */
export const findFigureState = (tx: Tx): Promise<FigureState | undefined> =>
  findRow<FigureState>(
    tx,
    sql`select version::integer as version, to_json(changed_at) #>> '{}' as "changedAt", phase, reached, dimension,
          to_json(built_at) #>> '{}' as "builtAt"
        from reports.figure_state where tenant_id = platform.current_tenant()`,
  );

/** Notes how far the building went. */
export async function noteFigureState(
  tx: Tx,
  state: Pick<FigureState, 'phase' | 'reached' | 'dimension'>,
  at: string,
): Promise<void> {
  await sql`
    insert into reports.figure_state as state (version, changed_at, phase, reached, dimension, built_at)
    values (1, ${at}::timestamptz, ${state.phase}, ${state.reached}, ${state.dimension},
            ${state.phase === 'built' ? at : null}::timestamptz)
    on conflict (tenant_id) do update set version = state.version + 1, changed_at = excluded.changed_at,
      phase = excluded.phase, reached = excluded.reached, dimension = excluded.dimension,
      built_at = excluded.built_at`.execute(tx);
}

/** Notes that some report changed: whatever was made of reports before is out of date. */
export async function touchFigures(tx: Tx, at: string): Promise<void> {
  await sql`
    insert into reports.figure_state as state (version, changed_at, phase) values (1, ${at}::timestamptz, 'facts')
    on conflict (tenant_id) do update set version = state.version + 1,
      changed_at = greatest(state.changed_at, excluded.changed_at)`.execute(tx);
}

/** First answers of reporters to how satisfied they are, by report. */
export const readScores = (
  tx: Tx,
  caseIds: readonly string[],
): Promise<{ caseId: string; day: string; score: number }[]> =>
  rows(
    tx,
    sql`select case_id as "caseId", to_char(day, 'YYYY-MM-DD') as day, score from reports.satisfaction
        where tenant_id = platform.current_tenant() and case_id = any(${caseIds}::uuid[])`,
  );
