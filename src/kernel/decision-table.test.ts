import { describe, expect, it } from 'vitest';
import { DecisionTable, evaluateTable, type HitPolicy, parseTable } from './decision-table.ts';

/** The fee of a sign: halalas a square metre by kind and road, as a municipality would write it. */
const fees = (hitPolicy: HitPolicy = 'unique'): DecisionTable =>
  DecisionTable.parse({
    hitPolicy,
    inputs: [{ expression: 'kind' }, { expression: 'area * sides' }],
    outputs: [{ name: 'fee', label: { ar: 'الرسم' } }],
    rules: [
      { when: ['"wall", "roof"', '<= 10'], give: ['10000'] },
      { when: ['"wall", "roof"', '> 10'], give: ['area * sides * rate'] },
      { when: ['not("wall", "roof")', '-'], give: ['0'], note: { ar: 'معفاة' } },
    ],
  });

const feeOf = (context: Record<string, unknown>, table = fees()) => {
  const decision = evaluateTable(table, context);
  return decision.ok ? decision.value : decision.code;
};

describe('evaluateTable', () => {
  it.each([
    [{ kind: 'wall', area: 2, sides: 2, rate: 900 }, { fee: 10_000 }],
    [{ kind: 'roof', area: 6, sides: 2, rate: 900 }, { fee: 10_800 }],
    [{ kind: 'screen', area: 6, sides: 2, rate: 900 }, { fee: 0 }],
    [{ kind: 'wall', sides: 2 }, null],
  ])('%j gives %j', (context, decision) => expect(feeOf(context)).toEqual(decision));

  it('says which rules matched and what was missing', () => {
    expect(evaluateTable(fees(), { kind: 'screen' })).toMatchObject({
      rules: [2],
      warnings: [{ message: "Variable 'area' not found" }, { message: "Variable 'sides' not found" }, {}],
    });
  });

  const overlapping = (hitPolicy: HitPolicy, outcomes = ['1', '2', '4']): DecisionTable => ({
    hitPolicy,
    inputs: [{ expression: 'x' }],
    outputs: [{ name: 'y' }],
    rules: ['> 0', '> 10', '> 20'].map((when, i) => ({ when: [when], give: [outcomes[i]!] })),
  });

  it.each([
    ['unique', 15, 'contradiction'],
    ['unique', 5, { y: 1 }],
    ['any', 15, 'contradiction'],
    ['first', 15, { y: 1 }],
    ['collect', 15, [{ y: 1 }, { y: 2 }]],
    ['collect', -1, []],
    ['sum', 25, { y: 7 }],
    ['min', 25, { y: 1 }],
    ['max', 25, { y: 4 }],
    ['count', 25, { y: 3 }],
    ['count', -1, { y: 0 }],
    ['sum', -1, null],
  ] as const)('by %s, %d gives %j', (hitPolicy, x, value) => {
    expect(feeOf({ x }, overlapping(hitPolicy))).toEqual(value);
  });

  it('looks no further than the first match, by first', () => {
    expect(evaluateTable(overlapping('first'), { x: 15 })).toMatchObject({ rules: [0] });
  });

  it('accepts rules that agree, by any', () => {
    expect(feeOf({ x: 15 }, overlapping('any', ['"a"', '"a"', '"b"']))).toEqual({ y: 'a' });
  });

  it('names the cell that cannot be computed', () => {
    const table = fees();
    const broken = { ...table, rules: [...table.rules, { when: ['-', '>'], give: ['1'] }] };
    expect(evaluateTable(broken, {})).toMatchObject({ ok: false, code: 'syntax', place: { rule: 3, input: 1 } });
  });
});

describe('parseTable', () => {
  it('names what the table needs', () => {
    expect(parseTable(fees())).toEqual({ ok: true, names: ['kind', 'area', 'sides', 'rate'] });
  });

  it('finds every cell that cannot be read', () => {
    const table = fees();
    const broken: DecisionTable = {
      ...table,
      inputs: [{ expression: 'kind +' }, table.inputs[1]!],
      rules: [{ when: ['>', '-'], give: ['colour(1)'] }],
    };
    expect(parseTable(broken)).toMatchObject({
      ok: false,
      problems: [
        { code: 'syntax', place: { input: 0 } },
        { code: 'syntax', place: { rule: 0, input: 0 } },
        { code: 'unknown-function', place: { rule: 0, output: 0 } },
      ],
    });
  });
});

it('refuses a table with missing cells, one name twice or two outputs to add up', () => {
  const table = fees();
  expect(DecisionTable.safeParse({ ...table, rules: [{ when: ['-'], give: ['1'] }] }).success).toBe(false);
  const twice = { ...table, rules: [], outputs: [{ name: 'a' }, { name: 'a' }] };
  expect(DecisionTable.safeParse(twice).success).toBe(false);
  const two = { ...table, rules: [], outputs: [{ name: 'a' }, { name: 'b' }] };
  expect(DecisionTable.safeParse(two).success).toBe(true);
  expect(DecisionTable.safeParse({ ...two, hitPolicy: 'sum' }).success).toBe(false);
});
