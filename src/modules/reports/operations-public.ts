// Long because the list, the pins and the page of public reports show a report in one way and find it by one filter.
import { z } from 'zod';
import { isStaff } from '#kernel/actor.ts';
import { type CaseFilter, type CaseRow, readCursor, stateTitle, tsQuery, writeCursor } from '#modules/cases/api.ts';
import type { PhotoDescription } from '#modules/documents/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import type { ReportCatalogue } from './model.ts';
import { WHOLE_CITY } from './model-figures.ts';
import { BoxInput, PublicListInput, PublicPage, PublicReportView } from './operations-input.ts';
import {
  offensiveWordsOf,
  REPORT_TYPE,
  type ReportData,
  type ReportParts,
  reportData,
  words,
} from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { isOffered, publicPhotos, publicView } from './rules.ts';
import { effectiveSince } from './rules-map.ts';
import { readCameBack } from './store.ts';
import { figureRange, readSpans } from './store-figure-reads.ts';

const COUNT_MOST = 1_000;
const MAP_MOST = 1_500;

/** A photo everybody may see and that is free of malicious software. */
const mayShow = ({ audience, scan }: PhotoDescription): boolean =>
  audience === 'public' && (scan === 'none' || scan === 'clean');

/**
 * Photos of a report as anybody may see them, in the order of their ids; `known` describes them. Addresses name the
 * version of the copy, so that no cache answers with one from before something was blurred.
 */
export const openPhotos = (
  ids: readonly string[],
  known: ReadonlyMap<string, PhotoDescription>,
  { photosAfter }: Pick<ReportData, 'photosAfter'>,
): PublicReportView['photos'] =>
  ids.flatMap((id) => {
    const photo = known.get(id);
    if (photo === undefined || !mayShow(photo)) return [];
    const { width, height, version } = photo;
    const at = (size: string) => `/files/${id}/${size}?v=${version}`;
    return [
      { id, width, height, display: at('display'), thumbnail: at('thumbnail'), afterWork: photosAfter.includes(id) },
    ];
  });

/** Rows as anybody may see them; a row nobody may see is left out. */
export async function publicViews(
  tx: Tx,
  context: OperationContext,
  { cases, territory, documents }: Pick<ReportParts, 'cases' | 'territory' | 'documents'>,
  found: readonly CaseRow[],
): Promise<z.infer<typeof PublicReportView>[]> {
  if (found.length === 0) return [];
  const type = await cases.typeOf(tx, context, REPORT_TYPE);
  const released = found.flatMap((row) => {
    const data = reportData(row);
    return publicPhotos({ ...data, releasedPhotos: data.publicPhotos });
  });
  const photos = new Map((await documents.describe(tx, released)).map((photo) => [photo.id, photo]));
  const offensive = offensiveWordsOf(context.tenant);
  const views: z.infer<typeof PublicReportView>[] = [];
  for (const row of found) {
    const data = reportData(row);
    const view = publicView({
      number: row.number,
      category: data.category,
      state: row.state,
      result: row.result as never,
      description: data.description,
      point: row.longitude === null ? null : { longitude: row.longitude, latitude: row.latitude! },
      address: data.address,
      openedAt: row.openedAt,
      dueAt: row.dueAt,
      closedAt: row.closedAt,
      photos: data.photos,
      releasedPhotos: data.publicPhotos,
      publication: data.publication,
      moderation: data.moderation,
      words: offensive,
      supporters: row.followers,
      hidden: data.hidden,
    });
    if (view === null) continue;
    const district = row.districtId === null ? {} : await territory.areaName(tx, context.tenant, row.districtId);
    views.push({
      ...view,
      stateTitle: stateTitle(type, row.state, 'public'),
      district: Object.keys(district).length === 0 ? null : words(district),
      photos: openPhotos(view.photos, photos, data),
    });
  }
  return views;
}

