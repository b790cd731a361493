import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, type FeelContext, parseExpression, parseUnaryTests, unaryTest } from './expression.ts';

const computed = (text: string, context: FeelContext = {}) => {
  const result = evaluate(text, context);
  return result.ok ? result.value : result.code;
};
const codeOf = (text: string) => {
  const parsed = parseExpression(text);
  return parsed.ok ? 'ok' : parsed.code;
};
const passes = (text: string, value: unknown, context: FeelContext = {}) => {
  const result = unaryTest(text, value, context);
  return result.ok ? result.value : result.code;
};

describe('parseExpression', () => {
  it.each([
    ['area * fee.rate + distance(site, office)', ['area', 'fee', 'site', 'office'], []],
    ['المساحة > 5 and not(المهنة = "x")', ['المساحة', 'المهنة'], []],
    ['for x in items return x.price * count(x.parts) * quantity', ['items', 'quantity'], []],
    ['some x in items, y in x.parts satisfies x.a > y and partial', ['items', 'partial'], []],
    ['for x in items return count(partial) + x', ['items'], []],
    ['{a: b, c: a + d}.c', ['b', 'd'], []],
    ['items[price > limit and item.kind = kind]', ['items'], ['price', 'limit', 'kind']],
    ['if x instance of number then string length(y) else null', ['x', 'y'], []],
    ['years and months duration(date(from), today())', ['from'], []],
    ['item', ['item'], []],
  ])('%s uses %j', (text, names, filterNames) => {
    const parsed = parseExpression(text);
    expect(parsed).toMatchObject({ ok: true, names, filterNames });
  });

  it('names the functions called', () => {
    expect(parseExpression('sum(prices) + distance(a, b)')).toMatchObject({ functions: ['sum', 'distance'] });
  });

  it('says where a text goes wrong', () => {
    expect(parseExpression('area * (2 + ')).toMatchObject({ ok: false, code: 'syntax', position: { from: 12 } });
    expect(parseExpression('a * ) b')).toMatchObject({ ok: false, code: 'syntax', position: { from: 4, to: 5 } });
    expect(parseExpression('2 * colour(a)')).toMatchObject({ code: 'unknown-function', position: { from: 4, to: 10 } });
  });

  it.each([
    ['', 'syntax'],
    ['a, b', 'syntax'],
    ['? > 5', 'syntax'],
    ['`a-b` + 1', 'syntax'],
    ['function(x) x', 'function-definition'],
    ['{f: function(n) f(n + 1)}.f(1)', 'unknown-function'],
    ['{f: function(n) n, g: 1}.g', 'function-definition'],
    ['count + count(items)', 'name-is-function'],
    ['for a in x, b in x, c in x return a', 'too-many-loops'],
    [`${'('.repeat(250)}1${')'.repeat(250)}`, 'too-deep'],
    ['1'.repeat(4_001), 'too-long'],
    ['matches(a, b)', 'unsafe-pattern'],
    ['matches(a, "^(a+)+$")', 'unsafe-pattern'],
    ['replace(a, "(x|xx)*", "")', 'unsafe-pattern'],
    ['matches(a, "^(05|5)[0-9]{8}$")', 'ok'],
    ['split(a, ",")', 'ok'],
  ])('answers %j with %s', (text, code) => expect(codeOf(text)).toBe(code));
});

