import { z } from 'zod';
import { holds } from '#kernel/geometry.ts';
import { type Parcel, type ParcelName, parcelKey } from '#kernel/parcel.ts';
import type { Point } from '#kernel/place.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone, system, tenantRole } from '#platform/policy.ts';
import type { Tenant } from '#platform/tenants.ts';
import { TERRITORY_CHANGED } from './api.ts';
import { MOST_PARCELS, type ParcelFault, ParcelNumber, ParcelSchema, parcelView } from './model-parcels.ts';
import type { AtlasCache } from './operations-cache.ts';
import { parcelProblem, territoryProblems } from './problems.ts';
import { type AreaIndex, locate, withAncestors } from './rules-index.ts';
import { PARCEL_REFUSALS, PARCEL_REMARKS, ParcelMapping, readParcels } from './rules-parcels.ts';
import { servedBox } from './rules-view.ts';
import { findParcelByName, knowsPlan, type ParcelRow, parcelsWithin, upsertParcels } from './store-parcels.ts';

/** The most parcels whose boxes may lie over one point; those of a register of good order do not overlap at all. */
const MOST_AT_POINT = 20;
/** The widest box that is listed, degrees: some three kilometres. */
const WIDEST = 0.03;

function registered(row: ParcelRow, index: AreaIndex): Parcel {
  const { districtId, ...parcel } = row;
  const area = districtId === null ? undefined : index.byId.get(districtId);
  const around = area === undefined ? [] : withAncestors(area, index);
  const municipality =
    around.find(({ kind }) => kind === 'municipality') ?? locate(parcel, index, null)?.municipality ?? undefined;
  return {
    ...parcel,
    district: area?.code ?? null,
    districtName: area?.name ?? {},
    municipality: municipality?.code ?? null,
    municipalityName: municipality?.name ?? {},
  };
}

/** The parcel of a name, or the one that holds a point; what is wrong where there is none. */
export async function findParcel(
  atlases: AtlasCache,
  tx: Tx,
  tenant: Tenant,
  wanted: ParcelName | Point,
): Promise<Parcel | ParcelFault> {
  const { index } = await atlases.of(tx, tenant);
  const served = (point: Point) => locate(point, index, servedBox(tenant.settings)) !== undefined;
  if ('longitude' in wanted) {
    if (!served(wanted)) return 'parcel-outside';
    const { longitude, latitude } = wanted;
    const box = { west: longitude, east: longitude, south: latitude, north: latitude };
    const near = await parcelsWithin(tx, box, MOST_AT_POINT);
    const found = near.find(({ points }) => holds([[[...points, points[0]!]]], wanted));
    return found === undefined ? 'no-parcel-here' : registered(found, index);
  }
  const [plan, number] = [parcelKey(wanted.plan), parcelKey(wanted.number)];
  const found = await findParcelByName(tx, plan, number);
  if (found === undefined) return (await knowsPlan(tx, plan)) ? 'unknown-parcel' : 'unknown-plan';
  return served(found) ? registered(found, index) : 'parcel-outside';
}

const Degrees = (limit: number) => z.coerce.number().min(-limit).max(limit);

const ImportReport = z.object({
  taken: z.int(),
  refused: z.int(),
  /** Parcels added or changed; those that were the same already are not counted. */
  changed: z.int(),
  /** Features that were refused or remarked upon; what is not named was taken as it stands. */
  features: z.array(
    z.object({
      feature: z.int(),
      plan: z.string().nullable(),
      number: z.string().nullable(),
      reason: z.enum(PARCEL_REFUSALS).nullable(),
      remarks: z.array(z.enum(PARCEL_REMARKS)),
    }),
  ),
});

