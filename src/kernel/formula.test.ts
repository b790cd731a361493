import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as feelin from 'feelin';
import { describe, expect, test } from 'vitest';
import { evaluate, formulaOf } from './expression.ts';
import { evaluate as evaluateLearnt, learn, unaryTest as testLearnt } from './expression-learnt.ts';
import { type Formula, NOT_COVERED, runFormula } from './formula.ts';

const ROOT = join(import.meta.dirname, '../..');
const TODAY = '2026-11-22';
const clock = { now: { epochMilliseconds: Date.parse(`${TODAY}T08:00Z`) }, timeZone: 'Asia/Riyadh' };

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every text of the services that is read as FEEL, and every cell of their tables. */
function textsOf(value: Json, found = { expressions: new Set<string>(), tests: new Set<string>() }) {
  if (Array.isArray(value)) for (const one of value) textsOf(one, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      const feel = ['visible', 'required', 'must', 'when', 'calculate', 'expression', 'amount'].includes(key);
      if (feel && typeof one === 'string') found.expressions.add(one);
      else if (key === 'when' && Array.isArray(one)) for (const cell of one) found.tests.add(String(cell));
      else if (key === 'give' && Array.isArray(one)) for (const cell of one) found.expressions.add(String(cell));
      else if (key === 'values' && typeof one === 'object') {
        for (const text of Object.values(one ?? {})) if (typeof text === 'string') found.expressions.add(text);
      } else textsOf(one, found);
    }
  }
  return found;
}
const services = readdirSync(join(ROOT, 'e-services'), { withFileTypes: true }).filter((one) => one.isDirectory());
const found = { expressions: new Set<string>(), tests: new Set<string>() };
for (const { name } of services) {
  const { caseType, pages, eligible, fees } = JSON.parse(
    readFileSync(join(ROOT, 'e-services', name, 'service.json'), 'utf8'),
  );
  // What asks in a form; the flow of a case is the server's alone.
  textsOf({ sections: caseType.sections, pages, eligible, fees: fees ?? null }, found);
}

const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -5, max: 3_000 }),
  fc.constantFrom(0.5, 12.25, 1_000.1),
  fc.constantFrom(
    'main',
    'none',
    'villa',
    'person',
    'low',
    'high',
    'a',
    'asphalt',
    'screen',
    '1071',
    'other',
    'ground',
  ),
  fc.constantFrom('2026-11-22', '2026-12-31', '2027-02-28', '1999-01-01', '2026-02-30'),
);
const row = fc.record({ floor: scalar, area: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 500 })) });
const shaped = fc.oneof(
  { weight: 6, arbitrary: scalar },
  fc.array(row, { maxLength: 4 }),
  fc.record({ metres: fc.integer(), squareMetres: fc.integer() }),
);

/** The members of `data` and `data.terms` that a text names, each with any value. */
function contextFor(text: string) {
  const names = [...new Set([...text.matchAll(/data\.(?!terms)(\w+)/g)].map(([, name]) => name!))];
  const terms = [...new Set([...text.matchAll(/data\.terms\.(\w+)/g)].map(([, name]) => name!))];
  const term = fc.oneof(scalar, fc.record({ a: fc.integer(), low: fc.integer() }));
  return fc.record({
    value: scalar,
    data: fc.record({
      ...Object.fromEntries(names.map((name) => [name, shaped])),
      terms: fc.record(Object.fromEntries(terms.map((name) => [name, term]))),
    }),
  });
}

const fixed = (text: string) => text.replaceAll('today()', `date("${TODAY}")`);
/** The library breaks where kinds of values are compared that have no order; that counts as no value. */
function byLibrary(text: string, context: Record<string, unknown>): unknown {
  try {
    return plain(feelin.evaluate(text, context).value);
  } catch {
    return null;
  }
}
const plain = (value: unknown): unknown =>
  value === undefined || (typeof value === 'number' && !Number.isFinite(value))
    ? null
    : value instanceof feelin.FeelDate
      ? value.toString()
      : value;

describe('a formula', () => {
  test.each([...found.expressions])('says what the library says: %s', (text) => {
    const formula = formulaOf(text)!;
    expect(formula).toBeDefined();
    fc.assert(
      fc.property(contextFor(text), (context) => {
        const mine = runFormula(formula, context, clock, null);
        if (mine === NOT_COVERED) return;
        expect(mine).toEqual(byLibrary(fixed(text), context));
      }),
      { numRuns: 60 },
    );
  });

  test.each([...found.tests])('tests a cell as the library does: %s', (text) => {
    const formula = formulaOf(text, 'unaryTests')!;
    expect(formula).toBeDefined();
    fc.assert(
      fc.property(scalar, (value) => {
        const mine = runFormula(formula, {}, clock, value);
        if (mine === NOT_COVERED) return;
        expect(mine === true).toBe(feelin.unaryTest(text, { '?': value }).value === true);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['if data.a between 1 and 3 then -data.a else (data.b)', { data: { a: 2, b: 5 } }, -2],
    ['date("2026-01-31") + duration("P1M")', {}, '2026-02-28'],
    ['today() - duration("P15Y")', {}, '2011-11-22'],
    [
      'sum(data.list[kind = "x"].area)',
      {
        data: {
          list: [
            { kind: 'x', area: 2 },
            { kind: 'y', area: 3 },
          ],
        },
      },
      2,
    ],
    ['not(data.no)', { data: { no: false } }, true],
  ] as const)('computes %s', (text, context, value) => {
    expect(runFormula(formulaOf(text)!, context, clock, null)).toEqual(value);
    expect(evaluate(text, context, clock)).toMatchObject({ ok: true, value });
  });

  test.each(['for i in 1..3 return i', 'matches(data.a, "x")', 'now()', 'data.a[1]', '{a: 1}'])(
    'leaves %s to the library',
    (text) => {
      expect(formulaOf(text)).toBeUndefined();
      expect(evaluate(text, { data: { a: ['x'] } }, clock)).toMatchObject({ ok: true });
    },
  );
});

test('a browser evaluates what it was sent, and nothing else', () => {
  const expressions: Record<string, Formula> = { 'data.a * 2': formulaOf('data.a * 2')! };
  learn({ expressions: JSON.parse(JSON.stringify(expressions)), tests: { '> 3': formulaOf('> 3', 'unaryTests')! } });
  expect(evaluateLearnt('data.a * 2', { data: { a: 4 } })).toMatchObject({ ok: true, value: 8 });
  expect(evaluateLearnt('data.a * 3', { data: { a: 4 } })).toMatchObject({ ok: false });
  expect([4, 3, null].map((value) => testLearnt('> 3', value))).toMatchObject([
    { value: true },
    { value: false },
    { value: false },
  ]);
});
