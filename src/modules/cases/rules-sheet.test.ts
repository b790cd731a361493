import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anonymous } from '#kernel/actor.ts';
import report from './fixtures/report.json' with { type: 'json' };
import { lint } from './lint.ts';
import { CaseType, type Field } from './model.ts';
import { enterInto, settleSheet, sheetOf, sheetProblems, sheetValue } from './rules-sheet.ts';
import { readValue } from './rules-values.ts';

const title = { ar: 'خانة', en: 'Field' };
const field = (given: Partial<Field> & Pick<Field, 'type'>): Field => ({ key: 'it', title, ...given });
const codesOf = (raw: unknown, given: Partial<Field> & Pick<Field, 'type'>): string[] => {
  const reading = readValue('it', raw, field(given));
  return 'problems' in reading ? reading.problems.map(({ code }) => code) : [];
};
const readAs = (raw: unknown, given: Partial<Field> & Pick<Field, 'type'>): unknown => {
  const reading = readValue('it', raw, field(given));
  return 'value' in reading ? reading.value : undefined;
};

describe('a line', () => {
  const points = [
    [50.1, 26.42],
    [50.101, 26.42],
    [50.101, 26.421],
  ];

  test('is measured here, whatever length is sent with it', () => {
    const { metres } = readAs({ points, metres: 3 }, { type: 'line' }) as { metres: number };
    expect(metres).toBeGreaterThan(205);
    expect(metres).toBeLessThan(215);
  });

  test('read again is the same', () => {
    const once = readAs({ points }, { type: 'line' });
    expect(readAs(once, { type: 'line' })).toEqual(once);
  });

  test('keeps within the metres a field allows', () => {
    expect(codesOf({ points }, { type: 'line', max: 100 })).toEqual(['too-large']);
    expect(codesOf({ points }, { type: 'line', min: 500 })).toEqual(['too-small']);
  });

  test('needs two different points on the earth', () => {
    expect(codesOf({ points: [points[0], points[0]] }, { type: 'line' })).toEqual(['too-few-points']);
    expect(codesOf({ points: [[50, 95], points[0]] }, { type: 'line' })).toEqual(['wrong-type']);
    expect(codesOf([points], { type: 'line' })).toEqual(['wrong-type']);
  });
});

describe('a polygon', () => {
  const square = [
    [50.1, 26.42],
    [50.101, 26.42],
    [50.101, 26.421],
    [50.1, 26.421],
  ];

  test('has its area and border measured, closed or not', () => {
    const open = readAs({ points: square }, { type: 'polygon' }) as { squareMetres: number; metres: number };
    expect(open.squareMetres / 11_080).toBeCloseTo(1, 1);
    expect(open.metres / 421).toBeCloseTo(1, 1);
    expect(readAs({ points: [...square, square[0]] }, { type: 'polygon' })).toEqual(open);
  });

  test('that crosses itself is refused, as is one without area', () => {
    const [a, b, c, d] = square;
    expect(codesOf({ points: [a, c, b, d] }, { type: 'polygon' })).toEqual(['crosses-itself']);
    expect(codesOf({ points: [a, b] }, { type: 'polygon' })).toEqual(['too-few-points']);
    expect(codesOf({ points: [a, b, a] }, { type: 'polygon' })).toEqual(['too-few-points']);
  });

  test('whatever is sent is read or refused, and what was read is read again as it is', () => {
    const position = fc.tuple(fc.double({ min: 49, max: 51 }), fc.double({ min: 25, max: 27 }));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ points: fc.array(position, { maxLength: 8 }) })), (raw) => {
        const read = readAs(raw, { type: 'polygon' });
        if (read !== undefined && read !== null) expect(readAs(read, { type: 'polygon' })).toEqual(read);
      }),
    );
  });
});

test('an activity is one of the list, a declaration is agreed to or not there', () => {
  const options = [{ value: '4711', title }];
  expect(readAs('4711', { type: 'activity', options })).toBe('4711');
  expect(codesOf('4712', { type: 'activity', options })).toEqual(['not-an-option']);
  expect(readAs(true, { type: 'declaration' })).toBe(true);
  expect(readAs(false, { type: 'declaration' })).toBeNull();
  expect(codesOf('yes', { type: 'declaration' })).toEqual(['wrong-type']);
});

describe('a sheet', () => {
  const risk = {
    hitPolicy: 'first' as const,
    inputs: [{ expression: 'data.shop' }],
    outputs: [{ name: 'risk' }],
    rules: [
      { when: ['"bakery", "laundry"'], give: ['"high"'] },
      { when: ['-'], give: ['"low"'] },
    ],
  };
  const fields: Field[] = [
    { key: 'shop', type: 'text', title, required: true, dataClass: 'internal' },
    { key: 'risk', type: 'text', title, calculate: risk, dataClass: 'internal' },
    { key: 'area', type: 'number', title, min: 1, required: true },
    { key: 'plan', type: 'text', title, visible: 'data.risk = "high"', required: true, dataClass: 'internal' },
  ];
  const base = report as unknown as CaseType;
  const type = CaseType.parse({
    ...base,
    sections: [...base.sections, { key: 'shop', title, fields }],
  });
  const calendar = { timeZone: 'Asia/Riyadh', week: {}, holidays: [], seasons: [] } as never;
  const now = Temporal.Instant.from('2026-11-22T08:00:00Z');
  const empty = sheetOf(type, {}, { actor: anonymous(1), now, calendar });
  const keys = fields.map(({ key }) => key);

  test('asks what follows from the answers, decided by a table', () => {
    const { sheet, problems } = enterInto(empty, keys, { shop: 'bakery', area: 40 });
    expect(problems).toEqual([]);
    expect(sheet.data).toMatchObject({ shop: 'bakery', risk: 'high' });
    expect(sheetProblems(sheet, keys).map(({ path, code }) => `${path} ${code}`)).toEqual(['input.plan required']);
    expect(sheetValue(sheet, 'data.area * 2')).toBe(80);
  });

  test('forgets what is asked no more', () => {
    const asked = enterInto(empty, keys, { shop: 'bakery', area: 40, plan: 'P-1' }).sheet;
    const { sheet } = enterInto(asked, ['shop'], { shop: 'books' });
    expect(sheet.data).not.toHaveProperty('plan');
    expect(sheetProblems(sheet, keys)).toEqual([]);
    expect(settleSheet(sheet).data).toEqual(sheet.data);
  });

  test('takes nothing that is not asked on the page, and no computed value', () => {
    expect(enterInto(empty, ['area'], { shop: 'x' }).problems.map(({ code }) => code)).toEqual(['unknown']);
    expect(enterInto(empty, keys, { shop: 'books', risk: 'none' }).sheet.data.risk).toBe('low');
  });

  test('a table that names what is not there is found before it is published', () => {
    const broken = { ...risk, inputs: [{ expression: 'data.nothing' }] };
    const faulty = { ...type, sections: [{ key: 'a', title, fields: [{ ...fields[1]!, calculate: broken }] }] };
    const found = lint(faulty, { languages: ['ar', 'en'] }).filter(({ path }) => path.includes('calculate'));
    expect(found.map(({ code }) => code)).toContain('expression-name');
  });
});
