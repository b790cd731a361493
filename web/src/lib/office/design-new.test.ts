import { expect, test } from 'vitest';
import { partAt } from './design-kinds.ts';
import { newPart } from './design-new.ts';

const field = (key: string) => ({ key, type: 'text', title: { ar: 'سؤال', en: 'Question' } });
const DESIGN = {
  service: {
    id: 'sample',
    pages: [
      { key: 'first', title: {}, fields: ['one'] },
      { key: 'second', title: {}, fields: [] },
    ],
    eligible: [{}],
    declarations: [{}],
    fees: { currency: 'SAR', lines: [{ key: 'fixed' }] },
    documents: {},
    caseType: {
      sections: [
        { key: 'first', title: {}, fields: [field('one')] },
        { key: 'office', title: {}, fields: [field('kept'), field('noted')] },
      ],
      flow: { initial: 'review', states: { review: {} }, actions: {} },
      clocks: {},
      notices: {},
    },
  },
  offer: {},
} as unknown as Parameters<typeof newPart>[0];
const added = (what: string, more: object = {}, design = DESIGN) =>
  newPart(
    design,
    { what, 'title.ar': 'جديد', 'title.en': 'New', ...more },
    {
      languages: ['ar', 'en'],
    },
  );

test.each([
  ['page', 'service.pages.2', 'page'],
  ['field', 'service.caseType.sections.0.fields.1', 'field'],
  ['fee', 'service.fees.lines.1', 'fee'],
  ['feeTable', 'service.caseType.sections.1.fields.2', 'field'],
  ['condition', 'service.eligible.1', 'condition'],
  ['declaration', 'service.declarations.1', 'declaration'],
  ['state', 'service.caseType.flow.states.new', 'state'],
  ['action', 'service.caseType.flow.actions.new', 'action'],
  ['clock', 'service.caseType.clocks.new', 'clock'],
  ['notice', 'service.caseType.notices.new', 'notice'],
  ['document', 'service.documents.new', 'document'],
])('what is added as %s has its form at %s', (what, at, kind) => {
  expect(added(what, { page: '0' })?.at).toBe(at);
  expect(partAt(at)).toEqual({ kind, base: at });
});

test('the first question of a page makes its section, the first line the fees', () => {
  expect(added('field', { page: '1' })?.at).toBe('service.caseType.sections.2.fields.0');
  const free = { ...DESIGN, service: { ...DESIGN.service, fees: undefined } } as typeof DESIGN;
  expect(added('fee', {}, free)?.at).toBe('service.fees.lines.0');
  expect(added('something else')).toBeUndefined();
});

test('what a case keeps of a document is mended in the document’s form', () => {
  expect(partAt('service.caseType.documents.licence.title')).toEqual({
    kind: 'document',
    base: 'service.documents.licence',
  });
});
