import { expect, test } from 'vitest';
import { STATUS_MARKS } from './marks.ts';
import { STATUS_MEANINGS } from './status.ts';

test('every meaning has a shape and a sign that no other has', () => {
  const marks = STATUS_MEANINGS.map((meaning) => STATUS_MARKS[meaning]);
  expect(new Set(marks.map(({ outline }) => outline)).size).toBe(STATUS_MEANINGS.length);
  expect(new Set(marks.map(({ glyph }) => glyph)).size).toBe(STATUS_MEANINGS.length);
});