describe('evaluate', () => {
  it.each([
    ['if area > limit then area * 2 else 0', { area: 10, limit: 5 }, 20],
    ['sum(items.price)', { items: [{ price: 1.5 }, { price: 2 }] }, 3.5],
    [
      'items[price > limit].name',
      {
        items: [
          { name: 'أ', price: 1 },
          { name: 'ب', price: 9 },
        ],
        limit: 5,
      },
      ['ب'],
    ],
    ['date(from) + duration("P1M")', { from: '2026-01-31' }, '2026-02-28'],
    ['due - duration("P1D")', { due: Temporal.PlainDate.from('2026-03-01') }, '2026-02-28'],
    ['at > date and time("2026-01-01T00:00:00Z")', { at: Temporal.Instant.from('2026-01-02T00:00Z') }, true],
    ['1 / 0', {}, null],
    ['missing > 5', {}, null],
    ['for i in 1..floors return i * 10', { floors: 3 }, [10, 20, 30]],
    ['a // a comment', { a: 1 }, 1],
    ['count', { count: 4 }, 4],
    ['x.constructor', { x: {} }, null],
    ['constructor', {}, null],
    ['{a: 1, b: [true, null, "x"]}', {}, { a: 1, b: [true, null, 'x'] }],
  ])('%s with %j is %j', (text, context, value) => expect(computed(text, context)).toEqual(value));

  it('measures metres between two points', () => {
    const place = (longitude: number) => ({ longitude, latitude: 26.4 });
    expect(computed('distance(a, b) < 50', { a: place(50.1), b: place(50.1004) })).toBe(true);
    expect(computed('distance(a, b)', { a: place(50.1), b: place(50.2) })).toBeCloseTo(9_960, -2);
    expect(computed('distance(a, b)', { a: place(50.1), b: { longitude: '50', latitude: 26 } })).toBe(null);
  });

  it('reads only the clock it is given', () => {
    const clock = { now: Temporal.Instant.from('2026-11-21T22:30:00Z'), timeZone: 'Asia/Riyadh' };
    expect(evaluate('today()', {}, clock)).toMatchObject({ ok: true, value: '2026-11-22' });
    expect(evaluate('now() - duration("PT1H") < now()', {}, clock)).toMatchObject({ value: true });
    expect(evaluate('string(now())', {}, clock)).toMatchObject({ value: '2026-11-22T01:30:00@Asia/Riyadh' });
    expect(evaluate('today() > date(from)', { from: '2026-01-01' })).toMatchObject({ ok: false, code: 'clock-needed' });
  });

  it('warns of what was missing and forgets it at the next evaluation', () => {
    expect(evaluate('a + b', { a: 1 })).toMatchObject({ value: null, warnings: [{ code: 'NO_VARIABLE_FOUND' }, {}] });
    expect(evaluate('a + b', { a: 1, b: 2 })).toMatchObject({ value: 3, warnings: [] });
  });

  it('gives errors as values and never enumerates a huge range', () => {
    expect(computed('for i in 1..1000000000 return i')).toBe('failed');
    expect(computed('{r: [1..999999999], s: for i in r return i}.s')).toBe('failed');
    expect(computed('for i in 1..n return i', { n: 1e9 })).toBe('failed');
    expect(computed('[1..5]')).toBe('not-a-value');
    expect(computed('x', { x: Symbol('x') })).toBe('not-a-value');
  });

  it('never throws, whatever the text and values', () => {
    const word = fc.constantFrom(
      ...['a', 'b', '1', '"x"', '+', '-', '*', '>', '=', '(', ')', '[', ']', '{', '}', ':', ',', '.', '..', 'in'],
      ...['if', 'then', 'else', 'for', 'return', 'some', 'satisfies', 'and', 'not(', 'date(', 'sum(', '?', '@', 'null'],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), fc.jsonValue(), (words, a) => {
        const text = words.join(' ');
        expect(typeof evaluate(text, { a, b: 3 }).ok).toBe('boolean');
        expect(typeof unaryTest(text, a, { b: 3 }).ok).toBe('boolean');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('unaryTest', () => {
  it.each([
    ['-', 1, true],
    ['< 5', 4, true],
    ['< 5', 5, false],
    ['[1..limit]', 7, true],
    [']1..7[', 7, false],
    ['"a", "b"', 'b', true],
    ['not("a", "b")', 'b', false],
    ['not("a", "b")', 'c', true],
    ['? > 5 and ? < 10', 7, true],
    ['contains(?, "حي")', 'حي النخيل', true],
    ['list', 'b', true],
    ['list', 'z', false],
    ['limit', 7, true],
    ['limit + 1', 8, true],
    ['true', true, true],
    ['false', false, true],
    ['true', false, false],
    ['null', null, true],
    ['null', 0, false],
    ['date("2026-01-01")', Temporal.PlainDate.from('2026-01-01'), true],
    ['> date("2026-01-01")', Temporal.PlainDate.from('2026-01-02'), true],
    ['< 5', null, false],
    ['-5', -5, true],
  ])('%s of %j is %s', (text, value, result) => {
    expect(passes(text, value, { limit: 7, list: ['a', 'b'] })).toBe(result);
  });

  it('names what it uses and refuses what it cannot read', () => {
    expect(parseUnaryTests('> limit, [low..high]')).toMatchObject({ ok: true, names: ['limit', 'low', 'high'] });
    expect(parseUnaryTests('>')).toMatchObject({ ok: false, code: 'syntax' });
    expect(parseUnaryTests('')).toMatchObject({ ok: false, code: 'syntax' });
  });
});
