import { expect, it } from 'vitest';
import { frameOf, positionOf, reaches } from './rules-live.ts';

const change = { id: 'a', version: 3, teams: ['ROADS'], municipalityId: 'm1', position: 7 };

it('tells a reader what is within reach, and what has just left it', () => {
  expect(reaches({ all: true }, change)).toBe(true);
  expect(reaches({ teams: ['ROADS', 'LIGHT'] }, change)).toBe(true);
  expect(reaches({ teams: ['LIGHT'] }, change)).toBe(false);
  expect(reaches({ municipalityIds: ['m1'] }, change)).toBe(true);
  expect(reaches({ municipalityIds: ['m2'] }, change)).toBe(false);
  expect(reaches({ municipalityIds: ['m2'] }, { ...change, municipalityId: null })).toBe(false);
});

it('says the newest version of each record once, and nothing else of it', () => {
  const frame = frameOf([{ ...change, version: 5 }, change, { ...change, id: 'b' }], 9);
  expect(frame).toBe('id: 9\nevent: changes\ndata: {"changes":[{"id":"a","version":5},{"id":"b","version":3}]}\n\n');
});

it('reads positions and nothing that only looks like one', () => {
  expect(positionOf('12')).toBe(12);
  for (const text of [undefined, '', '-1', '1.5', '12abc', '9'.repeat(16)]) expect(positionOf(text)).toBeUndefined();
});
