import { z } from 'zod';
import type { CaseFilter, CaseRow, CasesApi } from '#modules/cases/api.ts';
import { stateTitle } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone, staff } from '#platform/policy.ts';
import type { Tenant } from '#platform/tenants.ts';
import { Words } from './model.ts';
import { PhotoView, PointInput, PublicReportView, ReportId } from './operations-input.ts';
import { publicViews } from './operations-public.ts';
import { REPORT_TYPE, type ReportParts, reportData, settingsOf } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import {
  type Comparable,
  type DuplicateLimits,
  getCategory,
  LIKELY_SCORE,
  type Likeness,
  likelyDuplicates,
} from './rules.ts';

const DEGREES_PER_METRE = 1 / 111_000;
/** Neighbours that are looked at; a place with more reports than that shows the nearest. */
export const MOST_NEAR = 40;

/** How far to look from a report, which is a little more than the limit: at 48 degrees one of longitude is shorter. */
export const degreesAround = ({ radiusMetres }: DuplicateLimits): number => radiusMetres * DEGREES_PER_METRE * 1.5;

/** Why a report may be about the same thing. */
const Reasons = {
  distanceMetres: z.int(),
  hoursApart: z.int(),
  ageDays: z.int(),
  sameCategory: z.boolean(),
  /** Words both texts have, as this report writes them. */
  sharedWords: z.array(z.string()),
};
const reasonsOf = ({ distanceMetres, hoursApart, sameCategory, sharedWords }: Likeness<unknown>) => ({
  distanceMetres: Math.round(distanceMetres),
  hoursApart: Math.floor(hoursApart),
  ageDays: Math.floor(hoursApart / 24),
  sameCategory,
  sharedWords: [...sharedWords],
});

export const SimilarForOffice = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      version: z.int(),
      state: z.string(),
      stateTitle: Words,
      category: Words,
      description: z.string().nullable(),
      openedAt: z.string(),
      photo: PhotoView.nullable(),
      followers: z.int(),
      ...Reasons,
      /** For ranking, not a chance. */
      score: z.number(),
      /** Of such pairs, far more were found to be one thing than of others. */
      likely: z.boolean(),
    }),
  ),
});
export type SimilarForOffice = z.infer<typeof SimilarForOffice>;

/**
 * Open reports around a place that may be about the same thing, the likeliest first. What is returned leaves one of
 * them out: the report itself, where it is among its neighbours.
 */
export async function neighboursOf(
  { cases }: { readonly cases: Pick<CasesApi, 'nearest'> },
  tx: Tx,
  tenant: Tenant,
  filter: CaseFilter,
  report: Comparable,
): Promise<(except: string | null) => Likeness<{ row: CaseRow } & Comparable>[]> {
  const limits = settingsOf(tenant).duplicates;
  const open = { ...filter, type: REPORT_TYPE, open: true };
  const near = await cases.nearest(tx, open, report.point, degreesAround(limits), MOST_NEAR);
  const candidates = near.flatMap((row) => {
    const { category, description, partOf } = reportData(row);
    // A part is work of the report it belongs to, which stands for it.
    if (partOf !== null) return [];
    const point = { longitude: row.longitude!, latitude: row.latitude! };
    return [{ row, category: category.code, group: category.group, point, openedAt: row.openedAt, text: description }];
  });
  return (except) =>
    likelyDuplicates(
      report,
      candidates.filter(({ row }) => row.id !== except),
      limits,
    );
}

export function similarOperations(parts: ReportParts): Operation[] {
  const { cases, catalogues, documents } = parts;

  return [
    operation({
      name: 'reports.find-similar',
      summary: { ar: 'بلاغات قريبة قد تكون عن الملاحظة نفسها', en: 'Reports nearby that may be about the same thing' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/reports-similar' },
      rate: 'read',
      input: PointInput.extend({
        category: z.string().min(1).max(64),
        /** What is written so far: reports with the same words come first. */
        text: z.string().max(2_000).optional(),
      }),
      output: z.object({ items: z.array(PublicReportView.extend(Reasons)) }),
      async run(tx, { longitude, latitude, category: code, text }, context) {
        const { group } = getCategory(await catalogues.of(tx, context.tenant), code);
        const ranked = await neighboursOf(
          parts,
          tx,
          context.tenant,
          { public: true },
          {
            category: code,
            group,
            point: { longitude, latitude },
            openedAt: context.now.toString(),
            text: text ?? null,
          },
        );
        const likely = ranked(null);
        const views = await publicViews(
          tx,
          context,
          parts,
          likely.map(({ candidate }) => candidate.row),
        );
        return {
          items: likely.flatMap((one) => {
            const view = views.find(({ number }) => number === one.candidate.row.number);
            if (view === undefined) return [];
            // Words are told only as far as the public sees the text they stand in.
            const seen = reasonsOf(one).sharedWords.filter((word) => view.description?.includes(word) === true);
            return [{ ...view, ...reasonsOf(one), sharedWords: seen }];
          }),
        };
      },
    }),
    operation({
      name: 'reports.list-similar',
      summary: { ar: 'بلاغات قد تكون مكررة', en: 'Reports that may be duplicates of this one' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/reports-office/{id}/similar' },
      rate: 'read',
      input: z.strictObject({ id: ReportId }),
      output: SimilarForOffice,
      async run(tx, { id }, context) {
        const loaded = await cases.findCase(tx, context, { id });
        if (loaded?.state.type.id !== REPORT_TYPE || !cases.mayRead(context.actor, loaded.state)) {
          throw reportProblems['not-found']();
        }
        const { state } = loaded;
        const { category, description, partOf } = reportData(state);
        if (state.place === null || partOf !== null) return { items: [] };
        const { longitude, latitude } = state.place;
        const ranked = await neighboursOf(parts, tx, context.tenant, cases.scope(context.actor), {
          category: category.code,
          group: category.group,
          point: { longitude, latitude },
          openedAt: state.openedAt,
          text: description,
        });
        const likely = ranked(id);
        const firstPhotos = likely.flatMap(({ candidate }) => reportData(candidate.row).photos.slice(0, 1));
        const photos = new Map((await documents.describe(tx, firstPhotos)).map((photo) => [photo.id, photo]));
        return {
          items: likely.map((one) => {
            const { row } = one.candidate;
            const data = reportData(row);
            const photo = photos.get(data.photos[0] ?? '');
            return {
              id: row.id,
              number: row.number,
              version: row.version,
              state: row.state,
              stateTitle: stateTitle(loaded.type, row.state, 'office') as Words,
              category: data.category.name,
              description: data.description,
              openedAt: row.openedAt,
              photo:
                photo === undefined
                  ? null
                  : {
                      id: photo.id,
                      width: photo.width,
                      height: photo.height,
                      ...documents.linksTo(context.tenant.id, photo.id, context.now),
                    },
              followers: row.followers,
              ...reasonsOf(one),
              score: one.score,
              likely: one.score >= LIKELY_SCORE,
            };
          }),
        };
      },
    }),
  ];
}
