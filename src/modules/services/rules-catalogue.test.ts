import { expect, test } from 'vitest';
import { tenantCatalogue } from './fixtures/tenant-catalogue.ts';
import type { ServiceCard } from './model.ts';
import { catalogueFaults, levelReached, ratingOf } from './rules-catalogue.ts';
import { findCards, indexCards, isOneSlip } from './rules-catalogue-search.ts';
import { cardOfDefinition, cardView } from './rules-catalogue-view.ts';

const catalogue = tenantCatalogue();
const { words, cards } = catalogue;
const index = indexCards(cards);
const codes = (question: string) => findCards(index, question).found.map(({ code }) => code);
/** What the definition of a service says of itself. */
const own: ServiceCard = {
  code: 'CML-01',
  name: { ar: 'رخصة نموذجية', en: 'Sample licence' },
  description: { ar: 'وصف نموذجي', en: 'A sample description' },
  segments: ['business'],
  attributes: [],
  steps: [{ title: { ar: 'خطوة نموذجية', en: 'A sample step' }, actor: 'engineer' }],
  documents: [
    { title: { ar: 'سجل', en: 'Register' }, source: { ar: 'رقم فقط', en: 'Its number only' } },
    { title: { ar: 'صورة', en: 'Photo' } },
  ],
  terms: [],
  duration: { min: 1, max: 2, unit: 'day', basis: 'assumed' },
  cost: { ar: 'بحسب المساحة', en: 'By area' },
  channels: ['web'],
  related: [],
  faqs: [],
};
const card = (code: string) => cards.find((one) => one.code === code)!;

test('the catalogue holds a hundred services and names nothing that is not there', () => {
  expect(cards).toHaveLength(100);
  expect(catalogueFaults(catalogue)).toEqual([]);
  const [first] = cards;
  expect(
    catalogueFaults({ words, cards: [{ ...first!, axis: 'nowhere', related: [first!.code] }] }).map(({ path }) => path),
  ).toEqual(
    expect.arrayContaining([
      ['cards', 0, 'axis'],
      ['cards', 0, 'related', 0],
    ]),
  );
});

test.each([
  ['رخصة محل', 'CML-01'],
  ['رخصه محل', 'CML-01'],
  ['الرُّخصة للمحل', 'CML-01'],
  ['بسطة', 'CML-06'],
  ['بسطه', 'CML-06'],
  ['فود ترك', 'CML-06'],
  ['food truck', 'CML-06'],
  ['ابغى ابني بيت', 'BLD-01'],
  ['هدم', 'BLD-04'],
  ['كرت صحي', 'HLT-01'],
  ['شهاده صحيه', 'HLT-01'],
  ['قرار مساحى', 'SRV-01'],
  ['إكرام الموتى', 'SOC-01'],
  ['speed bumb', 'RDS-04'],
  ['cml 1', 'CML-01'],
  ['CML-01', 'CML-01'],
])('«%s» finds %s first', (question, code) => expect(codes(question)[0]).toBe(code));

test('a name outweighs what people call it, that a description', () => {
  const [base] = cards;
  const texts = (name: string, synonym: string, description: string, code: string) => ({
    ...base!,
    code,
    name: { ar: name },
    synonyms: { ar: [synonym] },
    description: { ar: description },
  });
  const made = indexCards([
    texts('تقليم', 'قص', 'عن النخيل', 'AAA-03'),
    texts('تقليم', 'نخيل', 'عن الشجر', 'AAA-02'),
    texts('نخيل', 'قص', 'عن الشجر', 'AAA-01'),
  ]);
  expect(findCards(made, 'النخيل').found.map(({ code }) => code)).toEqual(['AAA-01', 'AAA-02', 'AAA-03']);
});

test('what has not every word comes near; what has none is not found', () => {
  const { found, near } = findCards(index, 'رخصة غواصة');
  expect(found).toEqual([]);
  expect(near.length).toBeGreaterThan(0);
  expect(findCards(index, 'xyzzyplugh')).toEqual({ found: [], near: [] });
  expect(findCards(index, '  ؟ ')).toEqual({ found: [], near: [] });
});

test('one slip of the pen is one letter', () => {
  expect(isOneSlip('رخصه', 'رحصه')).toBe(true);
  expect(isOneSlip('رخصه', 'رصخه')).toBe(true);
  expect(isOneSlip('رخصه', 'رخه')).toBe(true);
  expect(isOneSlip('رخصه', 'رحسه')).toBe(false);
  expect(isOneSlip('رخصه', 'ر')).toBe(false);
});

test('the level is computed from what can be done here', () => {
  expect(levelReached(card('CML-01'), words, false)).toBe(1);
  expect(levelReached(card('RPT-01'), words, false)).toBe(3);
  // Asks for a lease that the state holds.
  expect(levelReached(card('CML-01'), words, true)).toBe(3);
  expect(levelReached(card('CML-05'), words, true)).toBe(4);
});

test('an average is told from five votes on', () => {
  expect(ratingOf([])).toEqual({ votes: 0, average: null });
  expect(ratingOf([{ stars: 5, count: 4 }])).toEqual({ votes: 4, average: null });
  expect(
    ratingOf([
      { stars: 5, count: 4 },
      { stars: 2, count: 2 },
    ]),
  ).toEqual({ votes: 6, average: 4 });
});

test('the portal is named as a way only where it does it', () => {
  const applicable = new Map([['CML-01', { id: 'commercial-licence', card: own }]]);
  const view = (code: string) => cardView(card(code), catalogue, applicable);
  expect(view('CML-01').apply).toBe('commercial-licence');
  expect(view('CML-02')).toMatchObject({ apply: null, online: null });
  const portal = (code: string) => view(code).channels.some((one) => one.code === 'portal');
  expect([portal('RPT-01'), portal('CML-02')]).toEqual([true, false]);
});

test('a service that is applied for here says how it goes here', () => {
  const view = cardView(card('CML-01'), catalogue, new Map([['CML-01', { id: 'commercial-licence', card: own }]]));
  expect(view).toMatchObject({
    name: card('CML-01').name,
    steps: [{ text: own.steps[0]!.title, mine: false, actor: { en: 'Technical reviewer' } }],
    documents: [
      { by: 'fetched', when: { en: 'Its number only' } },
      { by: 'applicant', when: null },
    ],
    cost: { name: own.cost, certainty: 'adopted' },
    duration: { basis: 'unconfirmed' },
    faqs: card('CML-01').faqs,
  });
});

test('a service that only its definition speaks of has a card all the same', () => {
  const further = { ...own, code: 'CML-77' };
  const made = cardOfDefinition(further, words);
  const view = cardView(
    made,
    { words, cards: [...cards, made] },
    new Map([['CML-77', { id: 'sample', card: further }]]),
  );
  expect(view).toMatchObject({ apply: 'sample', group: { code: 'CML' }, output: null, unconfirmed: false });
  expect(findCards(indexCards([...cards, made]), 'رخصة نموذجية').found[0]?.code).toBe('CML-77');
});
