import { expect, test } from 'vitest';
import copied from './fixtures/copied-cards.json' with { type: 'json' };
import { tenantCatalogue } from './fixtures/tenant-catalogue.ts';
import type { CatalogueCard, ServiceCatalogue } from './model.ts';
import { lintCatalogue } from './rules-catalogue-lint.ts';

const catalogue = tenantCatalogue();
const lint = (of: ServiceCatalogue = catalogue) => lintCatalogue(of, ['ar', 'en']);
const withCard = (code: string, change: Partial<CatalogueCard>): ServiceCatalogue => ({
  ...catalogue,
  cards: catalogue.cards.map((card) => (card.code === code ? { ...card, ...change } : card)),
});
const kinds = (of: ServiceCatalogue, code: string) =>
  lint(of)
    .filter((finding) => finding.code === code)
    .map(({ kind }) => kind);

test('the two published cards that carry steps of other services are caught', () => {
  const steps: Readonly<Record<string, CatalogueCard['steps']>> = copied.steps;
  const cards = catalogue.cards.map((card) =>
    steps[card.code] === undefined ? card : { ...card, steps: steps[card.code]!, related: [] },
  );
  const found = lint({ ...catalogue, cards }).filter(
    ({ kind }) => kind === 'steps-copied' || kind === 'step-names-other',
  );
  expect(found.map(({ code, kind, path }) => [code, kind, path])).toEqual([
    ['RDS-01', 'step-names-other', 'steps.0'],
    ['RPT-01', 'steps-copied', 'steps.1'],
    ['RPT-01', 'steps-copied', 'steps.2'],
  ]);
  expect(found[1]?.values.ar).toMatchObject({ service: 'طلب إنشاء أو إزالة مطب', step: '2' });
  expect(found[1]?.values.en).toMatchObject({ service: 'Install or remove a speed bump' });
});

test('no card of the tenant says something wrong of its steps or its names, and every text is in both languages', () => {
  const wrong = lint().filter(({ kind }) =>
    ['steps-copied', 'step-names-other', 'name-missing', 'name-same', 'text-missing', 'no-unit', 'no-cost'].includes(
      kind,
    ),
  );
  expect(wrong).toEqual([]);
});

test('what is missing, doubtful or asked for though it is held is named', () => {
  const duration = { min: 1, max: 2, unit: null, basis: 'seen' } as const;
  expect(kinds(withCard('PRM-02', { cost: null, duration }), 'PRM-02')).toEqual(
    expect.arrayContaining(['no-cost', 'no-unit']),
  );
  expect(kinds(catalogue, 'PRM-02')).toEqual(expect.arrayContaining(['no-duration', 'cost-unconfirmed']));
  expect(kinds(withCard('PRM-02', { name: { ar: 'Valet', en: 'valet' } }), 'PRM-02')).toContain('name-same');
  expect(kinds(withCard('PRM-02', { name: { en: 'Valet' } }), 'PRM-02')).toContain('name-missing');
  const lease = lint().find(({ code, kind }) => code === 'CML-01' && kind === 'held-document');
  expect(lease?.values.ar).toMatchObject({ document: 'عقد إيجار موثق', source: 'شبكة إيجار' });
  expect(kinds(catalogue, 'CMP-04')).toContain('card-unconfirmed');
});

test('the worst of a card comes first, and a withdrawn card is left alone', () => {
  const found = lint().filter(({ code }) => code === 'CML-01');
  const order = ['wrong', 'missing', 'confirm'];
  const ranks = found.map(({ severity }) => order.indexOf(severity));
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  expect(kinds(withCard('CML-01', { active: false }), 'CML-01')).toEqual([]);
});
