import * as feelin from 'feelin';
import {
  childrenOf,
  type ExpressionNames,
  type ExpressionProblem,
  expressionProblem,
  OWN_FUNCTIONS,
  readTree,
  type TextRange,
  type TreeNode,
} from './expression-tree.ts';
import { type Formula, NOT_COVERED, runFormula, TESTED } from './formula.ts';
import { formulaOfTree } from './formula-compile.ts';
import { localTime } from './local-time.ts';
import { distanceMetres, isPoint } from './place.ts';

export type { ExpressionNames, ExpressionProblem } from './expression-tree.ts';

/** A value of FEEL as JSON; dates, times and durations are their ISO 8601 text. */
export type FeelValue =
  | null
  | boolean
  | number
  | string
  | readonly FeelValue[]
  | { readonly [name: string]: FeelValue };

/** What `now()` and `today()` answer. Without it they are refused: rules never read the clock of the machine. */
export interface ExpressionClock {
  readonly now: { readonly epochMilliseconds: number };
  readonly timeZone: string;
}

/** Why a part of an expression became null, in the words of the FEEL library; for the author, not for residents. */
export interface ExpressionWarning {
  readonly code: string;
  readonly message: string;
}

export interface Evaluated<V> {
  readonly ok: true;
  readonly value: V;
  readonly warnings: readonly ExpressionWarning[];
}

export interface ParsedExpression extends ExpressionNames {
  readonly ok: true;
}

/** JSON values; `Temporal` dates and instants, and FEEL's own values, may stand among them. */
export type FeelContext = Readonly<Record<string, unknown>>;

/**
 * Reads a FEEL expression: the names it uses, or the first problem and where it is.
 * Refused beyond the language: more than 4000 characters, 200 levels, two loops, function definitions, unknown
 * functions and patterns that are not written out.
 */
export function parseExpression(text: string): ParsedExpression | ExpressionProblem {
  const compiled = compile(text, 'expression');
  return compiled.ok ? compiled.uses : compiled;
}

/** Reads the unary tests of a decision table's cell, such as `< 5`, `"a", "b"`, `not([1..3])` or `-`. */
export function parseUnaryTests(text: string): ParsedExpression | ExpressionProblem {
  const compiled = compile(text, 'unaryTests');
  return compiled.ok ? compiled.uses : compiled;
}

/**
 * The value of a FEEL expression. A name the context lacks is null, with a warning. Never throws.
 * Besides FEEL's functions there is `distance(a, b)`: metres between two contexts with `longitude` and `latitude`.
 */
export function evaluate(
  text: string,
  context: FeelContext = {},
  clock?: ExpressionClock,
): Evaluated<FeelValue> | ExpressionProblem {
  const compiled = compile(text, 'expression');
  return compiled.ok ? compiled.run(context, clock, undefined) : compiled;
}

/** Whether `value` passes the unary tests; `?` stands for the value in them. Never throws. */
export function unaryTest(
  text: string,
  value: unknown,
  context: FeelContext = {},
  clock?: ExpressionClock,
): Evaluated<boolean> | ExpressionProblem {
  const compiled = compile(text, 'unaryTests');
  if (!compiled.ok) return compiled;
  const result = compiled.run(context, clock, value);
  return result.ok ? { ...result, value: result.value === true } : result;
}

/** What a text says as a formula, for browsers; undefined where it is wrong or says what formulas do not cover. */
export function formulaOf(text: string, kind: 'expression' | 'unaryTests' = 'expression'): Formula | undefined {
  const compiled = compile(text, kind);
  return compiled.ok ? compiled.formula : undefined;
}

interface Compiled {
  readonly ok: true;
  readonly uses: ParsedExpression;
  readonly formula: Formula | undefined;
  run(
    context: FeelContext,
    clock: ExpressionClock | undefined,
    tested: unknown,
  ): Evaluated<FeelValue> | ExpressionProblem;
}

const MOST_TEXTS = 5_000;
const compiledTexts = { expression: new Map<string, Compiled>(), unaryTests: new Map<string, Compiled>() };

function compile(text: string, kind: 'expression' | 'unaryTests'): Compiled | ExpressionProblem {
  const cache = compiledTexts[kind];
  const known = cache.get(text);
  if (known) return known;
  const read = readTree(text, kind);
  if (!read.ok) return read;
  const body = kind === 'expression' ? text : unaryTestsAsExpression(text, read.top);
  const compiled = compileBody(body, read.uses, { from: 0, to: text.length }, formulaOfTree(text, read.top, kind));
  if (!compiled.ok) return compiled;
  if (cache.size >= MOST_TEXTS) cache.delete(cache.keys().next().value!);
  cache.set(text, compiled);
  return compiled;
}

/**
 * feelin reads an expression anew at each evaluation (0.25 ms, of which computing is 2 µs) and cannot keep what it
 * read, except as a function: so the text becomes the body of one, with the names it uses as parameters.
 */
