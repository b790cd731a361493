import { expect, test } from 'vitest';
import { remembered } from './cached.ts';

const room = () => remembered<string>(6, ({ length }) => length);

test('what is remembered is found for as long as it is of that version', () => {
  const kept = room();
  expect(kept.keep('a', '1', 'abc')).toBe('abc');
  expect(kept.find('a', '1')).toBe('abc');
  expect(kept.find('a', '2')).toBeUndefined();
  expect(kept.find('b', '1')).toBeUndefined();
});

test('what was not asked for longest makes room, and what is heavier than all of it is not kept', () => {
  const kept = room();
  kept.keep('a', '1', 'abc');
  kept.keep('b', '1', 'abc');
  kept.find('a', '1');
  kept.keep('c', '1', 'abc');
  expect(['a', 'b', 'c'].map((key) => kept.find(key, '1'))).toEqual(['abc', undefined, 'abc']);
  expect(kept.keep('d', '1', 'far too long')).toBe('far too long');
  expect(kept.find('d', '1')).toBeUndefined();
  // A newer version takes the place of the old one, and counts once.
  kept.keep('a', '2', 'ab');
  expect(kept.find('c', '1')).toBe('abc');
});
