import type { designer } from '$lib/messages/designer.ts';
import type { OutlineItem, outlineOf } from './outline.ts';

type Words = Parameters<ReturnType<typeof designer>>[0];
type Adding =
  | 'page'
  | 'field'
  | 'fee'
  | 'feeTable'
  | 'condition'
  | 'declaration'
  | 'state'
  | 'action'
  | 'clock'
  | 'document'
  | 'notice';

/** One section of a tab: a list of parts, what may be added to it, and forms that stand alone. */
export interface Section {
  /** Words of the designer, or a title of the service itself. */
  readonly title: { readonly key: Words } | { readonly text: string; readonly href: string };
  readonly hint?: Words | undefined;
  readonly items: readonly OutlineItem[];
  /** The list the items are moved in, where their order means something. */
  readonly within?: string | undefined;
  readonly adding: readonly Adding[];
  /** The page that questions are added to. */
  readonly page?: number | undefined;
  readonly links: readonly { readonly key: Words; readonly path: string }[];
  readonly facts: readonly { readonly label: Words | null; readonly name: string; readonly value: string }[];
}

type Outline = ReturnType<typeof outlineOf>;

const section = (
  title: Words,
  items: readonly OutlineItem[],
  adding: readonly Adding[],
  more: Partial<Section> = {},
): Section => ({
  ...{ title: { key: title }, items, adding, links: [], facts: [] },
  ...more,
});

const BASE = 'service.caseType';

/** What a tab of a design lists. */
export function sectionsOf(outline: Outline, view: 'form' | 'flow' | 'terms'): Section[] {
  switch (view) {
    case 'form':
      return [
        section('part.about', [], [], { links: [{ key: 'part.card', path: 'service' }] }),
        ...outline.pages.map(({ path, title, questions }, page): Section => {
          const within = `${path}.fields`;
          return {
            ...section('pages.order', questions, ['field'], { within, page }),
            title: { text: title, href: path },
          };
        }),
        section(
          'pages.order',
          outline.pages.map(({ path, title }) => ({ path, title, about: '' })),
          ['page'],
          { within: 'service.pages' },
        ),
        section('conditions', outline.conditions, ['condition'], { within: 'service.eligible' }),
        section('declarations', outline.declarations, ['declaration'], { within: 'service.declarations' }),
        ...(outline.others.length === 0 ? [] : [section('others', outline.others, [], { hint: 'others.hint' })]),
      ];
    case 'flow':
      return [
        section('states', outline.states, ['state']),
        section('actions', outline.actions, ['action']),
        section('clocks', outline.clocks, ['clock']),
        section('notices', outline.notices, ['notice'], { hint: 'notices.hint' }),
        section('further', [], [], {
          links: [
            { key: 'part.opening', path: `${BASE}.flow.open` },
            { key: 'part.correction', path: 'service.correction' },
            { key: 'part.payment', path: 'service.payment' },
            { key: 'part.review', path: 'service.review' },
            { key: 'part.consultations', path: 'service.consultations' },
            { key: 'part.appointment', path: 'service.appointment' },
            { key: 'part.signing', path: 'service.signing' },
          ],
        }),
      ];
    case 'terms':
      return [
        section('fees', outline.fees, ['fee', 'feeTable'], {
          within: 'service.fees.lines',
          hint: outline.fees.length === 0 ? 'fees.none' : undefined,
        }),
        section('terms', [], [], {
          facts: [
            { label: 'c.team', name: '', value: outline.team },
            ...outline.terms.map(({ key, value }) => ({ label: null, name: key, value })),
          ],
          links: [{ key: 'terms.edit', path: 'offer' }],
        }),
        section('documents', outline.documents, ['document'], {
          hint: outline.documents.length === 0 ? 'documents.none' : undefined,
        }),
      ];
  }
}
