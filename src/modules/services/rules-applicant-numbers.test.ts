import { expect, test } from 'vitest';
import { numbersOfOthers } from './rules-applicant-numbers.ts';

const FIELDS = [
  { key: 'crNumber', identifier: 'CR' as const },
  { key: 'contractorCr', identifier: 'CR' as const },
  { key: 'nationalId', identifier: 'NATIONAL_ID' as const },
];
const KNOWN = [
  { kind: 'CR', value: '0000000001' },
  { kind: 'CR', value: '0000000002' },
];
const said = (data: object, known = KNOWN) =>
  numbersOfOthers(FIELDS, ['crNumber', 'nationalId'], data as Record<string, unknown>, known).map(({ path }) => path);

test('a number of whoever applies is theirs, any of those they have', () => {
  expect(said({ crNumber: '0000000001' })).toEqual([]);
  expect(said({ crNumber: '0000000002' })).toEqual([]);
  expect(said({ crNumber: '0000000009' })).toEqual(['input.crNumber']);
});

test('what is not given, not asked of the applicant, or of a kind they have no number of is not judged', () => {
  expect(said({ crNumber: null })).toEqual([]);
  expect(said({ contractorCr: '0000000009' })).toEqual([]);
  expect(said({ nationalId: '1000000008' })).toEqual([]);
  expect(said({ crNumber: '0000000009' }, [])).toEqual([]);
});
