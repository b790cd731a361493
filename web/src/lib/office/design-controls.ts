// Long because what a control shows and how it is read back must be seen side by side.
import type { Language } from '#kernel/text.ts';

type Json = unknown;
type Values = Record<string, string>;

/** How a member of a design is written in a form. Each is read back as the member's value, or null where it is absent. */
export type ControlKind =
  | 'words'
  | 'longWords'
  | 'text'
  | 'feel'
  | 'number'
  | 'amount'
  | 'select'
  | 'flag'
  | 'required'
  | 'checks'
  | 'lines'
  | 'json'
  | 'branches'
  | 'pairs'
  | 'rows'
  | 'calculate';

export interface Control {
  /** The member: `valid.from`. */
  readonly name: string;
  readonly kind: ControlKind;
  readonly label: string;
  readonly hint?: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** The members of each row. */
  readonly rows?: readonly Control[];
  /** How many rows are drawn: what there is and some to fill in. */
  readonly count?: number;
  /** Inputs and rules that the grid of a decision table has. */
  readonly grid?: { readonly inputs: number; readonly rules: number };
}

/** Rows to fill in beyond those that are there. */
const SPARE = 2;
const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: Json): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
const listOf = (value: Json): Json[] => (Array.isArray(value) ? value : []);

export const memberAt = (node: Json, name: string): Json =>
  name.split('.').reduce<Json>((at, step) => (isRecord(at) ? at[step] : undefined), node);

/** Controls with as many rows as their values need. */
export function sized(controls: readonly Control[], node: Json): Control[] {
  return controls.map((control) => {
    const value = memberAt(node, control.name);
    if (control.kind === 'calculate') {
      const table = isRecord(value) ? value : {};
      const inputs = Math.max(listOf(table.inputs).length + 1, 2);
      return { ...control, grid: { inputs, rules: listOf(table.rules).length + 3 } };
    }
    if (control.rows === undefined && !['branches', 'pairs'].includes(control.kind)) return control;
    const length = isRecord(value) ? Object.keys(value).length : listOf(value).length;
    return { ...control, count: length + SPARE };
  });
}

/** What the form of these controls shows, by the names of its fields. */
export function valuesOf(controls: readonly Control[], node: Json, before = ''): Values {
  return Object.assign({}, ...controls.map((control) => shown(control, memberAt(node, control.name), before)));
}

function shown(control: Control, value: Json, before: string): Values {
  const name = `${before}${control.name}`;
  switch (control.kind) {
    case 'words':
    case 'longWords':
      return Object.fromEntries(
        Object.entries(isRecord(value) ? value : {}).map(([tag, words]) => [`${name}.${tag}`, text(words)]),
      );
    case 'flag':
      return { [name]: value === true ? 'yes' : '' };
    case 'required':
      return {
        [name]: value === true ? 'yes' : typeof value === 'string' ? 'when' : 'no',
        [`${name}.when`]: typeof value === 'string' ? value : '',
      };
    case 'checks':
      return { [name]: listOf(value).map(text).join('\n') };
    case 'lines':
      return { [name]: typeof value === 'string' ? value : listOf(value).map(text).join('\n') };
    case 'json':
      return { [name]: value === undefined ? '' : JSON.stringify(value, null, 2) };
    case 'pairs':
      return Object.assign(
        {},
        ...Object.entries(isRecord(value) ? value : {}).map(([key, feel], i) => ({
          [`${name}.${i}.key`]: key,
          [`${name}.${i}.value`]: typeof feel === 'string' ? feel : JSON.stringify(feel),
        })),
      );
    case 'branches': {
      const rows = typeof value === 'string' ? [{ to: value }] : listOf(value);
      return Object.assign({}, ...rows.map((row, i) => valuesOf(BRANCH, row, `${name}.${i}.`)));
    }
    case 'rows':
      return Object.assign({}, ...listOf(value).map((row, i) => valuesOf(control.rows ?? [], row, `${name}.${i}.`)));
    case 'calculate':
      return calculated(name, value);
    default:
      return { [name]: text(value) };
  }
}

