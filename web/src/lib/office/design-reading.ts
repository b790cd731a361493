import type { Language } from '#kernel/text.ts';
import {
  BRANCH,
  belongs,
  type Control,
  isRecord,
  type Json,
  listOf,
  type Values,
  valueIn,
  valuesOf,
} from './design-controls.ts';
import { SHAPES } from './design-shapes.ts';

const said = (data: FormData, name: string): string | null => {
  const value = data.get(name);
  const trimmed = typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
  return trimmed === '' ? null : trimmed;
};
const whole = (rows: readonly Json[]): Json => (rows.length === 0 ? null : rows);

/** Members by their dotted names as one object, those that are null left out; null where none is left. */
function nested(members: ReadonlyMap<string, Json>): Record<string, Json> | null {
  const found: Record<string, Json> = {};
  for (const [name, value] of members) {
    if (value === null) continue;
    const steps = name.split('.');
    let holder = found;
    for (const step of steps.slice(0, -1)) {
      holder[step] ??= {};
      holder = holder[step] as Record<string, Json>;
    }
    holder[steps.at(-1)!] = value;
  }
  return Object.keys(found).length === 0 ? null : found;
}

/** One row or group, without what does not belong to a row of its kind. */
function rowRead(controls: readonly Control[], data: FormData, languages: readonly string[], before: string) {
  const plain = controls.filter(({ only }) => only === undefined);
  const kind = nested(readRaw(plain, data, languages, before));
  const members = readRaw(
    controls.filter((control) => control.only === undefined || (kind !== null && belongs(control, kind))),
    data,
    languages,
    before,
  );
  // Choices that a select shows before anybody chose, and order, make no row by themselves.
  const row = nested(members);
  return row === null || Object.keys(row).every((name) => EMPTY_ROW.has(name)) ? null : row;
}

/** Members with a value from the beginning: a row that has these alone was left empty. */
const EMPTY_ROW = new Set(['as', 'type', 'key', 'required', 'public', 'dataClass', 'silence', 'unit']);

function rowsRead(
  controls: readonly Control[],
  count: number,
  data: FormData,
  languages: readonly string[],
  name: string,
) {
  const found: { row: Record<string, Json>; order: number }[] = [];
  for (let i = 0; i < count; i++) {
    if (data.get(`${name}.${i}.~remove`) === 'yes') continue;
    const row = rowRead(controls, data, languages, `${name}.${i}.`);
    const order = Number(said(data, `${name}.${i}.~order`) ?? i + 1);
    if (row !== null) found.push({ row, order: Number.isFinite(order) ? order : i + 1 });
  }
  return found.sort((one, other) => one.order - other.order).map(({ row }) => row);
}

/** What a form of these controls says, by member and in the shape the form shows. */
function readRaw(controls: readonly Control[], data: FormData, languages: readonly string[], before = '') {
  return new Map(
    controls.map((control) => [control.member ?? control.name, read(control, data, languages, before)] as const),
  );
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
    case 'pairs': {
      const pairs: [string, Json][] = [];
      for (let i = 0; i < (control.count ?? 0); i++) {
        const [key, value] = [said(data, `${name}.${i}.key`), said(data, `${name}.${i}.value`)];
        if (key !== null && value !== null) pairs.push([key, value]);
      }
      // A row whose only pairs are none has none.
      return pairs.length === 0 && before !== '' ? null : Object.fromEntries(pairs);
    }
    case 'branches': {
      const rows = rowsRead(BRANCH, control.count ?? 0, data, languages, name) as { when?: string; to?: string }[];
      return rows.length === 1 && rows[0]!.when === undefined ? (rows[0]!.to ?? null) : whole(rows);
    }
    case 'rows':
      return whole(rowsRead(control.rows ?? [], control.count ?? 0, data, languages, name));
    case 'group':
      return rowRead(control.rows ?? [], data, languages, `${name}.`);
    case 'calculate':
      return readCalculated(control, data, name);
    default:
      return said(data, name);
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
  const many = (list: readonly Control[], before: string): string[] =>
    list.flatMap((control) => [
      ...(control.kind === 'checks' ? [`${before}${control.name}`] : []),
      ...many(control.rows ?? [], `${before}${control.name}.${control.kind === 'rows' ? '#.' : ''}`),
    ]);
  const lists = new Set(many(controls, ''));
  for (const [name, value] of Object.entries(values)) {
    const split = lists.has(name.replace(/\.\d+\./g, '.#.'));
    for (const one of split ? value.split('\n') : [value]) data.append(name, one);
  }
  return data;
}

