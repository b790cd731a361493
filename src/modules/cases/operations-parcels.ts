import type { ParcelName } from '#kernel/parcel.ts';
import type { Point } from '#kernel/place.ts';
import type { FieldProblem } from '#kernel/problem.ts';
import { PARCEL_FAULTS, type TerritoryApi } from '#modules/territory/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { CaseType } from './model.ts';
import { compile } from './rules-compiled.ts';

/** How an answer names a parcel: by its numbers, or by a point within it. Whatever else it says of the parcel is not believed. */
function namedIn(value: unknown): ParcelName | Point | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { plan, number, longitude, latitude } = value as Record<string, unknown>;
  if (typeof plan === 'string' && typeof number === 'string' && plan.trim() !== '' && number.trim() !== '') {
    return { plan, number };
  }
  const atPoint = plan === undefined && number === undefined;
  return atPoint && typeof longitude === 'number' && typeof latitude === 'number' ? { longitude, latitude } : undefined;
}

/** What was entered, with every parcel as the register has it; what names none is told, each at its field. */
export async function withParcels(
  territory: Pick<TerritoryApi, 'findParcel'>,
  tx: Tx,
  { tenant }: Pick<OperationContext, 'tenant'>,
  type: CaseType,
  input: Readonly<Record<string, unknown>>,
  action?: string,
): Promise<{ readonly input: Readonly<Record<string, unknown>>; readonly problems: readonly FieldProblem[] }> {
  const { fields } = compile(type);
  const own = (action === undefined ? undefined : type.flow.actions[action]?.input) ?? [];
  const problems: FieldProblem[] = [];
  let read = input;
  for (const [key, value] of Object.entries(input)) {
    const field = own.find((one) => typeof one !== 'string' && one.key === key) ?? fields.get(key);
    if (typeof field !== 'object' || field.type !== 'parcel') continue;
    const wanted = namedIn(value);
    if (wanted === undefined) continue;
    const found = await territory.findParcel(tx, tenant, wanted);
    if (typeof found === 'string') problems.push({ path: `input.${key}`, code: found, text: PARCEL_FAULTS[found] });
    else read = { ...read, [key]: found };
  }
  return { input: read, problems };
}
