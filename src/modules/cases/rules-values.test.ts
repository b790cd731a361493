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
