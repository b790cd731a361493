import type { Id } from '#kernel/id.ts';
import { say } from '#kernel/text.ts';
import type { LoadedCase } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { SourceView } from './model-prefill.ts';
import { pinnedService } from './operations-application-shared.ts';
import { openFetched, openSealed } from './operations-prefill-shared.ts';
import type { ServiceParts } from './operations-shared.ts';
import { agrees, type Difference } from './rules-prefill.ts';
import { prefillsOfCase } from './store-prefill.ts';

/** A value as a sentence of the office shows it. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  const { longitude, latitude } = (value ?? {}) as { longitude?: unknown; latitude?: unknown };
  if (typeof longitude === 'number' && typeof latitude === 'number') return `${latitude}, ${longitude}`;
  return JSON.stringify(value ?? '');
}

/**
 * Where answers of an application come from: fetched, typed and verified since, or typed and not verified.
 * @param named whether the reader may see what differs
 */
export async function sourcesOf(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  loaded: LoadedCase,
  named: boolean,
): Promise<SourceView[]> {
  const { definition } = await pinnedService(parts, tx, context, loaded);
  if (definition.prefills.length === 0) return [];
  const id: Id = loaded.state.id;
  const rows = new Map((await prefillsOfCase(tx, id)).map((row) => [row.key, row]));
  const titles = new Map(
    definition.caseType.sections.flatMap(({ fields }) => fields.map(({ key, title }) => [key, title] as const)),
  );
  const fieldOf = (key: string) => ({ key, title: titles.get(key) ?? { ar: key, en: key } });
  const tenantLanguage = context.tenant.languages[0] ?? 'ar';
  const found: SourceView[] = [];
  for (const prefill of definition.prefills) {
    const facts = parts.describe(prefill.connector, prefill.call);
    const row = rows.get(prefill.key);
    const { data } = loaded.state;
    const answered = Object.keys(prefill.map).filter((key) => data[key] != null);
    if (facts === undefined || (row === undefined && answered.length === 0)) continue;
    const values = row?.state === 'answered' ? ((await openFetched(parts, tx, row))?.values ?? {}) : {};
    const changed = Object.entries(values)
      .filter(([key, value]) => data[key] != null && !agrees(data[key], value))
      .map(([key]) => key);
    const differences = row?.differences
      ? await openSealed<Difference[]>(parts, tx, row.partyId, row.differences)
      : undefined;
    const fields = row?.state === 'answered' ? Object.keys(values) : answered;
    found.push({
      key: prefill.key,
      agency: facts.agency,
      connector: facts.connector,
      state:
        row === undefined
          ? 'typed'
          : row.state === 'answered'
            ? 'answered'
            : row.state === 'unknown'
              ? 'unknown'
              : (row.verification ?? 'waiting'),
      at: row?.verifiedAt ?? row?.at ?? null,
      fields: fields.map(fieldOf),
      changed: changed.map((key) => say(fieldOf(key).title, tenantLanguage)),
      differences: !named
        ? null
        : (differences ?? []).map(({ field, said, source }) => ({
            field: say(fieldOf(field).title, tenantLanguage),
            said: shown(said),
            source: shown(source),
          })),
    });
  }
  return found;
}