/** Members that the form does not show stay where they were, with their row: known again by its key, or its place. */
function keepUnseen(control: Control, now: Json, before: Json): Json {
  const idOf = (row: Json) => (isRecord(row) ? (row.key ?? row.value ?? row.field) : undefined);
  if (control.kind === 'group') return keepIn(control.rows ?? [], now, before);
  if (control.kind !== 'rows') return now;
  const old = listOf(before);
  return listOf(now).map((row, i) => {
    const id = idOf(row);
    const same = id === undefined ? old[i] : old.find((one) => idOf(one) === id);
    return idOf(same) === id ? keepIn(control.rows ?? [], row, same) : row;
  });
}

function keepIn(rows: readonly Control[], now: Json, before: Json): Json {
  if (!isRecord(now) || !isRecord(before)) return now;
  // Of another kind: nothing of what it was belongs to it.
  if (now.do !== before.do) return now;
  const shownNames = new Set(rows.map(({ member, name }) => (member ?? name).split('.')[0]!));
  const unseen = Object.entries(before).filter(([name]) => !shownNames.has(name));
  const kept = rows
    .filter(({ kind, name }) => (kind === 'rows' || kind === 'group') && now[name] !== undefined)
    .map((control) => [control.name, keepUnseen(control, now[control.name], before[control.name])] as const);
  return { ...Object.fromEntries(unseen), ...now, ...Object.fromEntries(kept) };
}

/** Takes every value of a form back to the shape the document has, from the innermost rows outwards. */
function asKept(control: Control, value: Json): Json {
  const inner = (row: Json): Json => {
    if (!isRecord(row)) return row;
    const members = (control.rows ?? []).filter(({ rows, shape }) => rows !== undefined || shape !== undefined);
    const changed = members.flatMap((one) => {
      const name = one.member ?? one.name;
      return row[name] === undefined || !belongs(one, row) ? [] : [[name, asKept(one, row[name])] as const];
    });
    const next = { ...row, ...Object.fromEntries(changed) };
    return Object.fromEntries(Object.entries(next).filter(([, one]) => one !== null));
  };
  const within =
    control.kind === 'rows'
      ? value === null
        ? null
        : listOf(value).map(inner)
      : control.kind === 'group'
        ? inner(value)
        : value;
  return control.shape === undefined || within === null ? within : SHAPES[control.shape].kept(within);
}

/** What a form changes of a part: the members that are not as they were shown. */
export function changedMembers(
  controls: readonly Control[],
  node: Json,
  data: FormData,
  languages: readonly string[],
): Map<string, Json> {
  const before = readRaw(controls, unchangedForm(controls, valuesOf(controls, node)), languages);
  const now = readRaw(controls, data, languages);
  const nameOf = ({ member, name }: Control) => member ?? name;
  const changed = controls.filter(
    (control) => JSON.stringify(before.get(nameOf(control))) !== JSON.stringify(now.get(nameOf(control))),
  );
  return new Map(
    changed.map((control) => {
      const value = now.get(nameOf(control)) ?? null;
      const kept = value === null ? null : keepUnseen(control, value, valueIn(control, node));
      return [nameOf(control), asKept(control, kept)];
    }),
  );
}
