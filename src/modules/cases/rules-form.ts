import type { FieldProblem } from '#kernel/problem.ts';
import { say } from '#kernel/text.ts';
import type { Check, Data, Field, Words } from './model.ts';
import { refuse } from './problems.ts';
import { decisionOf, holds, resultOf, type Scope } from './rules-feel.ts';
import { fieldProblem, readValue } from './rules-values.ts';

/** The most characters of JSON one input may have when it is stored. */
const LARGEST_INPUT = 131_072;

export interface FormReading {
  /** By field key; null where something was emptied. Fields that were not sent are absent. */
  readonly values: Data;
  readonly problems: readonly FieldProblem[];
}

const both = (words: Words) => ({ ar: say(words, 'ar'), en: say(words, 'en') });

/** What the failed checks say, each at its field or at the form as a whole. */
export function failedChecks(checks: readonly Check[] | undefined, scope: Scope): FieldProblem[] {
  return (checks ?? [])
    .filter(({ must }) => !holds(must, scope))
    .map(({ text, field }) => ({ path: field ? `input.${field}` : 'input', code: 'rule', text: both(text) }));
}

/**
 * Reads what was entered into `fields`: values in stored form, all problems at once. Calculated fields are left alone,
 * whoever sent them. Raises `cases.too-large`.
 */
export function readForm(fields: readonly Field[], raw: Readonly<Record<string, unknown>>): FormReading {
  const values: Data = {};
  const problems: FieldProblem[] = [];
  const known = new Map(fields.map((field) => [field.key, field]));
  for (const key of Object.keys(raw)) {
    if (!known.has(key)) problems.push(fieldProblem(`input.${key.slice(0, 64)}`, 'unknown'));
  }
  for (const field of fields) {
    if (!Object.hasOwn(raw, field.key) || field.calculate !== undefined) continue;
    const reading = readValue(`input.${field.key}`, raw[field.key], field);
    if ('problems' in reading) problems.push(...reading.problems);
    else values[field.key] = reading.value as Data[string];
  }
  if (problems.length === 0 && JSON.stringify(values).length > LARGEST_INPUT) throw refuse['too-large']();
  return { values, problems };
}

export const isVisible = (field: Field, scope: Scope): boolean =>
  field.visible === undefined || holds(field.visible, scope);

/** Of a form, what is asked now: a field whose condition looks at what is typed stays, since that is not known yet. */
export const askedNow = (fields: readonly Field[], scope: Scope): Field[] =>
  fields.filter(
    (field) => (typeof field.visible === 'string' && /\binput\b/.test(field.visible)) || isVisible(field, scope),
  );

const isRequired = (field: Field, scope: Scope): boolean =>
  field.required === true || (typeof field.required === 'string' && holds(field.required, scope));

/**
 * What is missing from, or wrong with, `values` as a whole. `scope` holds the same values, as `data` or as `input`.
 * @param demand whether required fields must be there; a draft may lack them
 */
export function formProblems(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
  scope: Scope,
  demand = true,
): FieldProblem[] {
  return fields.flatMap((field) => {
    if (!field.visible && !field.required && !field.validate) return [];
    if (field.calculate !== undefined || !isVisible(field, scope)) return [];
    const path = `input.${field.key}`;
    const value = values[field.key] ?? null;
    if (value === null) return demand && isRequired(field, scope) ? [fieldProblem(path, 'required')] : [];
    return (field.validate ?? [])
      .filter(({ must }) => !holds(must, { ...scope, value }))
      .map(({ text }) => ({ path, code: 'rule', text: both(text) }));
  });
}

/**
 * The changes that follow from others: calculated values, and hidden fields that lose theirs. In the order of the
 * document, so a field may depend on those above it.
 */
export function dependentChanges(dependent: readonly Field[], scope: Scope): Data {
  if (dependent.length === 0) return {};
  const changes: Data = {};
  let current = scope;
  for (const field of dependent) {
    const before = current.data[field.key] ?? null;
    const after = !isVisible(field, current) ? null : field.calculate ? computed(field, current) : before;
    if (JSON.stringify(after) === JSON.stringify(before)) continue;
    changes[field.key] = after;
    current = { ...current, data: { ...current.data, [field.key]: after } };
  }
  return changes;
}

function computed(field: Field, scope: Scope): Data[string] {
  const { calculate } = field;
  const result = typeof calculate === 'object' ? decisionOf(calculate, scope) : resultOf(calculate!, scope);
  const reading = readValue(field.key, result, field);
  return 'problems' in reading ? null : (reading.value as Data[string]);
}