/** The register of parcels: looked up by anybody, taken over from the planning office's files. */
export const parcelOperations = (atlases: AtlasCache): Operation[] => [
  operation({
    name: 'territory.find-parcel',
    summary: {
      ar: 'البحث عن قطعة أرض برقم المخطط ورقم القطعة أو بموضعها',
      en: 'Find a parcel by the numbers of its plan and of itself, or by a point within it',
    },
    kind: 'query',
    who: [anyone()],
    route: { method: 'GET', path: '/territory/parcel' },
    rate: 'read',
    input: z
      .strictObject({
        plan: ParcelNumber.optional(),
        number: ParcelNumber.optional(),
        longitude: Degrees(180).optional(),
        latitude: Degrees(90).optional(),
      })
      .refine(
        ({ plan, number, longitude, latitude }) =>
          plan === undefined && number === undefined
            ? longitude !== undefined && latitude !== undefined
            : plan !== undefined && number !== undefined && longitude === undefined && latitude === undefined,
        { path: ['plan'], params: { code: 'plan-and-number-or-point' } },
      ),
    output: ParcelSchema,
    async run(tx, { plan, number, longitude, latitude }, { tenant }) {
      const wanted = plan === undefined ? { longitude: longitude!, latitude: latitude! } : { plan, number: number! };
      const found = await findParcel(atlases, tx, tenant, wanted);
      if (typeof found === 'string') throw parcelProblem(found);
      return parcelView(found);
    },
  }),
  operation({
    name: 'territory.list-parcels',
    summary: { ar: 'قطع الأراضي في نافذة من الخريطة', en: 'Parcels in a window of the map' },
    kind: 'query',
    who: [anyone()],
    route: { method: 'GET', path: '/territory/parcels' },
    rate: 'read',
    input: z
      .strictObject({
        west: Degrees(180),
        south: Degrees(90),
        east: Degrees(180),
        north: Degrees(90),
        limit: z.coerce.number().int().min(1).max(500).default(300),
      })
      .refine(({ west, south, east, north }) => west < east && south < north, {
        path: ['east'],
        params: { code: 'empty-window' },
      })
      .refine(({ west, south, east, north }) => east - west <= WIDEST && north - south <= WIDEST, {
        path: ['east'],
        params: { code: 'window-too-wide' },
      }),
    /** Those nearest to its middle, at most as many as asked for. */
    output: z.object({ items: z.array(ParcelSchema) }),
    async run(tx, { limit, ...box }, { tenant }) {
      const { index } = await atlases.of(tx, tenant);
      return { items: (await parcelsWithin(tx, box, limit)).map((row) => parcelView(registered(row, index))) };
    },
  }),
  operation({
    name: 'territory.import-parcels',
    summary: { ar: 'استيراد قطع الأراضي من ملف GeoJSON', en: 'Take over parcels from GeoJSON' },
    kind: 'command',
    who: [tenantRole('administrator'), system()],
    route: { method: 'POST', path: '/territory/parcels/import' },
    rate: 'bulk',
    bodyLimit: 8 * 1024 * 1024,
    input: z.strictObject({
      /** A GeoJSON FeatureCollection of at most 2,000 features. */
      collection: z.unknown(),
      mapping: ParcelMapping,
    }),
    output: ImportReport,
    async run(tx, { collection, mapping }, context) {
      const { type, features } = (collection ?? {}) as { type?: unknown; features?: unknown };
      if (type !== 'FeatureCollection' || !Array.isArray(features)) throw territoryProblems['not-a-collection']();
      if (features.length > MOST_PARCELS)
        throw territoryProblems['too-many-parcels']({ values: { most: MOST_PARCELS } });
      const { index } = await atlases.of(tx, context.tenant);
      const served = servedBox(context.tenant.settings);
      const { parcels, report } = readParcels(features, mapping, (point) => locate(point, index, served) !== undefined);
      const strange = new Set<string>();
      const stored = parcels.map((parcel) => {
        const named = parcel.district === null ? undefined : index.byCode.get(parcel.district);
        if (parcel.district !== null && named?.kind !== 'district') strange.add(`${parcel.plan} ${parcel.number}`);
        const district = named?.kind === 'district' ? named : locate(parcel.label, index, served)?.district;
        return { ...parcel, id: context.newId(), districtId: district?.id ?? null };
      });
      const changed = stored.length === 0 ? 0 : await upsertParcels(tx, stored, mapping.source, context.now.toString());
      if (changed > 0) {
        const id = context.newId();
        context.about({ type: 'territory', id });
        context.emit({ type: TERRITORY_CHANGED, key: id, payload: { what: 'parcels', changed } });
      }
      const told = report.map((one) =>
        one.reason === null && strange.has(`${one.plan} ${one.number}`)
          ? { ...one, remarks: [...one.remarks, 'unknown-district' as const] }
          : { ...one, remarks: [...one.remarks] },
      );
      return {
        taken: parcels.length,
        refused: report.filter(({ reason }) => reason !== null).length,
        changed,
        features: told.filter(({ reason, remarks }) => reason !== null || remarks.length > 0),
      };
    },
  }),
];
