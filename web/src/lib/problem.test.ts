import { expect, test } from 'vitest';
import { problemAt, summaryOf } from './problem.ts';

const REQUIRED = 'هذا الحقل مطلوب.';
const FORMAT = 'الصيغة غير صحيحة.';
const problem = {
  code: 'request.invalid',
  text: 'لم يُحفظ شيء.',
  fields: [
    { path: 'name.ar', text: REQUIRED },
    { path: 'scopes.0', text: FORMAT },
    { path: 'scopes.3', text: FORMAT },
    { path: 'note', text: 'اكتب ملاحظة.' },
  ],
};

test('a field typed as a list shows what is wrong with the first of its entries', () => {
  expect(problemAt(problem, 'scopes')).toBe(FORMAT);
  expect(problemAt(problem, 'name.ar')).toBe(REQUIRED);
  expect(problemAt(problem, 'name')).toBeUndefined();
});

test('the summary names the fields it is told the names of, and says each sentence once', () => {
  expect(summaryOf(problem, { 'name.ar': 'الاسم', scopes: 'الصلاحيات' })).toEqual([
    { name: 'name.ar', text: `الاسم: ${REQUIRED}` },
    { name: 'scopes', text: `الصلاحيات: ${FORMAT}` },
    { name: 'note', text: 'اكتب ملاحظة.' },
  ]);
});
