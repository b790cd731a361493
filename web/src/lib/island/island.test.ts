import { expect, test } from 'vitest';
import type { PageLocale } from '../locale.ts';
import { written } from './island.ts';

const locale: PageLocale = {
  language: 'en',
  direction: 'ltr',
  timeZone: 'Asia/Riyadh',
  calendars: ['gregory'],
  digits: 'latn',
  now: 0,
};

test('nothing an island is given ends its script element or begins another', () => {
  const props = { said: 'a </script><script>alert(1)</script><!-- --> b', name: 'نموذج' };
  const element = written({ locale, props });
  expect(element.match(/<\/?[a-z!]/gi)).toEqual(['<s', '</s']);
  const [, content = ''] = /^<script type="application\/json">(.*)<\/script>$/s.exec(element)!;
  expect(JSON.parse(content)).toEqual({ locale, props });
});
