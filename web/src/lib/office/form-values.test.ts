import { expect, test } from 'vitest';
import { textOfValue, writeKinds } from './form-names.ts';
import { readKinds, readValueOf } from './form-values.ts';

function read(type: string, ...sent: string[]) {
  const data = new FormData();
  for (const value of sent) data.append('input.field', value);
  return readValueOf({ key: 'field', type, currency: type === 'money' ? 'SAR' : undefined }, data);
}

test('what is left empty is nothing, whatever the field is', () => {
  for (const type of [
    'text',
    'longText',
    'number',
    'integer',
    'money',
    'date',
    'choice',
    'multiChoice',
    'yesNo',
    'point',
    'party',
  ]) {
    expect(read(type, ...(type === 'multiChoice' ? [] : ['  ']))).toBeNull();
  }
});

test('each kind is read as it is meant, in either digits', () => {
  expect(read('integer', '٣')).toBe(3);
  expect(read('number', '2٫5')).toBe(2.5);
  expect(read('multiChoice', 'office', 'public')).toEqual(['office', 'public']);
  expect(read('yesNo', 'no')).toBe(false);
  expect(read('point', '26.42, 50.08')).toEqual({ latitude: 26.42, longitude: 50.08 });
  expect(read('money', '12.50')).toEqual({ amount: 1250, currency: 'SAR' });
});

test('what is not of its kind goes on as typed, for the engine to refuse at the field', () => {
  expect(read('integer', 'three')).toBe('three');
  expect(read('point', 'near the mosque')).toBe('near the mosque');
});

test('a stored value comes back as it would be typed', () => {
  expect(textOfValue('point', { longitude: 50.1, latitude: 26.4 })).toBe('26.400000, 50.100000');
  expect(textOfValue('yesNo', false)).toBe('no');
  expect(textOfValue('multiChoice', ['a', 'b'])).toBe('a\nb');
  expect(textOfValue('object', { code: 'x' })).toBe('');
});

test('the hidden line of kinds is read back, and nothing else out of it', () => {
  const fields = [
    { key: 'reason', type: 'longText' },
    { key: 'fee', type: 'money', currency: 'SAR' },
  ] as const;
  expect(readKinds(writeKinds(fields))).toEqual([
    { key: 'reason', type: 'longText', currency: undefined },
    { key: 'fee', type: 'money', currency: 'SAR' },
  ]);
  expect(readKinds('__proto__:text reason reason:text:sar x:y:z')).toEqual([]);
});
