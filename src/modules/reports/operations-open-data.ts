import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { Words } from './model-catalogue.ts';
import { OPEN_COLUMNS, OpenReport } from './model-open-data.ts';
import { ReportId } from './operations-input.ts';
import { publicViews } from './operations-public.ts';
import { offensiveWordsOf, REPORT_TYPE, type ReportParts, words } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { figureRange } from './store-figure-reads.ts';
import { findFigureState } from './store-figures.ts';
import { countReportsOnMap } from './store-map.ts';

const Codes = z.union([z.string().max(64), z.array(z.string().max(64)).max(200)]).optional();

/** What narrows the open data; days are the tenant's, `to` is the last one. */
export const OpenDataFilter = z.strictObject({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  group: z.string().max(64).optional(),
  category: Codes,
  district: ReportId.optional(),
  municipality: ReportId.optional(),
  status: z.enum(['open', 'fixed', 'closed']).optional(),
  /** Number of the report the last download ended with: the file goes on after it. */
  after: z.string().min(1).max(60).optional(),
});

const STATES = { open: undefined, fixed: ['verified'], closed: ['closed'] } as const;

interface OpenDataSettings {
  readonly licence: { readonly title: Record<string, string>; readonly url: string; readonly sample: boolean };
  readonly contact?: string;
}

export function openDataOperations(parts: ReportParts): Operation[] {
  const { cases, territory, catalogues } = parts;
  return [
    operation({
      name: 'reports.export-public',
      summary: { ar: 'دفعة من البلاغات المعلنة لملف مفتوح', en: 'A batch of public reports for an open data file' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/open-data/reports' },
      rate: 'read',
      input: OpenDataFilter.extend({ limit: z.coerce.number().int().min(1).max(1_000).default(500) }),
      output: z.object({
        items: z.array(OpenReport),
        /** To hand back as `after`; null at the end. Oldest reports come first, so that a file only grows. */
        next: z.string().nullable(),
      }),
      async run(tx, { after, limit, ...filter }, context) {
        const { tenant } = context;
        const midnight = (day: string, days: number) => {
          const date = Temporal.PlainDate.from(day);
          if (date.year < 1900 || date.year > 2200) return days === 0 ? '1900-01-01T00:00:00Z' : '2200-01-01T00:00:00Z';
          return date.add({ days }).toZonedDateTime(tenant.timeZone).toInstant().toString();
        };
        const [mark] =
          after === undefined ? [] : await cases.list(tx, { type: REPORT_TYPE, number: after }, 'oldest', undefined, 1);
        if (after !== undefined && mark === undefined) throw reportProblems['not-found']();
        const { categories } = await catalogues.of(tx, tenant);
        const named = typeof filter.category === 'string' ? [filter.category] : filter.category;
        const found = await cases.list(
          tx,
          {
            type: REPORT_TYPE,
            public: true,
            open: filter.status === 'open' ? true : undefined,
            states: filter.status === undefined ? undefined : STATES[filter.status],
            topics:
              named ??
              (filter.group === undefined
                ? undefined
                : categories.filter(({ group }) => group === filter.group).map(({ code }) => code)),
            districtId: filter.district,
            municipalityIds: filter.municipality === undefined ? undefined : [filter.municipality],
            openedFrom: filter.from === undefined ? undefined : midnight(filter.from, 0),
            openedTo: filter.to === undefined ? undefined : midnight(filter.to, 1),
          },
          'oldest',
          mark && { at: mark.openedAt, id: mark.id },
          limit,
        );
        const page = found.slice(0, limit);
        const rows = new Map(page.map((row) => [row.number, row]));
        const codeOf = async (id: string | null) =>
          id === null ? null : ((await territory.findArea(tx, tenant, id))?.code ?? null);
        const items: OpenReport[] = [];
        for (const view of await publicViews(tx, context, parts, page)) {
          const row = rows.get(view.number)!;
          items.push({
            number: view.number,
            category: view.category.code,
            category_name: view.category.name as Record<string, string>,
            category_group: view.category.group,
            state: view.state,
            state_name: view.stateTitle as Record<string, string>,
            fixed: view.fixed,
            closed: view.closedAt !== null,
            description: view.description,
            address: view.place.address,
            longitude: view.place.longitude,
            latitude: view.place.latitude,
            municipality: await codeOf(row.municipalityId),
            district: await codeOf(row.districtId),
            district_name: view.district as Record<string, string> | null,
            opened_at: view.openedAt,
            due_at: view.dueAt,
            closed_at: view.closedAt,
            followers: view.supporters,
          });
        }
        return { items, next: found.length > limit ? page.at(-1)!.number : null };
      },
    }),
    operation({
      name: 'reports.get-open-data',
      summary: { ar: 'بيان البيانات المفتوحة', en: 'What open data there is' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/open-data' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({
        reports: z.int(),
        range: z.object({ oldest: z.string(), newest: z.string() }).nullable(),
        changedAt: z.string().nullable(),
        /** Changes with every change of any report and of the words that are masked. */
        version: z.string(),
        licence: z.object({ title: Words, url: z.string(), sample: z.boolean() }).nullable(),
        contact: z.string().nullable(),
        /** The data dictionary: one entry a column of the files. */
        columns: z.array(z.object({ name: z.string(), type: z.string(), title: Words, description: Words })),
      }),
      async run(tx, _, { tenant }) {
        const state = await findFigureState(tx);
        const given = tenant.settings.openData as OpenDataSettings | undefined;
        return {
          reports: await countReportsOnMap(tx),
          range: await figureRange(tx),
          changedAt: state?.changedAt ?? null,
          version: `${state?.version ?? 0} ${offensiveWordsOf(tenant).join(' ')}`,
          licence: given === undefined ? null : { ...given.licence, title: words(given.licence.title) },
          contact: given?.contact ?? null,
          columns: OPEN_COLUMNS.flatMap(({ name, translated, ...column }) =>
            (translated ? tenant.languages.map((one) => `${name}_${one}`) : [name]).map((one) => ({
              ...column,
              name: one,
            })),
          ),
        };
      },
    }),
  ];
}
