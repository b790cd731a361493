import { normalise } from '#kernel/arabic.ts';
import { evaluate, parseExpression } from '#kernel/expression.ts';
import type { ServiceDefinition } from './model.ts';
import type { Prefill } from './model-prefill.ts';

type Values = Readonly<Record<string, unknown>>;

/** What an agency's answer gives for each field; fields it says nothing of are left out. */
export function valuesFrom({ map }: Pick<Prefill, 'map'>, answer: unknown): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [field, feel] of Object.entries(map)) {
    const result = evaluate(feel, { answer });
    if (result.ok && result.value !== null && result.value !== '') values[field] = result.value;
  }
  return values;
}

/** One writing of a value: texts without what the ear does not hear, numbers and the rest as JSON. */
const plain = (value: unknown): string =>
  typeof value === 'string' ? normalise(value).trim() : JSON.stringify(value ?? null);

const CLOSE_DEGREES = 0.002;
const isPlace = (value: unknown): value is { longitude: number; latitude: number } =>
  typeof value === 'object' && value !== null && 'longitude' in value && 'latitude' in value;

/** Whether what was said and what the agency says are the same; places may lie some two hundred metres apart. */
export function agrees(said: unknown, source: unknown): boolean {
  if (isPlace(said) && isPlace(source)) {
    return (
      Math.abs(said.longitude - source.longitude) <= CLOSE_DEGREES &&
      Math.abs(said.latitude - source.latitude) <= CLOSE_DEGREES
    );
  }
  return plain(said) === plain(source);
}

export interface Difference {
  readonly field: string;
  readonly said: unknown;
  readonly source: unknown;
}

/** Fields that were answered otherwise than the agency says. What was left empty is no difference. */
export const differencesOf = (data: Values, values: Values): Difference[] =>
  Object.entries(values)
    .filter(([field, source]) => data[field] != null && !agrees(data[field], source))
    .map(([field, source]) => ({ field, said: data[field], source }));

/** How long to wait before asking again after so many tries in vain; null when it is given up. In minutes. */
export const waitAfterTries = (tries: number): number | null => (tries >= 24 ? null : Math.min(2 ** tries, 360));

type Fault = (path: string, code: 'unknown-field' | 'expression' | 'expression-name' | 'unknown-page') => void;

/** What is wrong with what a service fetches. */
export function lintPrefills({ prefills, pages }: ServiceDefinition, keys: ReadonlySet<string>, add: Fault): void {
  for (const [index, prefill] of prefills.entries()) {
    const path = `service.prefills.${index}`;
    const page = pages.find(({ key }) => key === prefill.page);
    if (page === undefined) add(`${path}.page`, 'unknown-page');
    for (const key of [...prefill.needs, ...prefill.locked, ...Object.keys(prefill.map)]) {
      if (!keys.has(key)) add(`${path}.${key}`, 'unknown-field');
    }
    // What is fetched must be on the page where it is asked for, or a later one.
    const earlier = pages.slice(0, page === undefined ? 0 : pages.indexOf(page)).flatMap(({ fields }) => fields);
    for (const key of Object.keys(prefill.map)) if (earlier.includes(key)) add(`${path}.map.${key}`, 'unknown-page');
    for (const [part, known] of [
      ['input', 'data'],
      ['map', 'answer'],
    ] as const) {
      for (const [name, feel] of Object.entries(prefill[part])) {
        const parsed = parseExpression(feel);
        if (!parsed.ok) add(`${path}.${part}.${name}`, 'expression');
        else if (parsed.names.some((one) => one !== known)) add(`${path}.${part}.${name}`, 'expression-name');
      }
    }
  }
}
