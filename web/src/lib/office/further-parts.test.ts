import { expect, test } from 'vitest';
import { fieldOfPart, furtherName, furtherParts } from './further-parts.ts';

test('rows somebody wrote in are parts; refusals find the row they are about', () => {
  const values = {
    [furtherName(1, 'category')]: 'RD-03',
    [furtherName(1, 'what')]: 'إصلاح',
    [furtherName(3, 'what')]: 'تنظيف',
    [furtherName(3, 'team')]: 'CLEAN',
    category: 'DS-01',
  };
  const { parts, rows } = furtherParts(values);
  expect(parts).toEqual([
    { category: 'RD-03', what: 'إصلاح' },
    { category: '', what: 'تنظيف', team: 'CLEAN' },
  ]);
  expect(fieldOfPart('further.1.what', rows)).toBe(furtherName(3, 'what'));
  expect(fieldOfPart('further.0.input.what', rows)).toBe(furtherName(1, 'what'));
  expect(fieldOfPart('category', rows)).toBe('category');
  expect(furtherParts({})).toEqual({ parts: [], rows: [] });
});
