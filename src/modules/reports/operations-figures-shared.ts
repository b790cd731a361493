import { z } from 'zod';
import type { WorkingCalendar } from '#kernel/calendar.ts';
import type { Text } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Tenant } from '#platform/tenants.ts';
import { Words } from './model-catalogue.ts';
import {
  Dimension,
  Grain,
  INDICATORS,
  Indicator,
  IndicatorValue,
  NO_SUMS,
  type Span,
  type Sums,
  WHOLE_CITY,
} from './model-figures.ts';
import { type ReportParts, words } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { firstDayOfWeek, indicatorOf, periodOf, sizeOf } from './rules-figures.ts';
import { figureRange } from './store-figure-reads.ts';

/** Which part of the city and which period a figure is asked for. */
export const FiguresAsked = {
  grain: Grain.default('month'),
  /** A day of the period; the newest whole one unless said. */
  day: z.iso.date().optional(),
  dimension: Dimension.default('city'),
  /** Of an area its id, of a department or a group of categories its code. */
  key: z.string().min(1).max(64).default(WHOLE_CITY),
};

export const SpanView = z.object({
  from: z.string(),
  to: z.string(),
  /** The period is over, so its figures move only when reports come back. */
  over: z.boolean(),
});

export const IndicatorView = IndicatorValue.extend({
  code: Indicator,
  /** Reports or answers it speaks for. */
  size: z.int(),
});
export type IndicatorView = z.infer<typeof IndicatorView>;

export const Population = z.object({ people: z.int(), source: Words, year: z.int(), sample: z.boolean() }).nullable();
export type Population = z.infer<typeof Population>;

interface FigureSettings {
  readonly population?: {
    readonly source: Text;
    readonly year: number;
    readonly sample: boolean;
    readonly total?: number;
    readonly areas: Readonly<Record<string, number>>;
  };
  readonly targets?: { readonly sample: boolean; readonly values: Readonly<Partial<Record<Indicator, number>>> };
}

export const figureSettings = ({ settings }: Tenant): FigureSettings => (settings.figures ?? {}) as FigureSettings;

export type FigureParts = Pick<ReportParts, 'territory' | 'catalogues' | 'cases'>;

/** A city whose newest report is older than this shows the last period it has figures of. */
const PAST_DAYS = 62;

const FIRST_DAY = '1990-01-01';

export interface Period {
  readonly span: Span;
  readonly over: boolean;
  readonly range: { readonly oldest: string; readonly newest: string } | null;
  readonly weekStart: number;
}

/** The period asked for; unless said, the newest that is over, or the last one there are figures of. */
export async function periodAsked(
  { territory }: FigureParts,
  tx: Tx,
  { tenant, now }: OperationContext,
  { grain, day }: { grain: Grain; day?: string | undefined },
): Promise<Period> {
  const calendar: WorkingCalendar = await territory.calendarOf(tx, tenant);
  const weekStart = firstDayOfWeek(calendar.weekend);
  const today = now.toZonedDateTimeISO(tenant.timeZone).toPlainDate();
  const range = await figureRange(tx);
  const newest = range === null ? today : Temporal.PlainDate.from(range.newest);
  const past = Temporal.PlainDate.compare(newest, today.subtract({ days: PAST_DAYS })) < 0;
  const current = periodOf(grain, past ? newest : today, weekStart);
  // A city that has only just begun is shown the period it is in: the one before would be empty.
  const begun = range !== null && range.oldest >= current.from;
  const usual =
    past || begun ? current : periodOf(grain, Temporal.PlainDate.from(current.from).subtract({ days: 1 }), weekStart);
  // Days before there were computers and days to come are answered with the nearest that could hold a report.
  const bounded = day === undefined || day < FIRST_DAY ? FIRST_DAY : day > today.toString() ? today.toString() : day;
  const span = day === undefined ? usual : periodOf(grain, Temporal.PlainDate.from(bounded), weekStart);
  return { span, over: span.to <= today.toString(), range, weekStart };
}

/** What a part of the city is called, and how many people live there. @throws Problem reports.unknown-part */
export async function partOf(
  { territory, catalogues }: FigureParts,
  tx: Tx,
  tenant: Tenant,
  { dimension, key }: { dimension: Dimension; key: string },
): Promise<{ name: z.infer<typeof Words>; population: Population }> {
  const { population } = figureSettings(tenant);
  const peopled = (people: number | undefined): Population =>
    population === undefined || people === undefined
      ? null
      : { people, source: words(population.source), year: population.year, sample: population.sample };
  if (dimension === 'city' && key === WHOLE_CITY)
    return { name: words(tenant.name), population: peopled(population?.total) };
  if (dimension === 'department' || dimension === 'group') {
    const catalogue = await catalogues.of(tx, tenant);
    const list = dimension === 'group' ? catalogue.groups : catalogue.departments;
    const known = list.find(({ code }) => code === key);
    if (known === undefined) throw reportProblems['unknown-part']();
    // Everybody can report everything: the whole city stands behind a department.
    return { name: known.name, population: peopled(population?.total) };
  }
  const area = isUuid(key) ? await territory.findArea(tx, tenant, key) : undefined;
  if (area === undefined) throw reportProblems['unknown-part']();
  return { name: words(area.name), population: peopled(population?.areas[area.code]) };
}

const isUuid = (key: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key);

/** The seven indicators of these totals. */
export const indicatorsOf = (
  sums: Sums | undefined,
  population: Population,
  reader: 'public' | 'office',
): IndicatorView[] =>
  INDICATORS.map((code) => {
    const value = indicatorOf(code, sums ?? NO_SUMS, population?.people ?? null, reader);
    return { code, ...value, size: sizeOf(code, value) };
  });
