import { z } from 'zod';
import { isStaff } from '#kernel/actor.ts';
import { readCursor, stateTitle, writeCursor } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone, tenantRole } from '#platform/policy.ts';
import { Words } from './model-catalogue.ts';
import { Dimension, Grain, INDICATORS, Indicator, NO_SUMS } from './model-figures.ts';
import {
  type FigureParts,
  FiguresAsked,
  figureSettings,
  IndicatorView,
  indicatorsOf,
  type Period,
  Population,
  partOf,
  periodAsked,
  SpanView,
} from './operations-figures-shared.ts';
import { REPORT_TYPE, words } from './operations-shared.ts';
import { spansUpTo, TERMS } from './rules-figures.ts';
import { readFactRows, readParts, readSpans } from './store-figure-reads.ts';
import { findFigureState } from './store-figures.ts';

/** Periods of the trend: a year of months, a season of weeks. */
const TREND = { month: 13, week: 13 } as const;

const Counts = z.object({ received: z.int(), finished: z.int(), fixed: z.int(), closed: z.int() });

const readerOf = ({ actor }: OperationContext): 'public' | 'office' => (isStaff(actor) ? 'office' : 'public');

const Row = z.object({
  number: z.string(),
  /** For the office only. */
  id: z.string().nullable(),
  category: Words,
  state: z.string(),
  stateTitle: Words,
  district: Words.nullable(),
  day: z.string(),
  openedAt: z.string(),
  finishedAt: z.string().nullable(),
  seconds: z.number().nullable(),
  /** It stands above the line of the fraction. */
  counted: z.boolean(),
  channel: z.string(),
  score: z.int().nullable(),
});