/** The instant a day begins from which reports are shown, as on the map. */
export const sinceOf = (since: string, { now, tenant }: Pick<OperationContext, 'now' | 'tenant'>): string =>
  effectiveSince(since, now.toZonedDateTimeISO(tenant.timeZone).toPlainDate())
    .toZonedDateTime(tenant.timeZone)
    .toInstant()
    .toString();

export function filterOf(
  input: z.infer<typeof PublicListInput>,
  catalogue: ReportCatalogue,
  context: Pick<OperationContext, 'now' | 'tenant'>,
): CaseFilter | undefined {
  const query = input.q ? tsQuery(input.q, 'public') : undefined;
  if (input.q && query === undefined) return undefined;
  const topics =
    input.category ??
    (input.group === undefined
      ? undefined
      : catalogue.categories.filter(({ group }) => group === input.group).map(({ code }) => code));
  return {
    type: REPORT_TYPE,
    public: true,
    open: input.status === 'open' ? true : undefined,
    states: input.status === 'fixed' ? ['verified'] : input.status === 'closed' ? ['closed'] : undefined,
    topics,
    districtId: input.district,
    municipalityIds: input.municipality === undefined ? undefined : [input.municipality],
    openedFrom: input.since === undefined ? undefined : sinceOf(input.since, context),
    box: input.box,
    query,
  };
}

const Figures = z.object({
  received: z.int(),
  confirmed: z.int(),
  closed: z.int(),
  reopened: z.int(),
});

/** The figures of each day from `from` until before `to`, the oldest first; days without any are left out. */
async function figuresOfDays(tx: Tx, from: Temporal.PlainDate, to: Temporal.PlainDate) {
  const spans = Array.from({ length: from.until(to).days }, (_, n) => {
    const day = from.add({ days: n });
    return { from: day.toString(), to: day.add({ days: 1 }).toString() };
  });
  const found = await readSpans(tx, { dimension: 'city', key: WHOLE_CITY }, spans, false);
  const counted = new Map(found.map((one) => [one.from, one]));
  const cameBack = new Map((await readCameBack(tx, from.toString(), to.toString())).map((one) => [one.day, one]));
  return spans.flatMap(({ from: day }) => {
    const { received = 0, fixed = 0, closed = 0 } = counted.get(day) ?? {};
    const figures = { day, received, confirmed: fixed, closed, reopened: cameBack.get(day)?.reopened ?? 0 };
    return received + fixed + closed + figures.reopened === 0 ? [] : [figures];
  });
}

const offered = new WeakMap<ReportCatalogue, ReportCatalogue>();

/** The catalogue as residents are offered it; made once a version. */
function offeredOf(catalogue: ReportCatalogue): ReportCatalogue {
  let known = offered.get(catalogue);
  if (known === undefined) {
    known = { ...catalogue, categories: catalogue.categories.filter((one) => isOffered(one, 'portal')) };
    offered.set(catalogue, known);
  }
  return known;
}

