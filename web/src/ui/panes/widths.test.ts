import { expect, test } from 'vitest';
import { remembered, resized, signOf, stepOf, USUAL } from './widths.ts';

test('a pane is never narrower or wider than it may be', () => {
  expect(resized(USUAL, 'queue', 10_000)).toEqual({ queue: 640, context: 340 });
  expect(resized(USUAL, 'context', -5)).toEqual({ queue: 380, context: 240 });
  expect(resized(USUAL, 'context', 300.4).context).toBe(300);
});

test('what was remembered is taken as far as it can be read', () => {
  expect(remembered(null)).toEqual(USUAL);
  expect(remembered('not json')).toEqual(USUAL);
  expect(remembered('{"queue":"wide","context":9999}')).toEqual({ queue: 380, context: 560 });
  expect(remembered('{"queue":300,"context":250}')).toEqual({ queue: 300, context: 250 });
});

test('arrows and drags move a handle the way they point, in either direction of writing', () => {
  expect(stepOf('ArrowRight', 'queue', 'ltr')).toBe(20);
  expect(stepOf('ArrowRight', 'queue', 'rtl')).toBe(-20);
  expect(stepOf('ArrowRight', 'context', 'ltr')).toBe(-20);
  expect(stepOf('ArrowRight', 'context', 'rtl')).toBe(20);
  expect(stepOf('Enter', 'queue', 'ltr')).toBe(0);
  expect([signOf('queue', 'ltr'), signOf('queue', 'rtl'), signOf('context', 'rtl')]).toEqual([1, -1, 1]);
});
