import { SHAPES, type ShapeName } from './design-shapes.ts';

export type Json = unknown;
export type Values = Record<string, string>;

/** How a member of a design is written in a form. Each is read back as the member's value, or null where it is absent. */
export type ControlKind =
  | 'words'
  | 'longWords'
  | 'text'
  | 'hidden'
  | 'feel'
  | 'number'
  | 'amount'
  | 'select'
  | 'flag'
  | 'required'
  | 'checks'
  | 'branches'
  | 'pairs'
  | 'rows'
  | 'group'
  | 'calculate';

export interface Control {
  /** Its name in the form, and the member it writes unless `member` says another: `valid.from`. */
  readonly name: string;
  readonly member?: string;
  readonly kind: ControlKind;
  readonly label: string;
  readonly hint?: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** How what the document holds becomes what these controls write. */
  readonly shape?: ShapeName;
  /** The members of each row, or of a group. */
  readonly rows?: readonly Control[];
  /** Shown only where no field is chosen in its row. */
  readonly own?: boolean;
  /** Of a member of a row: the kinds of row (`do`) it belongs to. */
  readonly only?: readonly string[];
  /** How many rows are drawn: those that are `filled`, and some to fill in. */
  readonly count?: number;
  readonly filled?: number;
  /** Inputs and rules that the grid of a decision table has. */
  readonly grid?: { readonly inputs: number; readonly rules: number };
}

/** Rows to fill in beyond those that are there. */
const SPARE = 2;
export const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: Json): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
export const listOf = (value: Json): Json[] => (Array.isArray(value) ? value : []);

const memberAt = (node: Json, name: string): Json =>
  name.split('.').reduce<Json>((at, step) => (isRecord(at) ? at[step] : undefined), node);

/** Whether a control belongs to a row of this kind. */
export const belongs = ({ only }: Control, row: Json): boolean =>
  only === undefined || !isRecord(row) || only.includes(text(row.do));

/** What a control writes, as the document has it, in the shape its form shows. */
export function valueIn(control: Control, node: Json): Json {
  if (!belongs(control, node)) return undefined;
  const value = memberAt(node, control.member ?? control.name);
  return control.shape === undefined ? value : SHAPES[control.shape].shown(value);
}

/** Controls with as many rows as their values need, and every value that stands there among their choices. */
export const sized = (controls: readonly Control[], node: Json): Control[] => sizedFor(controls, [node], SPARE);

function sizedFor(controls: readonly Control[], nodes: readonly Json[], spare: number): Control[] {
  return controls.map((control) => {
    const values = nodes.map((node) => valueIn(control, node));
    const most = (sizes: readonly number[]) => Math.max(0, ...sizes);
    switch (control.kind) {
      case 'calculate': {
        const tables = values.filter(isRecord);
        const inputs = Math.max(most(tables.map((table) => listOf(table.inputs).length)) + 1, 2);
        return { ...control, grid: { inputs, rules: most(tables.map((table) => listOf(table.rules).length)) + 3 } };
      }
      case 'select': {
        const options = control.options ?? [];
        const others = new Set(values.map(text).filter((one) => one !== '' && !options.some((o) => o.value === one)));
        return others.size === 0
          ? control
          : { ...control, options: [...options, ...[...others].map((value) => ({ value, label: value }))] };
      }
      case 'pairs':
        return counted(control, most(values.map((one) => Object.keys(isRecord(one) ? one : {}).length)), spare);
      case 'branches':
        return counted(control, most(values.map((one) => branchesOf(one).length)), spare);
      case 'rows': {
        const rows = sizedFor(control.rows ?? [], values.flatMap(listOf), 1);
        return counted({ ...control, rows }, most(values.map((one) => listOf(one).length)), spare);
      }
      case 'group':
        return { ...control, rows: sizedFor(control.rows ?? [], values, spare) };
      default:
        return control;
    }
  });
}

const counted = (control: Control, filled: number, spare: number): Control => ({
  ...control,
  filled,
  count: filled + spare,
});

const branchesOf = (value: Json): Json[] => (typeof value === 'string' ? [{ to: value }] : listOf(value));

/** What the form of these controls shows, by the names of its fields. */
export function valuesOf(controls: readonly Control[], node: Json, before = ''): Values {
  return Object.assign({}, ...controls.map((control) => shown(control, valueIn(control, node), before)));
}

export const BRANCH: readonly Control[] = [
  { name: 'when', kind: 'feel', label: 'when' },
  { name: 'to', kind: 'select', label: 'to' },
];

function shown(control: Control, value: Json, before: string): Values {
  const name = `${before}${control.name}`;
  const rowsShown = (rows: readonly Control[], list: readonly Json[]): Values =>
    Object.assign({}, ...list.map((row, i) => valuesOf(rows, row, `${name}.${i}.`)));
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
    case 'pairs':
      return Object.assign(
        {},
        ...Object.entries(isRecord(value) ? value : {}).map(([key, held], i) => ({
          [`${name}.${i}.key`]: key,
          [`${name}.${i}.value`]: typeof held === 'boolean' ? String(held) : text(held),
        })),
      );
    case 'branches':
      return rowsShown(BRANCH, branchesOf(value));
    case 'rows':
      return rowsShown(control.rows ?? [], listOf(value));
    case 'group':
      return valuesOf(control.rows ?? [], value, `${name}.`);
    case 'calculate':
      return calculated(name, value);
    default:
      return { [name]: text(value) };
  }
}

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
