import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Draft, emptyDraft, hiddenFields, isEmpty, photoHref, pointOf, readDraft, STEPS } from './draft.ts';

const formOf = (fields: readonly (readonly [string, string])[]): FormData => {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
};

const photo = { id: '01a200d0-be3f-7b96-b4b9-a6001a9a47f6', secret: 'abc_-9', until: '1795312800', proof: 'x_-Y' };
const full: Draft = {
  ...emptyDraft(),
  category: 'RD-01',
  longitude: '50.100000',
  latitude: '26.420000',
  description: 'سطر\nوسطر "آخر" <b>',
  mobile: '0512345678',
  photos: [photo],
};

test.each(STEPS)('what the form of "%s" carries and asks is the whole draft again', (step) => {
  const carried = hiddenFields(full, step);
  const names = new Set(carried.map(([name]) => name));
  const asked = Object.entries(full).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && !names.has(name) ? [[name, value]] : [],
  );
  expect(readDraft(formOf([...carried, ...asked]))).toEqual(full);
});

test('an answer on the page wins over the same one carried', () => {
  const sent = formOf([
    ['category', 'RD-01'],
    ['category', 'RD-02'],
  ]);
  expect(readDraft(sent).category).toBe('RD-02');
});

test('a draft nobody began is empty', () => {
  expect(isEmpty(emptyDraft())).toBe(true);
  expect(isEmpty(full)).toBe(false);
  expect(isEmpty({ ...emptyDraft(), category: 'RD-01' })).toBe(true);
});

test('nothing a client sends as a photo or a point gets further than it should', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (text, longitude, latitude) => {
      const draft = readDraft(
        formOf([
          ['photo', text],
          ['photo', `../../etc~${text}~1~x`],
          ['longitude', longitude],
          ['latitude', latitude],
        ]),
      );
      for (const one of draft.photos)
        expect(photoHref(one, 'thumbnail')).toMatch(/^\/files\/[0-9a-f-]{36}\/thumbnail\?/);
      const point = pointOf(draft);
      if (point !== null) {
        expect(Math.abs(point.longitude)).toBeLessThanOrEqual(180);
        expect(Math.abs(point.latitude)).toBeLessThanOrEqual(90);
      }
    }),
  );
  expect(
    readDraft(formOf(Array.from({ length: 9 }, () => ['photo', hiddenFields(full, 'check').at(-1)![1]]))).photos,
  ).toHaveLength(5);
});
