import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ReportCatalogue } from './model.ts';
import { findCategories } from './rules.ts';

const read = (tenant: string) =>
  JSON.parse(readFileSync(`tenants/${tenant}/report-categories.json`, 'utf8')) as ReportCatalogue;
const eastern = read('eastern');
const first = (question: string, language = 'ar') => findCategories(eastern, question, language)[0]?.name[language];

test.each([
  ['حفرة', 'حفرة في الطريق'],
  ['حُفَره فى الشارع', 'حفرة في الطريق'],
  ['الكلاب', 'كلاب ضالة'],
])('everyday words find their category, however they are written: %s', (question, name) => {
  expect(first(question)).toBe(name);
});

test('English words find the same categories', () => {
  expect(first('pothole', 'en')).toBe('Pothole');
  expect(first('stray dogs', 'en')).toBe('Stray dogs');
});

test.each([
  ['حفرة في الشارع قدام البيت', 'ar', 'حفرة في الطريق'],
  ['نور الشارع طافي أمام بيتي', 'ar', 'عمود إنارة مطفأ'],
  ['كلاب في الحي تخوف الأطفال', 'ar', 'كلاب ضالة'],
  ['شجرة طاحت على السيارة', 'ar', 'شجرة ساقطة أو خطرة'],
  ['big hole in front of the house', 'en', 'Pothole'],
  ['a tree fell on the road', 'en', 'Fallen or dangerous tree'],
])('in a sentence the rare word counts, not those that stand in every sentence: %s', (question, language, name) => {
  expect(first(question, language)).toBe(name);
});

test('a word that means nothing here does not spoil the others, and alone finds nothing', () => {
  expect(first('قبغثص حفرة')).toBe('حفرة في الطريق');
  expect(findCategories(eastern, 'قبغثص', 'ar')).toEqual([]);
  expect(findCategories(eastern, '   ', 'ar')).toEqual([]);
  expect(findCategories(eastern, '%_\\"<script>', 'ar').length).toBeLessThan(3);
});

test('every category is found first or nearly so by its own name', () => {
  const missed = eastern.categories.filter(
    ({ code, name }) =>
      !findCategories(eastern, name.ar!, 'ar')
        .slice(0, 3)
        .some((found) => found.code === code),
  );
  expect(missed.map(({ code }) => code)).toEqual([]);
});

test('a city of one language is searched in that', () => {
  expect(findCategories(read('boston'), 'pothole', 'en').length).toBeGreaterThan(0);
});