export function publicOperations(parts: ReportParts): Operation[] {
  const { cases, catalogues } = parts;
  return [
    operation({
      name: 'reports.get-catalogue',
      summary: { ar: 'تصنيفات البلاغات', en: 'What can be reported' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/report-catalogue' },
      rate: 'read',
      input: z.strictObject({
        /** For employees: also what is retired or taken through other channels only. */
        all: z.stringbool().or(z.boolean()).default(false),
      }),
      output: z.object({ catalogue: z.custom<ReportCatalogue>() }),
      async run(tx, { all }, { actor, tenant }) {
        const catalogue = await catalogues.of(tx, tenant);
        return { catalogue: all && isStaff(actor) ? catalogue : offeredOf(catalogue) };
      },
    }),
    operation({
      name: 'reports.list-public',
      summary: { ar: 'قائمة البلاغات المعلنة', en: 'List the reports everybody may see' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/reports' },
      rate: 'read',
      input: PublicListInput,
      output: PublicPage,
      async run(tx, input, context) {
        const filter = filterOf(input, await catalogues.of(tx, context.tenant), context);
        if (filter === undefined) return { items: [], next: null, total: { count: 0, atLeast: false } };
        const after = input.after === undefined ? undefined : readCursor(input.after);
        const { found, total } = await cases.page(tx, filter, 'newest', after, input.limit, COUNT_MOST);
        const shown = found.slice(0, input.limit);
        const last = shown.at(-1);
        return {
          items: await publicViews(tx, context, parts, shown),
          next: found.length > input.limit && last ? writeCursor(last.openedAt, last.id) : null,
          total,
        };
      },
    }),
    operation({
      name: 'reports.list-pins',
      summary: { ar: 'مواقع البلاغات المعلنة على الخريطة', en: 'The places of public reports, for a map' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/reports-pins' },
      rate: 'read',
      input: PublicListInput.omit({ after: true, limit: true }).extend({ box: BoxInput }),
      output: z.object({
        pins: z.array(
          z.object({
            number: z.string(),
            longitude: z.number(),
            latitude: z.number(),
            state: z.string(),
            category: z.string(),
          }),
        ),
        /** Only the newest are shown when there are more. */
        truncated: z.boolean(),
      }),
      async run(tx, input, context) {
        const filter = filterOf({ ...input, limit: 1 }, await catalogues.of(tx, context.tenant), context);
        const found = filter === undefined ? [] : await cases.list(tx, filter, 'newest', undefined, MAP_MOST);
        return {
          pins: found.slice(0, MAP_MOST).map((row) => ({
            number: row.number,
            longitude: row.longitude!,
            latitude: row.latitude!,
            state: row.state,
            category: row.topic ?? '',
          })),
          truncated: found.length > MAP_MOST,
        };
      },
    }),
    operation({
      name: 'reports.get-public',
      summary: { ar: 'بلاغ كما يراه العموم', en: 'A report as everybody may see it' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/reports/{number}' },
      rate: 'read',
      input: z.strictObject({ number: z.string().max(60) }),
      output: PublicReportView,
      async run(tx, { number }, context) {
        const [row] = await cases.list(tx, { type: REPORT_TYPE, public: true, number }, 'newest', undefined, 1);
        const [view] = row === undefined ? [] : await publicViews(tx, context, parts, [row]);
        if (view === undefined) throw reportProblems['not-found']();
        return view;
      },
    }),
    operation({
      name: 'reports.get-figures',
      summary: { ar: 'أرقام الأسبوع', en: 'The figures of the week' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/reports-figures' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({
        /** First day and the day after the last, in the tenant's zone. */
        from: z.string(),
        to: z.string(),
        week: Figures,
        before: Figures,
        days: z.array(Figures.extend({ day: z.string() })),
      }),
      async run(tx, _, context) {
        const today = context.now.toZonedDateTimeISO(context.tenant.timeZone).toPlainDate();
        const newest = (await figureRange(tx))?.newest ?? null;
        // A city whose newest report is years old shows the last week it has figures for, and says which.
        const past =
          newest !== null &&
          Temporal.PlainDate.compare(Temporal.PlainDate.from(newest), today.subtract({ days: 30 })) < 0;
        const to = past ? Temporal.PlainDate.from(newest).add({ days: 1 }) : today.add({ days: 1 });
        const days = await figuresOfDays(tx, to.subtract({ days: 14 }), to);
        const middle = to.subtract({ days: 7 }).toString();
        const sum = (list: typeof days) =>
          list.reduce(
            (total, day) => ({
              received: total.received + day.received,
              confirmed: total.confirmed + day.confirmed,
              closed: total.closed + day.closed,
              reopened: total.reopened + day.reopened,
            }),
            { received: 0, confirmed: 0, closed: 0, reopened: 0 },
          );
        return {
          from: middle,
          to: to.toString(),
          week: sum(days.filter(({ day }) => day >= middle)),
          before: sum(days.filter(({ day }) => day < middle)),
          days,
        };
      },
    }),
  ];
}
