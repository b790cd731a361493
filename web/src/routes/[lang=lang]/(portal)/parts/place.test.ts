import { expect, test } from 'vitest';
import { readCoordinates, writeCoordinates } from './place.ts';

const here = { longitude: 50.1, latitude: 26.42 };
const point = { longitude: 50.0888, latitude: 26.4207 };

test.each([
  '26.4207, 50.0888',
  '26.4207 50.0888',
  '26.4207,50.0888',
  '٢٦٫٤٢٠٧، ٥٠٫٠٨٨٨',
  '26.4207° N, 50.0888° E',
  '50.0888, 26.4207',
])('coordinates are read as people copy them: %s', (text) => {
  expect(readCoordinates(text, here)).toEqual(point);
});

test('the western half of the world is negative, by its sign or its letter', () => {
  const boston = { longitude: -71.06, latitude: 42.33 };
  expect(readCoordinates('42.33, -71.06', boston)).toEqual(boston);
  expect(readCoordinates('42.33 N, 71.06 W', boston)).toEqual(boston);
});

test.each(['', 'الفيصلية', '26.4', '26.4, 50.1, 12', '126.4, 190.1'])('anything else is no point: %s', (text) => {
  expect(readCoordinates(text, here)).toBeUndefined();
});

test('what is written is read again', () => {
  expect(readCoordinates(writeCoordinates(point), here)).toEqual(point);
});
