import type { ExpressionClock, FeelContext, FeelValue } from './expression.ts';
import { localTime } from './local-time.ts';

/**
 * A FEEL expression as data: an operation and what it is applied to. Made of the text by `formulaOf`, evaluated by the
 * same few lines in the browser and on the server. It covers what forms and fees are written with; whatever else FEEL
 * has stays with the library, on the server alone.
 */
export type Formula =
  | readonly ['value', string | number | boolean | null]
  | readonly ['name', string]
  | readonly ['path', Formula, string]
  | readonly ['filter', Formula, Formula]
  | readonly ['call', FormulaFunction, ...Formula[]]
  | readonly ['list' | 'if' | 'and' | 'or' | 'between' | 'negate' | 'passes', ...Formula[]]
  | readonly [Comparison | Arithmetic, Formula, Formula];

type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
type Arithmetic = '+' | '-' | '*' | '/';

/** The name under which the value that a unary test is about is known. */
export const TESTED = '_tested';

/** Days since 1970-01-01. */
class Day {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}

/** A length of time in months or in days, never both: FEEL keeps the two kinds apart. */
class Span {
  readonly months: number | null;
  readonly days: number | null;
  constructor(months: number | null, days: number | null) {
    this.months = months;
    this.days = days;
  }
}

const DAY = 86_400_000;
const isoOf = ({ number }: Day): string => new Date(number * DAY).toISOString().slice(0, 10);

function dayOf(text: string): Day | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) return null;
  const day = new Day(at / DAY);
  return isoOf(day) === text ? day : null;
}

/** The day so many months later; the last of the month where it has no such day. */
function addMonths(day: Day, months: number): Day {
  const date = new Date(day.number * DAY);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return new Day(first / DAY + Math.min(date.getUTCDate(), last) - 1);
}

/** Thrown where a value is of a kind that this evaluator leaves to the library. */
export const NOT_COVERED = Symbol('not covered');
const leave = (): never => {
  throw NOT_COVERED;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const isCovered = (value: unknown): boolean =>
  value === null || typeof value !== 'object' || Array.isArray(value) || isRecord(value);

const kindOf = (value: unknown): string =>
  value instanceof Day ? 'day' : value instanceof Span ? 'span' : typeof value;

function equal(a: unknown, b: unknown): boolean | null {
  if (a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b) || isRecord(a) || isRecord(b)) return leave();
  if (kindOf(a) !== kindOf(b)) return null;
  if (a instanceof Day) return a.number === (b as Day).number;
  return a instanceof Span ? leave() : a === b;
}

/** Less than nothing, nothing or more: how two numbers, texts or days stand; null where they cannot be compared. */
function order(a: unknown, b: unknown): number | null {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (a instanceof Day && b instanceof Day) return a.number - b.number;
  // Values of two kinds the library compares in ways of its own.
  const simple = [a, b].every(
    (one) => one === null || (isPlain(one) && typeof one !== 'boolean') || one instanceof Day,
  );
  return simple && (a === null || b === null) ? null : leave();
}

const COMPARISONS: Readonly<Record<Comparison, (a: unknown, b: unknown) => boolean | null>> = {
  '=': equal,
  '!=': (a, b) => {
    const same = equal(a, b);
    return same === null ? null : !same;
  },
  '<': (a, b) => by(order(a, b), (found) => found < 0),
  '<=': (a, b) => by(order(a, b), (found) => found <= 0),
  '>': (a, b) => by(order(a, b), (found) => found > 0),
  '>=': (a, b) => by(order(a, b), (found) => found >= 0),
};
const by = (found: number | null, test: (found: number) => boolean) => (found === null ? null : test(found));

function calculate(operation: Arithmetic, a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') {
    if (operation === '+') return a + b;
    if (operation === '-') return a - b;
    if (operation === '*') return a * b;
    return b === 0 ? null : a / b;
  }
  if (operation === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  const sign = operation === '-' ? -1 : 1;
  if (operation === '-' && a instanceof Day && b instanceof Day) return new Span(null, a.number - b.number);
  if ((operation === '+' || operation === '-') && a instanceof Day && b instanceof Span) {
    return b.months === null ? new Day(a.number + sign * b.days!) : addMonths(a, sign * b.months);
  }
  return a === null || b === null || (isPlain(a) && isPlain(b)) ? null : leave();
}
const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

function durationOf(text: string): Span | null {
  const [, years, months, days] = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/.exec(text) ?? leave();
  if (days === undefined && (years !== undefined || months !== undefined)) {
    return new Span(Number(years ?? 0) * 12 + Number(months ?? 0), null);
  }
  return years === undefined && months === undefined && days !== undefined ? new Span(null, Number(days)) : leave();
}

const numeric = (compute: (value: number) => number) => (value: unknown) =>
  typeof value === 'number' ? compute(value) : value === null ? null : leave();
const textual = (compute: (text: string) => unknown) => (value: unknown) =>
  typeof value === 'string' ? compute(value) : value === null ? null : leave();
const numbersOf = (list: unknown): readonly number[] =>
  Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === 'number') ? list : leave();

