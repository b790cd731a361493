import { expect, test } from 'vitest';
import { changeOf } from './area.ts';

test('a week is compared in reports, and in per cent only where there are enough of them', () => {
  expect(changeOf(3, 2)).toEqual({ kind: 'more', by: 1, percent: null });
  expect(changeOf(0, 0)).toEqual({ kind: 'same', by: 0, percent: null });
  expect(changeOf(19, 40)).toEqual({ kind: 'less', by: 21, percent: null });
  expect(changeOf(30, 40)).toEqual({ kind: 'less', by: 10, percent: -25 });
  expect(changeOf(40, 40)).toEqual({ kind: 'same', by: 0, percent: null });
});
