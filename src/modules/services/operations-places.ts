import { isPoint } from '#kernel/place.ts';
import type { FieldProblem } from '#kernel/problem.ts';
import { type CaseType, type Sheet, sheetFields } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { afterInput, type ServiceParts } from './operations-shared.ts';

interface Drawn {
  readonly points?: unknown;
  readonly longitude?: unknown;
  readonly latitude?: unknown;
}

/** The corners of a point, line or area. */
function cornersOf(value: unknown): { longitude: number; latitude: number }[] {
  const { points, longitude, latitude } = (value ?? {}) as Drawn;
  const pairs: unknown[] = Array.isArray(points) ? points : [[longitude, latitude]];
  return pairs.flatMap((pair) => {
    const [x, y] = Array.isArray(pair) ? (pair as unknown[]) : [];
    return typeof x === 'number' && typeof y === 'number' && isPoint(x, y) ? [{ longitude: x, latitude: y }] : [];
  });
}

const OUTSIDE = {
  ar: 'هذا الموقع خارج نطاق البلدية؛ حدده داخل حدودها.',
  en: 'This is outside the municipality; choose a place within its borders.',
};

/** Places among these fields that lie, wholly or in part, outside the tenant's territory. */
export async function placesOutside(
  parts: ServiceParts,
  tx: Tx,
  { tenant }: Pick<OperationContext, 'tenant'>,
  type: CaseType,
  data: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Promise<FieldProblem[]> {
  const found: FieldProblem[] = [];
  const fields = type.sections.flatMap((section) => section.fields);
  for (const { key, type: kind } of fields) {
    if (!keys.includes(key) || !['point', 'line', 'polygon'].includes(kind)) continue;
    for (const corner of cornersOf(data[key])) {
      if ((await parts.territory.locate(tx, tenant, corner)) !== undefined) continue;
      found.push({ path: `input.${key}`, code: 'outside', text: OUTSIDE });
      break;
    }
  }
  return found;
}

/** Where the place field of a type lies, for the case. @throws Problem territory.outside */
export async function placeOf(
  parts: ServiceParts,
  tx: Tx,
  { tenant }: Pick<OperationContext, 'tenant'>,
  type: CaseType,
  data: Readonly<Record<string, unknown>>,
) {
  const value = type.place === undefined ? undefined : (data[type.place] as Drawn | undefined);
  // A parcel says where its middle is; its first corner lies on the border of others.
  const [point] = cornersOf(value?.longitude === undefined ? value : { ...value, points: undefined });
  if (point === undefined) return undefined;
  const located = await parts.territory.locateOrRefuse(tx, tenant, point);
  return { ...point, municipalityId: located.municipality?.id ?? null, districtId: located.district?.id ?? null };
}

const PARCEL_CHANGED = {
  ar: 'تغيرت بيانات هذه القطعة في السجل منذ حفظ الطلب. افتح الخطوة واحفظها من جديد لتراجع المساحة والمقابل.',
  en: 'The register has changed this parcel since the step was saved. Open the step and save it again to check area and fee.',
};

/** Parcels among the answers that the register no longer has, or has otherwise than when they were saved. */
export async function parcelsChanged(
  { cases }: ServiceParts,
  tx: Tx,
  context: OperationContext,
  sheet: Sheet,
  keys: readonly string[],
): Promise<FieldProblem[]> {
  const parcels = sheetFields(sheet).flatMap(({ key, type }) =>
    type === 'parcel' && keys.includes(key) && sheet.data[key] != null ? key : [],
  );
  if (parcels.length === 0) return [];
  const saved = Object.fromEntries(parcels.map((key) => [key, sheet.data[key]]));
  const { input, problems } = await cases.withParcels(tx, context, sheet.type, saved);
  const now = afterInput(sheet, parcels, input).data;
  const changed = parcels.filter(
    (key) =>
      JSON.stringify(now[key]) !== JSON.stringify(saved[key]) && !problems.some(({ path }) => path === `input.${key}`),
  );
  return [
    ...problems,
    ...changed.map((key) => ({ path: `input.${key}`, code: 'parcel-changed', text: PARCEL_CHANGED })),
  ];
}
