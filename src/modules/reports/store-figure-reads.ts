import type { RawBuilder } from 'kysely';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import { type Dimension, MEASURES, type Span, type Sums, WHOLE_CITY } from './model-figures.ts';

const sums = (public_: boolean) =>
  sql.raw(
    MEASURES.map(
      (name) => `coalesce(sum(${name})${public_ ? ' filter (where public)' : ''}, 0)::float8 as ${name}`,
    ).join(', '),
  );

interface SpanSums extends Sums {
  readonly from: string;
}

/** Totals of one part of the city in each of these periods; periods without any report are left out. */
export const readSpans = (
  tx: Tx,
  part: { readonly dimension: Dimension; readonly key: string },
  spans: readonly Span[],
  monthly: boolean,
  onlyPublic = false,
): Promise<SpanSums[]> =>
  rows<SpanSums>(
    tx,
    sql`select to_char(s.from_day, 'YYYY-MM-DD') as from, ${sums(onlyPublic)}
        from json_to_recordset(${JSON.stringify(spans.map(({ from, to }) => ({ from_day: from, to_day: to })))}::json)
          as s (from_day date, to_day date)
        join reports.figure f on f.tenant_id = platform.current_tenant() and f.dimension = ${part.dimension}
          and f.key = ${part.key} and f.grain = ${monthly ? 'month' : 'day'} and f.day >= s.from_day and f.day < s.to_day
        group by 1`,
  );

/** Totals of every part of one kind in a period. */
export const readParts = (
  tx: Tx,
  dimension: Dimension,
  span: Span,
  monthly: boolean,
): Promise<(Sums & { readonly key: string })[]> =>
  rows(
    tx,
    sql`select key, ${sums(false)} from reports.figure
        where tenant_id = platform.current_tenant() and dimension = ${dimension} and grain = ${monthly ? 'month' : 'day'}
          and day >= ${span.from}::date and day < ${span.to}::date group by key`,
  );

/** The first and the last day anything was received on; null before the first report. */
export const figureRange = async (tx: Tx): Promise<{ oldest: string; newest: string } | null> => {
  const found = await findRow<{ oldest: string | null; newest: string | null }>(
    tx,
    sql`select to_char(min(day), 'YYYY-MM-DD') as oldest, to_char(max(day), 'YYYY-MM-DD') as newest from reports.figure
        where tenant_id = platform.current_tenant() and dimension = 'city' and key = ${WHOLE_CITY} and grain = 'day'
          and received > 0`,
  );
  return found?.oldest == null || found.newest == null ? null : { oldest: found.oldest, newest: found.newest };
};

export interface FactRow {
  readonly id: string;
  readonly number: string;
  readonly topic: string;
  readonly state: string;
  readonly districtId: string | null;
  readonly openedAt: string;
  readonly finishedAt: string | null;
  /** The day it counts on, by which the list is sorted. */
  readonly day: string;
  readonly counted: boolean;
  readonly seconds: number | null;
  readonly channel: string;
  readonly score: number | null;
}

/** Per list: the day it goes by, which reports are in it, and which of them count above the line. */
export const LISTS = {
  R1: { day: 'finished_on', base: 'in_time is not null', counted: 'in_time' },
  R2: { day: 'finished_on', base: 'true', counted: 'true' },
  R3: { day: 'first_ended_on', base: 'true', counted: 'came_back' },
  R4: { day: 'rated_on', base: 'true', counted: 'score >= 4' },
  R5: { day: 'received_on', base: 'true', counted: 'true' },
  R6: { day: 'received_on', base: 'source_known', counted: 'found_by_us' },
  R7: { day: 'received_on', base: 'cell is not null', counted: 'again' },
} as const;

const WITHIN: Readonly<Record<Exclude<Dimension, 'city'>, (key: string) => RawBuilder<unknown>>> = {
  municipality: (key) => sql`and f.municipality_id = ${key}::uuid`,
  district: (key) => sql`and f.district_id = ${key}::uuid`,
  department: (key) => sql`and f.department = ${key}`,
  group: (key) => sql`and f.category_group = ${key}`,
};

export interface FactsAsked {
  readonly list: keyof typeof LISTS;
  readonly dimension: Dimension;
  readonly key: string;
  readonly span: Span;
  /** Those above the line, those that are not, or all. */
  readonly which: 'all' | 'counted' | 'others';
  readonly onlyPublic: boolean;
  /** Kept to these municipalities; undefined: all. */
  readonly municipalityIds?: readonly string[] | undefined;
  readonly after?: { readonly day: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** The reports behind a figure, the newest day first; one more than `limit` says that there is a next page. */
export const readFactRows = (tx: Tx, asked: FactsAsked): Promise<FactRow[]> => {
  const { day, base, counted } = LISTS[asked.list];
  const on = sql.raw(`f.${day}`);
  const above = sql.raw(`coalesce(${counted}, false)`);
  return rows<FactRow>(
    tx,
    sql`select f.case_id as id, f.number, f.topic, f.state, f.district_id as "districtId",
          to_json(f.opened_at) #>> '{}' as "openedAt", to_json(f.finished_at) #>> '{}' as "finishedAt",
          to_char(${on}, 'YYYY-MM-DD') as day, ${above} as counted, f.seconds::float8 as seconds, f.channel, f.score
        from reports.fact f
        where f.tenant_id = platform.current_tenant() and ${on} >= ${asked.span.from}::date
          and ${on} < ${asked.span.to}::date and ${sql.raw(base)}
          ${asked.dimension === 'city' ? sql`` : WITHIN[asked.dimension](asked.key)}
          ${asked.which === 'all' ? sql`` : asked.which === 'counted' ? sql`and ${above}` : sql`and not ${above}`}
          ${asked.onlyPublic ? sql`and f.public` : sql``}
          ${asked.municipalityIds === undefined ? sql`` : sql`and f.municipality_id = any(${asked.municipalityIds}::uuid[])`}
          ${asked.after === undefined ? sql`` : sql`and (${on}, f.case_id) < (${asked.after.day}::date, ${asked.after.id}::uuid)`}
        order by ${on} desc, f.case_id desc limit ${asked.limit + 1}`,
  );
};
