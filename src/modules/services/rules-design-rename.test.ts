import { expect, test } from 'vitest';
import type { DesignDocument } from './model.ts';
import { editDesign } from './rules.ts';
import { exampleOf } from './rules-design-example.ts';

const words = (text: string) => ({ ar: text, en: text });
const document = {
  service: {
    id: 'sample',
    card: { code: 'PRM-04', name: words('data.guests stays') },
    findBy: ['guests'],
    pages: [{ key: 'request', title: words('Request'), fields: ['guests', 'hall'] }],
    eligible: [
      { must: 'data.guests < data.guestsMost and data.note != "data.guests"', text: words('At most {guests}') },
    ],
    declarations: [],
    fees: {
      currency: 'SAR',
      lines: [{ key: 'base', title: words('Fee'), amount: 'data . guests * data.terms.guests' }],
    },
    correction: { by: ['team'], from: ['review'], to: 'waiting' },
    documents: {},
    caseType: {
      id: 'sample',
      sections: [
        {
          key: 'request',
          title: words('Request'),
          fields: [
            { key: 'guests', type: 'integer', title: words('Guests') },
            { key: 'hall', type: 'yesNo', title: words('Hall'), visible: 'data.guests > 10' },
          ],
        },
      ],
      flow: {
        initial: 'review',
        states: { review: { category: 'open' }, waiting: { category: 'waiting' }, over: { category: 'closed' } },
        actions: {
          approve: {
            title: words('Approve'),
            from: ['review'],
            to: [{ when: 'input.guests > 3', to: 'review' }, { to: 'over' }],
            input: ['guests'],
            effects: [{ do: 'set', values: { guests: 'data.guests + 1' } }],
          },
          undo: { title: words('Undo'), from: ['over'], to: 'review', fourEyes: ['approve'] },
        },
      },
      clocks: {
        norm: {
          title: words('Norm'),
          startsOn: { state: 'review' },
          stopsIn: ['over'],
          onBreach: { action: 'approve' },
        },
      },
      documents: {},
      notices: {},
    },
    // A part that the designer has no form for.
    renewal: { by: ['guests'], copies: { fields: ['guests'] }, when: 'data.guests > 0' },
  },
  offer: { id: 'sample', department: 'D', team: 'T', terms: { guests: 5 } },
  activities: [],
} as unknown as DesignDocument;

const edited = (...edits: Parameters<typeof editDesign>[1][number][]) => {
  const result = editDesign(document, edits);
  if ('fault' in result) return expect.unreachable(result.fault);
  return result.document as unknown as { service: Record<string, never>; offer: { terms: object } };
};

test('a question with another key is called by it in every expression, list and text, and nothing else is touched', () => {
  const path = ['service', 'caseType', 'sections', 0, 'fields', 0];
  const { service, offer } = edited({ do: 'rename', path, to: 'visitors' });
  const text = JSON.stringify(service);
  expect(service.eligible).toEqual([
    { must: 'data.visitors < data.guestsMost and data.note != "data.guests"', text: words('At most {visitors}') },
  ]);
  expect(service).toMatchObject({
    card: { name: words('data.guests stays') },
    findBy: ['visitors'],
    pages: [{ fields: ['visitors', 'hall'] }],
    fees: { lines: [{ amount: 'data . visitors * data.terms.guests' }] },
    renewal: { copies: { fields: ['visitors'] }, when: 'data.visitors > 0' },
  });
  expect(text).toContain('"values":{"visitors":"data.visitors + 1"}');
  expect(text).toContain('"input":["visitors"]');
  expect(text).toContain('input.visitors > 3');
  expect(offer.terms).toEqual({ guests: 5 });
});

test('a state and an action keep what leads to them and what they set off', () => {
  const flow = ['service', 'caseType', 'flow'];
  const { service } = edited(
    { do: 'rename', path: [...flow, 'states', 'review'], to: 'study' },
    { do: 'rename', path: [...flow, 'actions', 'approve'], to: 'accept' },
  );
  expect(service).toMatchObject({
    correction: { from: ['study'] },
    caseType: {
      flow: {
        initial: 'study',
        actions: { accept: { from: ['study'], to: [{ to: 'study' }, { to: 'over' }] }, undo: { fourEyes: ['accept'] } },
      },
      clocks: { norm: { startsOn: { state: 'study' }, onBreach: { action: 'accept' } } },
    },
  });
  expect(JSON.stringify(service)).not.toContain('approve"');
});

test('a term is another only where the term is meant, and a key that is taken is refused', () => {
  const { service, offer } = edited({ do: 'rename', path: ['offer', 'terms', 'guests'], to: 'rate' });
  expect(offer.terms).toEqual({ rate: 5 });
  expect(service).toMatchObject({ fees: { lines: [{ amount: 'data . guests * data.terms.rate' }] } });
  const path = ['service', 'caseType', 'sections', 0, 'fields', 0];
  expect(editDesign(document, [{ do: 'rename', path, to: 'hall' }])).toMatchObject({ fault: 'key-taken' });
});

test('a copied question stands after it on its page under a key of its own', () => {
  const path = ['service', 'caseType', 'sections', 0, 'fields', 0];
  expect(edited({ do: 'duplicate', path }).service).toMatchObject({
    pages: [{ fields: ['guests', 'guests2', 'hall'] }],
    caseType: { sections: [{ fields: [{ key: 'guests' }, { key: 'guests2' }, { key: 'hall' }] }] },
  });
});

test('an expression is shown with what it gives for made-up answers', () => {
  const clock = { now: { epochMilliseconds: Date.UTC(2026, 2, 1) }, timeZone: 'UTC' };
  expect(exampleOf(document, 'if data.guests > 10 then data.terms.guests else 0', clock)).toEqual({
    value: 5,
    answers: { guests: '12' },
  });
  expect(exampleOf(document, 'data.guests >', clock)).toBeUndefined();
});