/** Functions of FEEL that are covered (DMN 1.5, section 10.3.4), each with as many arguments as it takes. */
export const FUNCTIONS = {
  abs: numeric(Math.abs),
  floor: numeric(Math.floor),
  ceiling: numeric(Math.ceil),
  string: (value: unknown) =>
    value === null ? null : typeof value === 'string' || typeof value === 'number' ? String(value) : leave(),
  not: (value: unknown) => (typeof value === 'boolean' ? !value : value === null ? null : leave()),
  count: (list: unknown) => (Array.isArray(list) ? list.length : leave()),
  sum: (list: unknown) => numbersOf(list).reduce((sum, one) => sum + one, 0),
  'list contains': (list: unknown, one: unknown) =>
    Array.isArray(list) && list.every(isPlain) && (one === null || isPlain(one)) ? list.includes(one) : leave(),
  'get value': (context: unknown, key: unknown) =>
    isRecord(context) && typeof key === 'string'
      ? Object.hasOwn(context, key)
        ? (context[key] ?? null)
        : null
      : context === null || key === null
        ? null
        : leave(),
  date: textual((text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? dayOf(text) : leave())),
  duration: textual(durationOf),
} as const;
export type FormulaFunction = keyof typeof FUNCTIONS | 'today';

interface Surroundings {
  readonly context: FeelContext;
  readonly clock: ExpressionClock | undefined;
  readonly tested: unknown;
  /** The members of the row that a filter looks at. */
  readonly row?: Readonly<Record<string, unknown>>;
}

function look(name: string, { context, tested, row }: Surroundings): unknown {
  const from = row !== undefined && Object.hasOwn(row, name) ? row : context;
  const value = name === TESTED ? tested : Object.hasOwn(from, name) ? from[name] : null;
  return isCovered(value ?? null) ? (value ?? null) : leave();
}

function member(of: unknown, name: string): unknown {
  if (of === null) return null;
  if (Array.isArray(of)) return of.map((one) => member(one, name));
  if (of instanceof Span && name === 'days' && of.days !== null) return of.days;
  if (!isRecord(of)) return leave();
  const value = Object.hasOwn(of, name) ? (of[name] ?? null) : null;
  return isCovered(value) ? value : leave();
}

const truth = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

function compute(formula: Formula, around: Surroundings): unknown {
  const of = (part: Formula) => compute(part, around);
  switch (formula[0]) {
    case 'value':
      return formula[1];
    case 'name':
      return look(formula[1], around);
    case 'path':
      return member(of(formula[1]), formula[2]);
    case 'filter': {
      const list = of(formula[1]);
      if (list === null) return null;
      if (!Array.isArray(list) || !list.every(isRecord)) return leave();
      return list.filter((row) => {
        const kept = compute(formula[2], { ...around, row: { item: row, ...around.row, ...row } });
        return kept === true;
      });
    }
    case 'call': {
      const [, name, ...parts] = formula;
      if (name === 'today') return around.clock ? dayOf(localTime(around.clock).slice(0, 10)) : leave();
      const values = parts.map(of);
      return (FUNCTIONS[name] as (...values: unknown[]) => unknown)(...values);
    }
    case 'list':
      return formula.slice(1).map((part) => of(part as Formula));
    case 'if':
      return of(formula[1]!) === true ? of(formula[2]!) : of(formula[3]!);
    case 'and':
    case 'or': {
      // Three-valued: what decides, decides; else it is unknown where a part of it is.
      const decides = formula[0] === 'or';
      const parts = formula.slice(1).map((part) => truth(of(part as Formula)));
      return parts.includes(decides) ? decides : parts.includes(null) ? null : !decides;
    }
    case 'between': {
      const [value, from, to] = [of(formula[1]!), of(formula[2]!), of(formula[3]!)];
      if (from === null || to === null) return null;
      const [low, high] = [order(from, value), order(value, to)];
      return low === null || high === null ? null : low <= 0 && high <= 0;
    }
    case 'negate': {
      const value = of(formula[1]!);
      return typeof value === 'number' ? -value : value === null ? null : leave();
    }
    case 'passes': {
      // A cell of a decision table that is a value: the tested one is it, or neither is there.
      const value = of(formula[1]!);
      return isPlain(value) || value === null ? equal(around.tested ?? null, value) === true : leave();
    }
    case '+':
    case '-':
    case '*':
    case '/':
      return calculate(formula[0], of(formula[1]), of(formula[2]));
    default:
      return COMPARISONS[formula[0]](of(formula[1]), of(formula[2]));
  }
}

/** The value of a formula; `NOT_COVERED` where the values are of a kind that is left to the library. Never throws. */
export function runFormula(
  formula: Formula,
  context: FeelContext,
  clock: ExpressionClock | undefined,
  tested: unknown,
): FeelValue | typeof NOT_COVERED {
  try {
    const value = compute(formula, { context, clock, tested });
    if (value instanceof Day) return isoOf(value);
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (value === null || isPlain(value)) return value as FeelValue;
    return Array.isArray(value) && value.every((one) => one === null || isPlain(one) || isRecord(one))
      ? (value as FeelValue)
      : NOT_COVERED;
  } catch (error) {
    if (error === NOT_COVERED) return NOT_COVERED;
    throw error;
  }
}
