import { describe, expect, test } from 'vitest';
import { IDENTIFIERS } from '#kernel/identifiers.ts';
import type { Field } from './model.ts';
import { readValue } from './rules-values.ts';

describe('a field for an identifier', () => {
  const field: Field = { key: 'mobile', title: { en: 'Mobile' }, type: 'identifier', identifier: 'MOBILE' };

  test('takes every way of writing and stores one', () => {
    for (const text of ['0512345678', ' 05 1234 5678 ', '+966512345678', '٠٥١٢٣٤٥٦٧٨']) {
      expect(readValue('mobile', text, field)).toEqual({ value: '+966512345678' });
    }
  });

  test('says of a wrong one what a right one looks like', () => {
    const { problem, rule } = IDENTIFIERS.MOBILE;
    expect(readValue('mobile', '0412345678', field)).toEqual({
      problems: [{ path: 'mobile', code: problem, text: rule }],
    });
    expect(problem).toBe('not-mobile');
  });

  test('left empty holds nothing', () => {
    expect(readValue('mobile', '  ', field)).toEqual({ value: null });
  });
});

describe('a field for a date', () => {
  const field: Field = { key: 'day', title: { en: 'Day' }, type: 'date', min: '2026-01-01' };
  const codeOf = (text: unknown) => {
    const reading = readValue('day', text, field);
    return 'problems' in reading ? reading.problems[0]?.code : reading.value;
  };

  test('takes both calendars and stores the Gregorian day', () => {
    for (const text of ['2026-11-21', '21/11/2026', '11/6/1448 هـ', '١١ جمادى الآخرة ١٤٤٨']) {
      expect(codeOf(text)).toBe('2026-11-21');
    }
  });

  test.each([
    ['1448-06-11', 'other-calendar'],
    ['21/11/2026 هـ', 'other-calendar'],
    ['31/1/1448 هـ', 'no-such-day'],
    ['2026-02-30', 'no-such-day'],
    ['soon', 'not-a-date'],
    [20_261_121, 'wrong-type'],
    ['1/1/1440 هـ', 'too-small'],
  ])('refuses %j', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });
});
