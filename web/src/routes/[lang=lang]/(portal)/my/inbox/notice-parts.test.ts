import { expect, test } from 'vitest';
import { noticeParts } from './notice-parts.ts';

test('keeps addresses and the number whole, and leaves the stop of a sentence outside', () => {
  expect(noticeParts('طلبك رقم HLT-1-2. تابعه من: https://a.example/ar/x-1.', 'HLT-1-2')).toEqual([
    { is: 'words', text: 'طلبك رقم ' },
    { is: 'number', text: 'HLT-1-2' },
    { is: 'words', text: '. تابعه من: ' },
    { is: 'address', text: 'https://a.example/ar/x-1' },
    { is: 'words', text: '.' },
  ]);
  expect(noticeParts('عولج بلاغك', null)).toEqual([{ is: 'words', text: 'عولج بلاغك' }]);
});