const BRANCH: readonly Control[] = [
  { name: 'when', kind: 'feel', label: 'when' },
  { name: 'to', kind: 'select', label: 'to' },
];

function calculated(name: string, value: Json): Values {
  if (!isRecord(value)) return { [`${name}.how`]: text(value) === '' ? 'no' : 'feel', [`${name}.feel`]: text(value) };
  const found: Values = { [`${name}.how`]: 'table', [`${name}.hit`]: text(value.hitPolicy) };
  for (const [i, input] of listOf(value.inputs).entries())
    found[`${name}.in.${i}`] = text(memberAt(input, 'expression'));
  for (const [r, rule] of listOf(value.rules).entries()) {
    for (const [i, cell] of listOf(memberAt(rule, 'when')).entries()) found[`${name}.rule.${r}.${i}`] = text(cell);
    found[`${name}.rule.${r}.give`] = text(listOf(memberAt(rule, 'give'))[0]);
  }
  return found;
}

/** Reads a form of these controls: by member, null where nothing was written. Throws a SyntaxError for JSON that is none. */
export function readControls(
  controls: readonly Control[],
  data: FormData,
  languages: readonly string[],
  before = '',
): Map<string, Json> {
  return new Map(controls.map((control) => [control.name, read(control, data, languages, before)]));
}

const said = (data: FormData, name: string): string | null => {
  const value = data.get(name);
  const trimmed = typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
  return trimmed === '' ? null : trimmed;
};
const whole = (rows: readonly Json[]): Json => (rows.length === 0 ? null : rows);

function rowsRead(control: Control, data: FormData, languages: readonly string[], name: string): Json[] {
  const controls = control.kind === 'branches' ? BRANCH : (control.rows ?? []);
  const found: Json[] = [];
  for (let i = 0; i < (control.count ?? 0); i++) {
    const row = nested(readControls(controls, data, languages, `${name}.${i}.`));
    if (row !== null) found.push(row);
  }
  return found;
}

/** Members as one object, those that are null left out; null where none is left. */
export function nested(members: ReadonlyMap<string, Json>): Record<string, Json> | null {
  const present = [...members].filter(([, value]) => value !== null);
  return present.length === 0 ? null : Object.fromEntries(present);
}

function read(control: Control, data: FormData, languages: readonly string[], before: string): Json {
  const name = `${before}${control.name}`;
  switch (control.kind) {
    case 'words':
    case 'longWords': {
      const words = languages.flatMap((tag) => {
        const one = said(data, `${name}.${tag}`);
        return one === null ? [] : [[tag, one] as const];
      });
      return words.length === 0 ? null : Object.fromEntries(words);
    }
    case 'number': {
      const typed = said(data, name);
      return typed === null ? null : Number.isFinite(Number(typed)) ? Number(typed) : typed;
    }
    case 'amount': {
      const typed = said(data, name);
      return typed !== null && /^\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed;
    }
    case 'flag':
      return data.get(name) === 'yes' ? true : null;
    case 'required': {
      const how = data.get(name);
      return how === 'yes' ? true : how === 'when' ? said(data, `${name}.when`) : null;
    }
    case 'checks':
      return whole(data.getAll(name).filter((one) => typeof one === 'string' && one !== ''));
    case 'lines':
      return whole((said(data, name) ?? '').split('\n').flatMap((line) => line.trim() || []));
    case 'json': {
      const typed = said(data, name);
      return typed === null ? null : JSON.parse(typed);
    }
    case 'pairs': {
      const pairs: [string, Json][] = [];
      for (let i = 0; i < (control.count ?? 0); i++) {
        const [key, value] = [said(data, `${name}.${i}.key`), said(data, `${name}.${i}.value`)];
        if (key !== null && value !== null) pairs.push([key, termOf(value, control)]);
      }
      return Object.fromEntries(pairs);
    }
    case 'branches': {
      const rows = rowsRead(control, data, languages, name) as { when?: string; to?: string }[];
      return rows.length === 1 && rows[0]!.when === undefined ? (rows[0]!.to ?? null) : whole(rows);
    }
    case 'rows':
      return whole(rowsRead(control, data, languages, name));
    case 'calculate':
      return readCalculated(control, data, name);
    default:
      return said(data, name);
  }
}

