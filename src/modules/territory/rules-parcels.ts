import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import { type Box, boxOf, crossingIn, labelPoint, type Position, squareMetres } from '#kernel/geometry.ts';
import { isLandUse, type LandUse, LONGEST_PARCEL_NUMBER, parcelKey } from '#kernel/parcel.ts';
import type { Point } from '#kernel/place.ts';
import { MOST_CORNERS } from '#kernel/shape.ts';
import { GEOMETRY_FAULTS, readGeometry } from './rules-geometry.ts';
import { textIn } from './rules-import.ts';

/** How the properties of another office's file say what ours say: `plan`, `number`, `area`, `landUse`, `district`, `approximate`. */
export const ParcelMapping = z.strictObject({
  /** The file's own name of a property, where it is another: `{ "plan": "PLAN_NO" }`. */
  names: z
    .partialRecord(z.enum(['plan', 'number', 'area', 'landUse', 'district', 'approximate']), z.string().min(1).max(100))
    .default({}),
  /** The file's word for a land use to ours. */
  landUses: z.record(z.string(), z.custom<LandUse>(isLandUse)).default({}),
  /** Who made the file. */
  source: plainText({ max: 200 }),
  /** Borders of this file are only approximate, whatever its features say. */
  approximate: z.boolean().default(false),
});
export type ParcelMapping = z.output<typeof ParcelMapping>;

/** A parcel of a file that can be stored. */
export interface ImportedParcel {
  readonly plan: string;
  readonly number: string;
  readonly planKey: string;
  readonly numberKey: string;
  readonly squareMetres: number;
  readonly landUse: LandUse;
  /** Code of the district the file names. */
  readonly district: string | null;
  readonly points: readonly Position[];
  readonly box: Box;
  readonly label: Point;
  readonly approximate: boolean;
}

export const PARCEL_REFUSALS = [
  'not-a-feature',
  'no-plan',
  'no-number',
  'unknown-land-use',
  'bad-area',
  'not-a-polygon',
  'several-parts',
  'too-many-corners',
  'border-crosses-itself',
  'outside-territory',
  ...GEOMETRY_FAULTS,
] as const;
export type ParcelRefusal = (typeof PARCEL_REFUSALS)[number];

export const PARCEL_REMARKS = [
  'area-measured',
  'area-differs',
  'ring-closed',
  'hole-left-out',
  'repeated-parcel',
  'unknown-district',
] as const;
export type ParcelRemark = (typeof PARCEL_REMARKS)[number];

/** What became of one feature: refused for a reason, or taken with remarks. */
export interface ParcelReport {
  /** Position in the file, from 1. */
  readonly feature: number;
  readonly plan: string | null;
  readonly number: string | null;
  readonly reason: ParcelRefusal | null;
  readonly remarks: readonly ParcelRemark[];
}

export interface ParcelReading {
  readonly parcels: readonly ImportedParcel[];
  readonly report: readonly ParcelReport[];
}

/** A stated area that is off by more than this share of the drawn one is remarked. */
const NOTABLE_SHARE = 0.1;

/** No parcel is as large as a province, square metres. */
const LARGEST = 1e10;

type Properties = Readonly<Record<string, unknown>>;

/**
 * Reads features of parcels (GeoJSON, RFC 7946). One that cannot be taken is reported with its number and reason and never
 * stops the rest; of two with one plan and number the later is taken. `inTerritory`: whether a point lies where the tenant
 * serves.
 */
export function readParcels(
  features: readonly unknown[],
  mapping: ParcelMapping,
  inTerritory: (point: Point) => boolean,
): ParcelReading {
  const parcels = new Map<string, ImportedParcel>();
  const report = features.map((feature, index): ParcelReport => {
    const properties = propertiesOf(feature);
    const named = (key: 'plan' | 'number') => textIn(properties?.[mapping.names[key] ?? key]) ?? null;
    const remarks: ParcelRemark[] = [];
    const read = readParcel(feature, mapping, remarks);
    const taken = typeof read === 'string' || inTerritory(read.label) ? read : 'outside-territory';
    const told = { feature: index + 1, plan: named('plan'), number: named('number') };
    if (typeof taken === 'string') return { ...told, reason: taken, remarks: [] };
    const key = `${taken.planKey} ${taken.numberKey}`;
    if (parcels.has(key)) remarks.push('repeated-parcel');
    parcels.set(key, taken);
    return { ...told, reason: null, remarks };
  });
  return { parcels: [...parcels.values()], report };
}

function propertiesOf(feature: unknown): Properties | null {
  const { type, properties } = (feature ?? {}) as { type?: unknown; properties?: unknown };
  return type === 'Feature' && typeof properties === 'object' && properties !== null
    ? (properties as Properties)
    : null;
}

function readParcel(feature: unknown, mapping: ParcelMapping, remarks: ParcelRemark[]): ImportedParcel | ParcelRefusal {
  const properties = propertiesOf(feature);
  if (properties === null) return 'not-a-feature';
  const given = (key: keyof typeof mapping.names) => properties[mapping.names[key] ?? key];
  const plan = textIn(given('plan'));
  const number = textIn(given('number'));
  const [planKey, numberKey] = [parcelKey(plan ?? ''), parcelKey(number ?? '')];
  if (plan === undefined || planKey === '' || plan.length > LONGEST_PARCEL_NUMBER) return 'no-plan';
  if (number === undefined || numberKey === '' || number.length > LONGEST_PARCEL_NUMBER) return 'no-number';
  const word = textIn(given('landUse')) ?? '';
  const landUse = Object.hasOwn(mapping.landUses, word) ? mapping.landUses[word] : word;
  if (!isLandUse(landUse)) return 'unknown-land-use';
  const border = borderOf((feature as { geometry?: unknown }).geometry, remarks);
  if (typeof border === 'string') return border;
  const drawn = squareMetres([[border]]);
  const stated = given('area') ?? null;
  const said = stated === null ? drawn : typeof stated === 'string' ? Number(stated) : stated;
  const area = typeof said === 'number' ? Math.round(said * 100) / 100 : Number.NaN;
  if (!(area > 0 && area <= LARGEST)) return 'bad-area';
  if (stated === null) remarks.push('area-measured');
  else if (Math.abs(area - drawn) > drawn * NOTABLE_SHARE) remarks.push('area-differs');
  return {
    plan,
    number,
    planKey,
    numberKey,
    squareMetres: area,
    landUse,
    district: textIn(given('district')) ?? null,
    points: border.slice(0, -1),
    box: boxOf([[border]]),
    label: labelPoint([[border]]),
    approximate: mapping.approximate || given('approximate') === true,
  };
}

/** The closed outline of a parcel, which is one piece of land. */
function borderOf(geometry: unknown, remarks: ParcelRemark[]): readonly Position[] | ParcelRefusal {
  const shape = readGeometry(geometry);
  if ('fault' in shape) return shape.fault;
  if ('point' in shape) return 'not-a-polygon';
  if (shape.polygons.length > 1) return 'several-parts';
  const [outline, ...holes] = shape.polygons[0]!;
  if (outline!.length - 1 > MOST_CORNERS) return 'too-many-corners';
  if (crossingIn([[outline!]]) !== undefined) return 'border-crosses-itself';
  if (shape.closed) remarks.push('ring-closed');
  if (holes.length > 0) remarks.push('hole-left-out');
  return outline!;
}
