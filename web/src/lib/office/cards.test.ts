import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CatalogueCard } from '#modules/services/api.ts';
import { atCardFields, cardValues, readCard } from './cards.ts';

const FOLDER = join(import.meta.dirname, '../../../../tenants/eastern/service-cards');
const cards = readdirSync(FOLDER)
  .flatMap((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as CatalogueCard[])
  .map((card) => ({ ...card, active: true }));
const LANGUAGES = ['ar', 'en'];
/** Names that a form sends once for each choice. */
const MANY = new Set(['segments', 'channels', 'payments', 'fetched']);

/** The form as a browser sends it, with some of it changed. */
function sent(values: Readonly<Record<string, string>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) {
    const parts = MANY.has(name) ? value.split('\n') : [value];
    for (const part of parts) if (part !== '') data.append(name, part);
  }
  return data;
}

test('a form sent back as it was shown changes nothing of any card', () => {
  for (const card of cards) {
    const { confirmed, ...edit } = readCard(sent(cardValues(card)), card, LANGUAGES);
    const { facts: _, ...before } = card;
    expect(edit, card.code).toEqual(before);
    expect(confirmed).toEqual({ card: false, steps: false });
  }
});

test('what the office writes is its own word; what it only ticks off is no longer', () => {
  const card = cards.find(({ code }) => code === 'BLD-05')!;
  const values = {
    ...cardValues(card),
    'term.0.ar': 'شرط آخر',
    'term.1.sure': '',
    'duration.max': '7',
    'cost.sure': 'yes',
  };
  const edit = readCard(sent(values), card, LANGUAGES);
  expect(edit.terms.map(({ basis }) => basis)).toEqual(['adopted', 'unconfirmed']);
  expect(edit.duration).toEqual({ min: 1, max: 7, unit: 'day', basis: 'adopted' });
  expect(edit.cost).toMatchObject({ certainty: 'adopted' });
  const emptied = readCard(sent({ ...values, 'duration.max': '', 'term.0.ar': '', 'term.0.en': '' }), card, LANGUAGES);
  expect(emptied.duration).toBeNull();
  expect(emptied.terms).toHaveLength(1);
});

test('a refusal stands at the field it is about', () => {
  const field = (path: string) => ({ path, code: 'unknown', text: '' });
  const paths = ['card.name', 'card.terms.1.text.ar', 'card.related.2', 'card.duration', 'card.steps.3.text.en'];
  const told = atCardFields({ text: '', fields: paths.map(field) } as never, LANGUAGES);
  expect(told.fields.map(({ path }) => path)).toEqual(['name.ar', 'term.1.ar', 'related', 'duration.max', 'step.3.en']);
});
