import type { Id } from '#kernel/id.ts';
import type { Sheet } from '#modules/cases/api.ts';
import { enterInto, sheetValue } from '#modules/cases/api.ts';
import type { ConnectorFacts, Connectors } from '#modules/exchange/api.ts';
import type { Tx } from '#platform/db.ts';
import type { ServiceDefinition } from './model.ts';
import type { Prefill, PrefillView } from './model-prefill.ts';
import type { ServiceParts } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { type PrefillRow, prefillsOfDraft } from './store-prefill.ts';

/** What asks agencies for applications; never inside a transaction. */
export type Asking = Pick<Connectors, 'askNamed' | 'describe'>;

const SEALED = 'services-prefill';

/** What was asked, and what it gave for each field. */
export interface Fetched {
  readonly input: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** @throws Problem services.draft-not-found of a forgotten party */
export async function sealFetched(parts: ServiceParts, tx: Tx, partyId: Id, content: unknown): Promise<Uint8Array> {
  const sealed = await parts.identity.sealFor(tx, partyId, SEALED, JSON.stringify(content));
  if (sealed === undefined) throw serviceProblems['draft-not-found']();
  return sealed;
}

/** Undefined once the party was forgotten. */
export async function openSealed<T>(
  parts: ServiceParts,
  tx: Tx,
  partyId: Id,
  sealed: Uint8Array | null,
): Promise<T | undefined> {
  const text = sealed === null ? undefined : await parts.identity.openFor(tx, partyId, SEALED, sealed);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

export const openFetched = (parts: ServiceParts, tx: Tx, row: PrefillRow): Promise<Fetched | undefined> =>
  openSealed<Fetched>(parts, tx, row.partyId, row.sealed);

/** What an agency would be asked, from what was entered; a part that is not answered is null. */
export const inputOf = ({ input }: Prefill, sheet: Sheet): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).map(([name, feel]) => [name, sheetValue(sheet, feel)]));

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** @throws Problem services.prefill-unknown */
export function getPrefill({ prefills }: ServiceDefinition, key: string): Prefill {
  const found = prefills.find((one) => one.key === key);
  if (found === undefined) throw serviceProblems['prefill-unknown']();
  return found;
}

/** Keeps what an agency gave: values that its own field refuses are left to be typed. */
export function enterFetched(sheet: Sheet, values: Fetched['values']): { sheet: Sheet; kept: Fetched['values'] } {
  let entered = sheet;
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(values)) {
    const one = enterInto(entered, [field], { [field]: value });
    if (one.problems.length > 0) continue;
    entered = one.sheet;
    kept[field] = value;
  }
  return { sheet: entered, kept };
}

/** Everything that was fetched for a draft, by its key. */
export async function heldFetched(parts: ServiceParts, tx: Tx, draftId: Id): Promise<ReadonlyMap<string, Fetched>> {
  const held = new Map<string, Fetched>();
  for (const row of await prefillsOfDraft(tx, draftId)) {
    const fetched = row.state === 'answered' ? await openFetched(parts, tx, row) : undefined;
    if (fetched !== undefined) held.set(row.key, fetched);
  }
  return held;
}

/** What agencies said of the locked fields among `keys`: it stands whatever a form says. */
export const lockedValues = (
  { prefills }: ServiceDefinition,
  held: ReadonlyMap<string, Fetched>,
  keys: readonly string[],
): Record<string, unknown> =>
  Object.fromEntries(
    prefills.flatMap(({ key, locked }) =>
      Object.entries(held.get(key)?.values ?? {}).filter(([field]) => locked.includes(field) && keys.includes(field)),
    ),
  );

/** The sheet without what was fetched about something else than it now says, such as another registration. */
export function withoutStale(
  { prefills }: ServiceDefinition,
  held: ReadonlyMap<string, Fetched>,
  sheet: Sheet,
): { sheet: Sheet; stale: string[] } {
  const stale = prefills.filter((one) => {
    const fetched = held.get(one.key);
    return fetched !== undefined && !isSame(inputOf(one, sheet), fetched.input);
  });
  const fields = stale.flatMap(({ key }) => Object.entries(held.get(key)!.values));
  const gone = fields.filter(([field, value]) => isSame(sheet.data[field], value)).map(([field]) => field);
  const cleared = Object.fromEntries(gone.map((field) => [field, null]));
  return {
    sheet: gone.length === 0 ? sheet : enterInto(sheet, gone, cleared).sheet,
    stale: stale.map(({ key }) => key),
  };
}

/** What a page offers to fetch, in words; undefined where the tenant does not ask that agency. */
export function prefillView(
  prefill: Prefill,
  row: PrefillRow | undefined,
  facts: ConnectorFacts | undefined,
): PrefillView | undefined {
  if (facts === undefined) return undefined;
  const { agency, connector, summary, basis, sends, receives } = facts;
  const answered = row?.state === 'answered';
  return {
    key: prefill.key,
    ...{ agency, connector, summary, basis, sends, receives },
    purpose: prefill.purpose,
    needs: prefill.needs,
    fills: Object.keys(prefill.map),
    locked: answered ? prefill.locked : [],
    state: row?.state ?? 'offered',
    at: row?.at ?? null,
  };
}
