import { evaluate, parseExpression } from '#kernel/expression.ts';
import type { ServiceDefinition } from './model.ts';
import type { Renews } from './model-renewal.ts';

/** What of a licence decides whether it is renewed, and what it fills in. */
interface Licence {
  readonly number: string;
  readonly key: string;
  readonly service: { readonly id: string };
  readonly state: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
}

/** What a licence gives for the fields of the form that renews it; what it says nothing of is left out. */
export function valuesOfLicence(
  { field, from }: Renews,
  document: Omit<Licence, 'state'>,
  data: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const source = from.find((one) => one.service === document.service.id && one.document === document.key);
  const { number, validFrom, validUntil } = document;
  const values: Record<string, unknown> = { [field]: number };
  for (const [key, feel] of Object.entries(source?.values ?? {})) {
    const result = evaluate(feel, { data, document: { number, validFrom, validUntil } });
    if (result.ok && result.value !== null && result.value !== '') values[key] = result.value;
  }
  return values;
}

/** Why a licence cannot be renewed, whatever the service's own conditions say. */
export type Hindrance = 'licence-revoked' | 'licence-suspended' | 'licence-renewed' | 'licence-in-renewal';

/** @param openAs the number of the application that renews it already, if there is one */
export function hindranceOf({ state }: Pick<Licence, 'state'>, openAs: string | undefined): Hindrance | undefined {
  if (state === 'revoked') return 'licence-revoked';
  if (state === 'superseded') return 'licence-renewed';
  if (openAs !== undefined) return 'licence-in-renewal';
  return state === 'suspended' ? 'licence-suspended' : undefined;
}

/** Whether a service renews what that service issued under that key. */
export const renewsThis = (
  { renews }: Pick<ServiceDefinition, 'renews'>,
  { service, key }: Pick<Licence, 'service' | 'key'>,
): boolean => renews?.from.some((one) => one.service === service.id && one.document === key) ?? false;

type Fault = (path: string, code: 'unknown-field' | 'expression' | 'expression-name' | 'renews-unreplaced') => void;

/** What is wrong with what a service renews. */
export function lintRenews({ renews, documents }: ServiceDefinition, keys: ReadonlySet<string>, add: Fault): void {
  if (renews === undefined) return;
  for (const key of [renews.field, ...renews.locked]) if (!keys.has(key)) add(`service.renews.${key}`, 'unknown-field');
  if (!Object.values(documents).some(({ replaces }) => replaces === renews.field)) {
    add('service.renews.field', 'renews-unreplaced');
  }
  const feel = (text: string, path: string, known: readonly string[]) => {
    const parsed = parseExpression(text);
    if (!parsed.ok) add(path, 'expression');
    else if (parsed.names.some((name) => !known.includes(name))) add(path, 'expression-name');
  };
  for (const [index, { values }] of renews.from.entries()) {
    for (const [key, text] of Object.entries(values)) {
      const path = `service.renews.from.${index}.values.${key}`;
      if (!keys.has(key)) add(path, 'unknown-field');
      feel(text, path, ['data', 'document']);
    }
  }
  if (renews.offerDays !== undefined) feel(renews.offerDays, 'service.renews.offerDays', ['data']);
}
