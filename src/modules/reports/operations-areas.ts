import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { Words } from './model-catalogue.ts';
import { WHOLE_TENANT } from './model-map.ts';
import { ReportId } from './operations-input.ts';
import { type ReportParts, words } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { STATUSES, twoWeeks } from './rules-map.ts';
import { newestAreaDay, readAreaDays, readAreaSummaries, readAreaTotals } from './store-areas.ts';

const Standing = z.object({ open: z.int(), fixed: z.int(), closed: z.int() });
const Ended = z.object({ received: z.int(), fixed: z.int(), closed: z.int() });
const Area = z.object({ id: z.string(), kind: z.string(), code: z.string(), name: Words });
const TOPICS_SHOWN = 5;

export function areaFigureOperations(parts: ReportParts): Operation[] {
  const { territory, catalogues } = parts;
  return [
    operation({
      name: 'reports.get-area-figures',
      summary: { ar: 'أرقام البلاغات المعلنة في حي أو بلدية', en: 'Figures of the public reports of an area' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/report-areas/{area}' },
      rate: 'read',
      input: z.strictObject({
        /** Zeros stand for the whole territory. */
        area: ReportId,
      }),
      output: z.object({
        area: Area.nullable(),
        totals: Standing,
        topics: z.array(z.object({ code: z.string(), name: Words, count: z.int() })),
        /** First day of the two weeks, first day of the second one, and the day after the last. */
        from: z.string(),
        middle: z.string(),
        to: z.string(),
        week: Ended,
        before: Ended,
        days: z.array(Ended.extend({ day: z.string() })),
      }),
      async run(tx, { area: id }, context) {
        const area = id === WHOLE_TENANT ? null : await territory.findArea(tx, context.tenant, id);
        if (area === undefined) throw reportProblems['unknown-area']();
        const rows = await readAreaTotals(tx, id);
        const totals = { open: 0, fixed: 0, closed: 0 };
        const byTopic = new Map<string, number>();
        for (const { topic, status, count } of rows) {
          totals[STATUSES[status - 1]!] += count;
          byTopic.set(topic, (byTopic.get(topic) ?? 0) + count);
        }
        const { categories } = await catalogues.of(tx, context.tenant);
        const today = context.now.toZonedDateTimeISO(context.tenant.timeZone).toPlainDate();
        const weeks = twoWeeks(today, await newestAreaDay(tx, WHOLE_TENANT));
        const days = await readAreaDays(tx, id, weeks.from, weeks.to);
        const sum = (list: typeof days) => ({
          received: list.reduce((total, day) => total + day.received, 0),
          fixed: list.reduce((total, day) => total + day.fixed, 0),
          closed: list.reduce((total, day) => total + day.closed, 0),
        });
        return {
          area: area && { id: area.id, kind: area.kind, code: area.code, name: words(area.name) },
          totals,
          topics: [...byTopic]
            .sort((a, b) => b[1] - a[1])
            .slice(0, TOPICS_SHOWN)
            .flatMap(([code, count]) => {
              const known = categories.find((category) => category.code === code);
              return known === undefined ? [] : [{ code, name: known.name, count }];
            }),
          ...weeks,
          week: sum(days.filter(({ day }) => day >= weeks.middle)),
          before: sum(days.filter(({ day }) => day < weeks.middle)),
          days,
        };
      },
    }),
    operation({
      name: 'reports.list-area-figures',
      summary: { ar: 'أرقام البلاغات المعلنة في كل حي', en: 'Figures of the public reports of every district' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/report-areas' },
      rate: 'read',
      input: z.strictObject({ kind: z.enum(['district', 'municipality']).default('district') }),
      output: z.object({
        middle: z.string(),
        to: z.string(),
        items: z.array(Standing.extend({ area: Area, week: z.int(), before: z.int() })),
      }),
      async run(tx, { kind }, context) {
        const areas = await territory.areasOf(tx, context.tenant, kind);
        const today = context.now.toZonedDateTimeISO(context.tenant.timeZone).toPlainDate();
        const weeks = twoWeeks(today, await newestAreaDay(tx, WHOLE_TENANT));
        const found = await readAreaSummaries(
          tx,
          areas.map(({ id }) => id),
          weeks,
        );
        const byArea = new Map(found.map((summary) => [summary.areaId, summary]));
        return {
          middle: weeks.middle,
          to: weeks.to,
          items: areas.map(({ id, kind: of, code, name }) => {
            const { open = 0, fixed = 0, closed = 0, week = 0, before = 0 } = byArea.get(id) ?? {};
            return { area: { id, kind: of, code, name: words(name) }, open, fixed, closed, week, before };
          }),
        };
      },
    }),
  ];
}
