import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue, type Message } from './messages.ts';

const t = catalogue(
  {
    hello: 'مرحبًا {name}',
    reports: {
      zero: 'لا بلاغات',
      one: 'بلاغ واحد',
      two: 'بلاغان',
      few: '{count} بلاغات',
      many: '{count} بلاغًا',
      other: '{count} بلاغ',
    },
  },
  { hello: 'Hello {name}', reports: { one: 'One report', other: '{count} reports' } },
);
const none = { zero: 'No reports', one: 'One report', other: '{count} reports' };

test('fills places, and takes the plural class of the language', () => {
  expect(t('en')('hello', { name: 'Sample' })).toBe('Hello Sample');
  const ar = [0, 1, 2, 3, 11, 100].map((count) => t('ar')('reports', { count }));
  expect(ar).toEqual(['لا بلاغات', 'بلاغ واحد', 'بلاغان', '3 بلاغات', '11 بلاغًا', '100 بلاغ']);
  expect([1, 0].map((count) => t('en')('reports', { count }))).toEqual(['One report', '0 reports']);
  expect(catalogue({ none }, { none })('en')('none', { count: 0 })).toBe('No reports');
});

const places = (message: Message): Set<string> =>
  new Set((typeof message === 'string' ? message : message.other).match(/\{\w+\}/g) ?? []);

const folder = new URL('./messages/', import.meta.url);
const areas = readdirSync(new URL('ar/', folder));

test('every area is written in both languages', () => {
  expect(readdirSync(new URL('en/', folder))).toEqual(areas);
});

test.each(areas)('%s says the same with the same places in both languages', async (file) => {
  const [ar, en] = await Promise.all(
    ['ar', 'en'].map(
      async (language) =>
        Object.values(await import(/* @vite-ignore */ new URL(`${language}/${file}`, folder).href))[0],
    ),
  );
  const arabic = ar as Record<string, Message>;
  const english = en as Record<string, Message>;
  expect(Object.keys(english).toSorted()).toEqual(Object.keys(arabic).toSorted());
  for (const key of Object.keys(arabic)) {
    expect(places(english[key]!), key).toEqual(places(arabic[key]!));
    expect(JSON.stringify(arabic[key]).replace(/\{\w+\}/g, '').length, key).toBeGreaterThan(2);
  }
});
