import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReportCatalogue } from '#modules/reports/api.ts';
import { deskCategories, findCategories } from './desk.ts';

const file = join(import.meta.dirname, '../../../../tenants/eastern/report-categories.json');
const categories = deskCategories(JSON.parse(readFileSync(file, 'utf8')) as ReportCatalogue, 'ar');
const first = (typed: string) => findCategories(categories, typed)[0]?.code;

test('a category is found by everyday words, however they are spelt', () => {
  expect(first('حفرة')).toBe('RD-01');
  expect(first('حفره')).toBe('RD-01');
  expect(first('الحفرة')).toBe('RD-01');
  expect(first('pothole')).toBe('RD-01');
  // One letter wrong, two letters turned round.
  expect(first('potholle')).toBe('RD-01');
  expect(first('pohtole')).toBe('RD-01');
});

test('a category is found by the beginning of a word and by its code; nothing by nothing', () => {
  expect(findCategories(categories, 'حف').map(({ code }) => code)).toContain('RD-01');
  expect(first('rd-01')).toBe('RD-01');
  expect(findCategories(categories, '  ')).toEqual([]);
  expect(findCategories(categories, 'كلمةلاوجودلها')).toEqual([]);
});

test('the everyday words of a group find its categories, after those that have the word themselves', () => {
  const groups = (typed: string) => findCategories(categories, typed).map(({ code }) => code.slice(0, 2));
  for (const typed of ['قمامة', 'garbage']) expect(new Set(groups(typed))).toEqual(new Set(['CL']));
  expect(first('waste collection')).toBe('CL-07');
  expect(first('fridge')).toBe('CL-06');
});
