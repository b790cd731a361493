import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readActivities, withImported, withoutImported } from './rules-activities.ts';

const file = (...classes: object[]) => ({ sections: [{ divisions: [{ groups: [{ group: '107', classes }] }] }] });

test('a list is taken over by code in all languages, and what is wrong with it is told', () => {
  const ar = file({ class: '1071', description: 'صناعة  المخبوزات' }, { class: '1072', description: 'صناعة السكر' });
  const en = file(
    { class: '1071', description: 'Bakery products' },
    { class: '1071', description: 'Again' },
    { class: '10', description: 'A division' },
    { description: 'Without a code' },
    { class: '1073', description: ' ' },
    { class: '', description: 'Without a code' },
  );
  expect(readActivities({ ar, en }, ['ar', 'en'])).toEqual({
    activities: [{ code: '1071', title: { ar: 'صناعة المخبوزات', en: 'Bakery products' } }],
    faults: [
      { language: 'en', at: '1071', reason: 'described-twice' },
      { language: 'en', at: '10', reason: 'no-class-code' },
      { language: 'en', at: '107', reason: 'no-class-code' },
      { language: 'en', at: '1073', reason: 'no-description' },
      { language: 'en', at: '107', reason: 'no-class-code' },
      { language: 'en', at: '1072', reason: 'language-missing' },
    ],
  });
  expect(readActivities({ en: 'nonsense' }, ['en'])).toEqual({ activities: [], faults: [] });
});

test('own words stay before words taken over, whatever is taken over later', () => {
  const own = [{ code: '1071', title: { en: 'Bakery' } }];
  const first = [
    { code: '1071', title: { en: 'Manufacture of bakery products' } },
    { code: '0112', title: { en: 'Rice' } },
  ];
  const choices = withImported(own, first);
  expect(choices.map(({ title }) => title.en)).toEqual(['Bakery', 'Rice']);
  expect(withoutImported(choices, first)).toEqual(own);
});

const ISIC = join(import.meta.dirname, '../../../../shared/data/catalogues/isic4');
test.skipIf(!existsSync(ISIC))('ISIC 4 as it is published in both languages is taken over', () => {
  const read = (language: string) => JSON.parse(readFileSync(join(ISIC, `${language}.json`), 'utf8')) as unknown;
  const { activities, faults } = readActivities({ ar: read('ar'), en: read('en') }, ['ar', 'en']);
  expect(activities.length).toBeGreaterThan(400);
  expect(faults.length).toBeLessThan(20);
});