/** A term of the tenant is a number or a small document where it reads as one; an expression stays a text. */
function termOf(value: string, { hint }: Control): Json {
  if (hint !== 'terms') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function readCalculated({ grid }: Control, data: FormData, name: string): Json {
  const how = data.get(`${name}.how`);
  if (how === 'feel') return said(data, `${name}.feel`);
  if (how !== 'table' || grid === undefined) return null;
  const columns = Array.from({ length: grid.inputs }, (_, i) => i).filter(
    (i) => said(data, `${name}.in.${i}`) !== null,
  );
  const rules = [];
  for (let r = 0; r < grid.rules; r++) {
    const give = said(data, `${name}.rule.${r}.give`);
    if (give === null) continue;
    rules.push({ when: columns.map((i) => said(data, `${name}.rule.${r}.${i}`) ?? '-'), give: [give] });
  }
  return {
    hitPolicy: said(data, `${name}.hit`) ?? 'first',
    inputs: columns.map((i) => ({ expression: said(data, `${name}.in.${i}`) })),
    outputs: [{ name: 'value' }],
    rules,
  };
}

/** The sentences of findings by the fields of a form whose part of the design is at `base`. */
export function errorsAt(
  findings: readonly { readonly path: string; readonly text: { readonly ar: string; readonly en: string } }[],
  base: string,
  language: Language,
  controls: readonly Control[],
): Values {
  const found: Values = {};
  for (const { path, text: words } of findings) {
    if (!path.startsWith(`${base}.`)) continue;
    const rest = path.slice(base.length + 1);
    const control = controls.find(({ name }) => rest === name || rest.startsWith(`${name}.`));
    if (control !== undefined) found[control.name] ??= words[language];
  }
  return found;
}

/** Values as a form that nobody has changed would send them. */
function unchangedForm(controls: readonly Control[], values: Values): FormData {
  const data = new FormData();
  const many = new Set<string>(controls.filter(({ kind }) => kind === 'checks').map(({ name }) => name));
  for (const [name, value] of Object.entries(values)) {
    for (const one of many.has(name) ? value.split('\n') : [value]) data.append(name, one);
  }
  return data;
}

/** Members of rows that the form does not show stay with their row, known again by its key. */
function keepUnseen({ rows = [] }: Control, now: Json, before: Json): Json {
  const shownNames = new Set(rows.map(({ name }) => name));
  const idOf = (row: Json) => (isRecord(row) ? (row.key ?? row.value) : undefined);
  return listOf(now).map((row, i) => {
    const old = listOf(before).find((one) => idOf(one) !== undefined && idOf(one) === idOf(row)) ?? listOf(before)[i];
    if (!isRecord(row) || !isRecord(old)) return row;
    return { ...Object.fromEntries(Object.entries(old).filter(([name]) => !shownNames.has(name))), ...row };
  });
}

/** What a form changes of a part: the members that are not as they were shown. */
export function changedMembers(
  controls: readonly Control[],
  node: Json,
  data: FormData,
  languages: readonly string[],
): Map<string, Json> {
  const before = readControls(controls, unchangedForm(controls, valuesOf(controls, node)), languages);
  const now = readControls(controls, data, languages);
  const changed = controls.filter(({ name }) => JSON.stringify(before.get(name)) !== JSON.stringify(now.get(name)));
  return new Map(
    changed.map((control) => {
      const value = now.get(control.name) ?? null;
      const kept = control.kind === 'rows' && value !== null;
      return [control.name, kept ? keepUnseen(control, value, memberAt(node, control.name)) : value];
    }),
  );
}