const ListAsked = z.strictObject({
  ...FiguresAsked,
  indicator: Indicator,
  which: z.enum(['all', 'counted', 'others']).default('all'),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

const List = z.object({ items: z.array(Row), next: z.string().nullable() });

export function figureOperations(parts: FigureParts): Operation[] {
  const { cases, territory, catalogues } = parts;

  async function listed(
    tx: Tx,
    context: OperationContext,
    input: z.infer<typeof ListAsked>,
    reader: 'public' | 'office',
  ): Promise<z.infer<typeof List>> {
    const { tenant } = context;
    await partOf(parts, tx, tenant, input);
    const { span } = await periodAsked(parts, tx, context, input);
    // What somebody thought of the work stands beside no report that everybody can open.
    if (input.indicator === 'R4' && reader === 'public') return { items: [], next: null };
    const cursor = input.after === undefined ? undefined : readCursor(input.after);
    const found = await readFactRows(tx, {
      list: input.indicator,
      dimension: input.dimension,
      key: input.key,
      span,
      which: input.which,
      onlyPublic: reader === 'public',
      municipalityIds: reader === 'office' ? cases.scope(context.actor).municipalityIds : undefined,
      after: cursor === undefined ? undefined : { day: cursor.at.slice(0, 10), id: cursor.id },
      limit: input.limit,
    });
    const shown = found.slice(0, input.limit);
    const last = shown.at(-1);
    const { categories } = await catalogues.of(tx, tenant);
    const names = new Map(categories.map(({ code, name }) => [code, name]));
    const type = await cases.typeOf(tx, context, REPORT_TYPE);
    const items: z.infer<typeof Row>[] = [];
    for (const { id, topic, districtId, ...row } of shown) {
      const district = districtId === null ? {} : await territory.areaName(tx, tenant, districtId);
      items.push({
        ...row,
        id: reader === 'office' ? id : null,
        score: reader === 'office' ? row.score : null,
        category: names.get(topic) ?? {},
        stateTitle: words(stateTitle(type, row.state, reader === 'office' ? 'office' : 'public')),
        district: Object.keys(district).length === 0 ? null : words(district),
      });
    }
    return {
      items,
      next: found.length > input.limit && last ? writeCursor(`${last.day}T00:00:00Z`, last.id) : null,
    };
  }

  const spanView = ({ span, over }: Pick<Period, 'span' | 'over'>) => ({ ...span, over });

  return [
    operation({
      name: 'reports.get-indicators',
      summary: { ar: 'مؤشرات أداء البلاغات (R1–R7)', en: 'The indicators of the reports centre (R1–R7)' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/reports-indicators' },
      rate: 'read',
      input: z.strictObject(FiguresAsked),
      output: z.object({
        grain: Grain,
        dimension: Dimension,
        key: z.string(),
        name: Words,
        period: SpanView,
        previous: SpanView,
        indicators: z.array(IndicatorView),
        /** Of the period before. */
        before: z.array(IndicatorView),
        counts: Counts,
        countsBefore: Counts,
        /** Of reports the public list does not show: those above the line, and all that are divided by. */
        hidden: z.array(z.object({ code: Indicator, numerator: z.int(), denominator: z.int() })),
        /** The periods up to this one, the oldest first. */
        trend: z.array(SpanView.extend({ indicators: z.array(IndicatorView), counts: Counts })),
        targets: z.partialRecord(Indicator, z.number()),
        targetsAreSamples: z.boolean(),
        population: Population,
        /** First and last day of the reports there are; null before the first. */
        range: z.object({ oldest: z.string(), newest: z.string() }).nullable(),
        /** When the last report that counts here changed, and whether everything is counted. */
        computedAt: z.string().nullable(),
        whole: z.boolean(),
      }),
      async run(tx, input, context) {
        const { tenant, now } = context;
        const reader = readerOf(context);
        const { name, population } = await partOf(parts, tx, tenant, input);
        const period = await periodAsked(parts, tx, context, input);
        const monthly = input.grain === 'month';
        const spans = spansUpTo(input.grain, period.span, TREND[input.grain]);
        const sums = new Map((await readSpans(tx, input, spans, monthly)).map((one) => [one.from, one]));
        const [shown = NO_SUMS] = await readSpans(tx, input, [period.span], monthly, true);
        const of = (from: string) => sums.get(from) ?? NO_SUMS;
        const today = now.toZonedDateTimeISO(tenant.timeZone).toPlainDate().toString();
        const all = of(period.span.from);
        const before = spans.at(-2)!;
        const state = await findFigureState(tx);
        const { targets } = figureSettings(tenant);
        const counts = ({ received, finished, fixed, closed }: z.infer<typeof Counts>) => ({
          received,
          finished,
          fixed,
          closed,
        });
        return {
          grain: input.grain,
          dimension: input.dimension,
          key: input.key,
          name,
          period: spanView(period),
          previous: { ...before, over: true },
          indicators: indicatorsOf(all, population, reader),
          before: indicatorsOf(of(before.from), population, reader),
          counts: counts(all),
          countsBefore: counts(of(before.from)),
          hidden: INDICATORS.map((code) => {
            const { numerator, denominator } = TERMS[code];
            const base = denominator ?? numerator;
            const above = code === 'R2' ? base : numerator;
            return { code, numerator: all[above] - shown[above], denominator: all[base] - shown[base] };
          }),
          trend: spans.map((span) => ({
            ...span,
            over: span.to <= today,
            indicators: indicatorsOf(of(span.from), population, reader),
            counts: counts(of(span.from)),
          })),
          targets: targets?.values ?? {},
          targetsAreSamples: targets?.sample ?? false,
          population,
          range: period.range,
          computedAt: state?.changedAt ?? null,
          whole: state?.phase === 'built',
        };
      },
    }),
    operation({
      name: 'reports.list-indicators',
      summary: { ar: 'مؤشرات أداء البلاغات لكل جزء من المدينة', en: 'The indicators of every part of the city' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/reports-indicators-parts' },
      rate: 'read',
      input: z.strictObject({ grain: FiguresAsked.grain, day: FiguresAsked.day, dimension: Dimension }),
      output: z.object({
        period: SpanView,
        dimension: Dimension,
        items: z.array(
          z.object({
            key: z.string(),
            /** Code of an area in the tenant's files, of a department or a group. */
            code: z.string(),
            name: Words,
            counts: Counts,
            indicators: z.array(IndicatorView),
          }),
        ),
      }),
      async run(tx, input, context) {
        const period = await periodAsked(parts, tx, context, input);
        const found = await readParts(tx, input.dimension, period.span, input.grain === 'month');
        const items = [];
        for (const { key, ...sums } of found) {
          if (sums.received + sums.finished + sums.closed === 0) continue;
          const part = await partOf(parts, tx, context.tenant, { dimension: input.dimension, key }).catch(() => null);
          // A code that the catalogue has no more is still counted, under its code.
          const name = part?.name ?? Object.fromEntries(context.tenant.languages.map((one) => [one, key]));
          const area =
            input.dimension === 'municipality' || input.dimension === 'district'
              ? await territory.findArea(tx, context.tenant, key)
              : undefined;
          items.push({
            key,
            code: area?.code ?? key,
            name,
            counts: { received: sums.received, finished: sums.finished, fixed: sums.fixed, closed: sums.closed },
            indicators: indicatorsOf(sums, part?.population ?? null, readerOf(context)),
          });
        }
        items.sort((a, b) => b.counts.received - a.counts.received || (a.code < b.code ? -1 : 1));
        return { period: spanView(period), dimension: input.dimension, items };
      },
    }),
    operation({
      name: 'reports.list-indicator-reports',
      summary: { ar: 'البلاغات المعلنة وراء مؤشر', en: 'The public reports behind an indicator' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/reports-indicator-reports' },
      rate: 'read',
      input: ListAsked,
      output: List,
      run: (tx, input, context) => listed(tx, context, input, 'public'),
    }),
    operation({
      name: 'reports.list-indicator-cases',
      summary: { ar: 'البلاغات وراء مؤشر في نطاق الموظف', en: 'The reports behind an indicator within one’s reach' },
      kind: 'query',
      who: [tenantRole('supervisor', 'administrator', 'auditor')],
      route: { method: 'GET', path: '/reports-indicator-cases' },
      rate: 'read',
      input: ListAsked,
      output: List,
      run: (tx, input, context) => listed(tx, context, input, 'office'),
    }),
  ];
}
