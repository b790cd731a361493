import type { FieldProblem } from '#kernel/problem.ts';
import type { CaseType, Data, Field, Key } from './model.ts';
import { compile } from './rules-compiled.ts';
import { resultOf, type Scope } from './rules-feel.ts';
import { apply } from './rules-fold.ts';
import { dependentChanges, formProblems, isVisible, readForm } from './rules-form.ts';
import { doerOf } from './rules-progress.ts';
import type { Setting } from './rules-setting.ts';

/**
 * The form of a type before there is a case: what is being written, page by page, by the rules that opening the case
 * will hold it to. Pure, so a page may compute in the browser what the server will say.
 */
export interface Sheet {
  readonly type: CaseType;
  readonly data: Data;
  readonly scope: Scope;
}

/** Who writes, when, and on which calendar. */
export type SheetSetting = Pick<Setting, 'actor' | 'now' | 'calendar'>;

/** `data` as a sheet of `type`, as it was entered: nothing computed, nothing taken away. */
export function sheetOf(type: CaseType, data: Data, given: SheetSetting): Sheet {
  const setting: Setting = { ...given, relations: [], newId: () => '' };
  const { initial, states } = type.flow;
  const state = apply(null, {
    type: 'opened',
    ...doerOf(setting),
    audience: ['applicant'],
    id: '',
    number: '',
    caseType: { id: type.id, version: type.version },
    state: initial,
    category: states[initial]!.category,
    data,
    priority: 3,
    participants: [],
  });
  return { type, data, scope: { data, input: {}, state, setting } };
}

const withData = (sheet: Sheet, data: Data): Sheet => ({ ...sheet, data, scope: { ...sheet.scope, data } });

/** The sheet with calculated values, and without those of fields that are hidden now. */
export function settleSheet(sheet: Sheet): Sheet {
  const changes = dependentChanges(compile(sheet.type).dependent, sheet.scope);
  const settled = { ...sheet.data, ...changes };
  return withData(sheet, Object.fromEntries(Object.entries(settled).filter(([, value]) => value !== null)));
}

/** Every field of the type; one of a section that is hidden is hidden with it. */
export const sheetFields = ({ type }: Sheet): Field[] => [...compile(type).fields.values()];

/** The fields among `keys` that are asked now, in that order; calculated ones are shown, never asked. */
export const fieldsShown = (sheet: Sheet, keys: readonly Key[]): Field[] =>
  keys.flatMap((key) => {
    const field = compile(sheet.type).fields.get(key);
    return field !== undefined && isVisible(field, sheet.scope) ? [field] : [];
  });

/** What is missing from, or wrong with, the fields of `keys` as the sheet stands; paths begin with `input.`. */
export const sheetProblems = (sheet: Sheet, keys: readonly Key[], demand = true): FieldProblem[] =>
  formProblems(fieldsShown(sheet, keys), sheet.data, sheet.scope, demand);

/** What is wrong with an entry as a whole: what cannot be read, and what is missing or wrong besides. */
export function entryProblems(
  { sheet, problems }: { readonly sheet: Sheet; readonly problems: readonly FieldProblem[] },
  keys: readonly Key[],
): FieldProblem[] {
  // What could not be read is not also missing.
  const told = (path: string) => problems.some((one) => one.path === path || one.path.startsWith(`${path}.`));
  return [...problems, ...sheetProblems(sheet, keys).filter(({ path }) => !told(path))];
}

/**
 * The sheet with what was entered into the fields of `keys`: what cannot be read is told, each at its field.
 * @throws Problem cases.too-large
 */
export function enterInto(
  sheet: Sheet,
  keys: readonly Key[],
  raw: Readonly<Record<string, unknown>>,
): { readonly sheet: Sheet; readonly problems: readonly FieldProblem[] } {
  const { fields } = compile(sheet.type);
  const { values, problems } = readForm(
    keys.flatMap((key) => fields.get(key) ?? []),
    raw,
  );
  return { sheet: settleSheet(withData(sheet, { ...sheet.data, ...values })), problems };
}

/** The value of an expression over the sheet; null when it cannot be computed. */
export const sheetValue = (sheet: Sheet, feel: string): unknown => resultOf(feel, sheet.scope);
