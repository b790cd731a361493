import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { outcomeOf } from './outcomes.ts';

const source = ['rules-handover', 'jobs-handovers']
  .map((file) => readFileSync(`src/modules/reports/${file}.ts`, 'utf8'))
  .join('\n');
const reasons = [...source.matchAll(/(?:failed\(|failure: |reason = )(['`])(.+?)\1/g)]
  .map(([, , reason]) => reason!.replace(/\$\{[^}]+\}/g, 'X'))
  .filter((reason) => !reason.startsWith('X: '));

test('whatever the program says of a call to an agency’s server has words', () => {
  expect(reasons.length).toBeGreaterThan(9);
  expect(reasons.filter((reason) => outcomeOf(reason) === undefined)).toEqual([]);
});

test('what stands in the place of a word is kept, and words of others are left to them', () => {
  expect(outcomeOf('gave the number R-1, which another hand-over has')).toEqual({
    key: 'outcome.sameNumber',
    what: 'R-1',
  });
  expect(outcomeOf('no answer within 15 s')).toEqual({ key: 'outcome.late', what: '15' });
  expect(outcomeOf('403: Invalid api_key received')).toBeUndefined();
});