function compileBody(
  body: string,
  uses: ExpressionNames,
  whole: TextRange,
  formula: Formula | undefined,
): Compiled | ExpressionProblem {
  const own = uses.functions.filter((name) => OWN_FUNCTIONS.has(name));
  const names = [...new Set([...uses.names, ...uses.filterNames])];
  const parameters = [TESTED, ...names, ...own];
  let made: ReturnType<typeof feelin.evaluate>;
  try {
    made = feelin.evaluate(`function(${parameters.join(', ')}) (${body}\n)`);
  } catch {
    return expressionProblem('syntax', whole);
  }
  const { value: compiled, warnings } = made;
  if (!(compiled instanceof feelin.FeelFunction) || compiled.parameterNames.length !== parameters.length) {
    return expressionProblem('syntax', whole);
  }
  return {
    ok: true,
    uses: { ok: true, ...uses },
    formula,
    run(context, clock, tested) {
      if (!clock && (own.includes('now') || own.includes('today'))) return expressionProblem('clock-needed', whole);
      const missing = uses.names.filter((name) => context[name] === undefined || !Object.hasOwn(context, name));
      const absent = missing.map((name) => ({ code: 'NO_VARIABLE_FOUND', message: `Variable '${name}' not found` }));
      const found = formula === undefined ? NOT_COVERED : runFormula(formula, context, clock, tested);
      // Where nothing comes of it the library says why, for the author.
      if (found !== NOT_COVERED && found !== null) return { ok: true, value: found, warnings: absent };
      warnings.length = 0;
      try {
        const values = names.map((name) => (Object.hasOwn(context, name) ? toFeel(context[name]) : null));
        const value = compiled.fn(toFeel(tested), ...values, ...own.map((name) => ownFunction(name, clock)));
        return {
          ok: true,
          value: fromFeel(value),
          warnings: [...absent, ...warnings.map(({ type, message }) => ({ code: type, message }))],
        };
      } catch (error) {
        return expressionProblem(error === NOT_A_VALUE ? 'not-a-value' : 'failed', whole);
      }
    },
  };
}

/** Unary tests as one expression over `_tested` (DMN 1.5, table 55). */
function unaryTestsAsExpression(text: string, top: TreeNode): string {
  const parts = [...childrenOf(top)];
  if (parts[0]!.name === 'Wildcard') return 'true';
  const tests = parts.find(({ name }) => name === 'PositiveUnaryTests');
  const passes = [...childrenOf(tests!)].map((test) => {
    const inner = test.firstChild!;
    const written = withTested(text, inner);
    if (inner.name === 'SimplePositiveUnaryTest') {
      return inner.firstChild!.name === 'CompareOp' ? `(${TESTED} ${written})` : `(${TESTED} in ${written})`;
    }
    // Only what names the value itself is a condition; anything else is a value or a list to compare it with.
    if (mentionsTested(inner)) return `((${written}) = true)`;
    return `({_value: (${written}\n), _passes: if _value = null then ${TESTED} = null else ${TESTED} in _value}._passes = true)`;
  });
  const any = `(${passes.join(' or ')})`;
  return parts[0]!.name === 'not' ? `(${any} = false)` : any;
}

const mentionsTested = (node: TreeNode): boolean => node.name === '?' || [...childrenOf(node)].some(mentionsTested);

function withTested(text: string, node: TreeNode): string {
  if (node.name === '?') return TESTED;
  let written = '';
  let at = node.from;
  for (const child of childrenOf(node)) {
    written += text.slice(at, child.from) + withTested(text, child);
    at = child.to;
  }
  return written + text.slice(at, node.to);
}

const distance = new feelin.FeelFunction(
  (a: unknown, b: unknown) => (isPlace(a) && isPlace(b) ? distanceMetres(a, b) : null),
  ['a', 'b'],
);

const isPlace = (value: unknown): value is { longitude: number; latitude: number } => {
  if (typeof value !== 'object' || value === null) return false;
  const { longitude, latitude } = value as Record<string, unknown>;
  return typeof longitude === 'number' && typeof latitude === 'number' && isPoint(longitude, latitude);
};

function ownFunction(name: string, clock: ExpressionClock | undefined): feelin.FeelFunction {
  if (name === 'distance' || !clock) return distance;
  const local = localTime(clock);
  return name === 'now'
    ? new feelin.FeelFunction(() => feelin.parseDateTime(`${local}@${clock.timeZone}`), [])
    : new feelin.FeelFunction(() => feelin.parseDate(local.slice(0, 10)), []);
}

/** What FEEL computes with. Plain data is handed over as it is, and copied only where something in it must change. */
function toFeel(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map(toFeel);
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    const record = value as Record<string, unknown>;
    let changed: Record<string, unknown> | undefined = prototype === null ? { ...record } : undefined;
    for (const key of Object.keys(record)) {
      const member = toFeel(record[key]);
      if (member === record[key]) continue;
      changed ??= { ...record };
      changed[key] = member;
    }
    return changed ?? record;
  }
  const kind = Object.prototype.toString.call(value);
  if (kind === '[object Temporal.Instant]') return feelin.parseDateTime(String(value));
  if (kind === '[object Temporal.PlainDate]') return feelin.parseDate(String(value));
  return feelin.toFeel(value);
}

const NOT_A_VALUE = new Error('not a value');

function fromFeel(value: unknown): FeelValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(fromFeel);
  if (
    value instanceof feelin.FeelDate ||
    value instanceof feelin.FeelTime ||
    value instanceof feelin.FeelDateTime ||
    value instanceof feelin.FeelDuration
  ) {
    return value.toString();
  }
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fromFeel(member)]));
  }
  throw NOT_A_VALUE;
}

const LONGEST_RANGE = 1_000;
const enumerate = feelin.FeelRange.prototype.map;

// `for i in 1..1000000000 return i` would hold up the whole program: feelin sets no limit, and a range may hide
// behind a name, so the limit is set where ranges are enumerated.
feelin.FeelRange.prototype.map = function <T>(this: feelin.FeelRange, each: (value: unknown) => T): T[] {
  const { start, end } = this;
  if (typeof start === 'number' && typeof end === 'number' && !(Math.abs(end - start) <= LONGEST_RANGE)) {
    throw new RangeError(`a range longer than ${LONGEST_RANGE} is not enumerated`);
  }
  return enumerate.call(this, each) as T[];
};
