import { isTamePattern } from '#kernel/expression-tree.ts';
import type { Findings } from './lint-report.ts';
import type { CaseType, Column, Field, FieldType } from './model.ts';

/** Types that say who somebody is, and types in which people write or show it. */
const PERSONAL: ReadonlySet<FieldType> = new Set(['party', 'identifier']);
const MAY_BE_PERSONAL: ReadonlySet<FieldType> = new Set(['text', 'longText', 'files', 'table', 'object']);
const PERSONAL_KEY = /name|mobile|phone|email|birth|nationalid|iqama|passport|iban/i;
const PUBLIC_KEY = /placename|streetname|tradename/i;

const isPersonal = ({ type, key }: Field | Column): boolean =>
  PERSONAL.has(type) || (PERSONAL_KEY.test(key) && !PUBLIC_KEY.test(key) && MAY_BE_PERSONAL.has(type));

/** Fields defined twice, incompletely, against themselves, or without the class their content needs. */
export function lintFields(type: CaseType, findings: Findings): void {
  const seen = new Set<string>();
  for (const [index, section] of type.sections.entries()) {
    for (const [place, field] of section.fields.entries()) {
      const path = `sections.${index}.fields.${place}`;
      if (seen.has(field.key)) findings.add('duplicate-key', path, { name: field.key });
      seen.add(field.key);
      lintField(field, path, findings);
    }
  }
  for (const [key, { input }] of Object.entries(type.flow.actions)) {
    for (const [index, entry] of (input ?? []).entries()) {
      if (typeof entry !== 'string') lintField(entry, `flow.actions.${key}.input.${index}`, findings);
    }
  }
}

function lintField(field: Field | Column, path: string, findings: Findings): void {
  lintClass(field, path, findings);
  const wrong = incomplete(field);
  if (wrong) findings.add('field-incomplete', path, { detail: wrong });
  if (field.pattern !== undefined && !isGoodPattern(field.pattern)) findings.add('pattern', `${path}.pattern`);
  const columns = 'columns' in field ? (field.columns ?? []) : [];
  for (const [index, column] of columns.entries()) lintField(column, `${path}.columns.${index}`, findings);
}

function lintClass(field: Field | Column, path: string, findings: Findings): void {
  const { dataClass } = field;
  const shownToAll = field.audience?.includes('public') ?? false;
  if (dataClass === undefined) {
    if (isPersonal(field)) findings.add('class-missing', path);
    else if (MAY_BE_PERSONAL.has(field.type)) findings.add('class-missing', path, {}, 'warning');
  }
  const closed = dataClass === 'personal' || dataClass === 'restricted';
  if ((closed && shownToAll) || (PERSONAL.has(field.type) && dataClass === 'public'))
    findings.add('personal-public', path);
}

function incomplete(field: Field | Column): string | undefined {
  const { type, min, max } = field;
  if ((type === 'choice' || type === 'multiChoice' || type === 'activity') && !field.options) return 'options';
  if (type === 'table' && !('columns' in field && field.columns)) return 'columns';
  if (type === 'identifier' && field.identifier === undefined) return 'identifier';
  const values = field.options?.map(({ value }) => value) ?? [];
  if (new Set(values).size < values.length) return 'options';
  const limits = [min, max].filter((limit) => limit !== undefined);
  if ('calculate' in field && typeof field.calculate === 'object' && field.calculate.outputs.length !== 1)
    return 'calculate';
  const wanted = type === 'date' ? 'string' : 'number';
  if (limits.some((limit) => typeof limit !== wanted)) return 'min, max';
  return min !== undefined && max !== undefined && min > max ? 'min, max' : undefined;
}

function isGoodPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
  } catch {
    return false;
  }
  return isTamePattern(pattern);
}
