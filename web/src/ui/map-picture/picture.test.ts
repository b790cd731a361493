import { expect, test } from 'vitest';
import { placeNames } from './picture.ts';

const NAMES = [
  { name: 'بلدية وسط الدمام', x: 320, y: 200 },
  { name: 'بلدية شرق الدمام', x: 330, y: 208 },
  { name: 'بلدية سيهات', x: 320, y: 225 },
  { name: 'بلدية القطيف', x: 10, y: 60 },
];

test('a name that would cover an earlier one is left out', () => {
  expect(placeNames(NAMES).map(({ name }) => name)).toEqual(['بلدية وسط الدمام', 'بلدية سيهات']);
});

test('names too near for large letters are shown in a wide picture only', () => {
  expect(placeNames(NAMES).map(({ wideOnly }) => wideOnly)).toEqual([false, true]);
});

test('a name at the edge is left out rather than cut', () => {
  expect(placeNames([{ name: 'بلدية القطيف', x: 10, y: 60 }])).toEqual([]);
});
