import type { Text } from '#kernel/text.ts';
import type { CatalogueCard, CatalogueWords, Named, ServiceCard, ServiceCatalogue } from './model.ts';
import { isUnconfirmed, levelReached } from './rules-catalogue.ts';

/** A service as lists show it. */
export interface CardRow {
  readonly code: string;
  readonly name: Text;
  readonly description: Text;
  readonly group: string;
  readonly segments: readonly string[];
  /** Whether it can be done in this portal, by applying or on one of its pages. */
  readonly here: boolean;
  readonly free: boolean;
}

/** Services that can be applied for here, by code: the address of each, and what it says of itself. */
export type Applicable = ReadonlyMap<string, { readonly id: string; readonly card: ServiceCard }>;

/** No kind of output: what a service gives stands in no word of the catalogue. */
const UNSAID = 'unsaid';

/** The card of a service that can be applied for and that the tenant's catalogue does not have yet. */
export const cardOfDefinition = (own: ServiceCard, words: CatalogueWords): CatalogueCard => ({
  code: own.code,
  group: own.code.slice(0, 3),
  name: own.name,
  description: own.description,
  synonyms: {},
  segments: own.segments,
  attributes: own.attributes ?? [],
  steps: own.steps.map(({ title }) => ({ kind: words.steps[0]!.code, text: title })),
  documents: [],
  terms: own.terms.map((text) => ({ text, basis: 'adopted' })),
  duration: null,
  validity: null,
  cost: null,
  payments: [],
  channels: ['portal'],
  online: null,
  languages: Object.keys(own.name),
  sms: null,
  releaseDate: null,
  userGuide: null,
  faqs: own.faqs ?? [],
  output: UNSAID,
  proactive: false,
  levelTarget: own.maturity ?? 3,
  axis: own.axis ?? UNSAID,
  rules: [],
  related: own.related ?? [],
  active: true,
  facts: { basis: 'adopted', steps: 'adopted', notes: [], sources: [] },
});

/** What a service that is applied for here says of itself: how it goes here, in place of how it usually goes. */
function ownWords(own: ServiceCard, words: CatalogueWords) {
  const actorOf = (code: string): Text => words.actors.find((one) => one.code === code)?.name ?? {};
  const { duration } = own;
  return {
    steps: own.steps.map(({ title, actor }) => ({ text: title, mine: actor === 'beneficiary', actor: actorOf(actor) })),
    stepsUsual: false,
    documents: (own.documents ?? []).map(({ title, source, when }, i) => ({
      kind: `own-${i + 1}`,
      by: source === undefined ? ('applicant' as const) : ('fetched' as const),
      name: title,
      held: source === undefined ? ('none' as const) : ('state' as const),
      source: null,
      when: when ?? source ?? null,
    })),
    terms: own.terms.map((text) => ({ text, basis: 'adopted' as const })),
    cost: { name: own.cost, free: false, certainty: 'adopted' as const, note: null },
    ...(duration === undefined
      ? {}
      : {
          duration: {
            ...duration,
            basis: duration.basis === 'verified' ? ('seen' as const) : ('unconfirmed' as const),
          },
        }),
    ...(own.faqs === undefined || own.faqs.length === 0 ? {} : { faqs: own.faqs }),
  };
}

const named = (list: readonly Named[], codes: readonly string[]): { code: string; name: Text }[] =>
  codes.flatMap((wanted) => {
    const found = list.find(({ code }) => code === wanted);
    return found === undefined ? [] : [{ code: found.code, name: found.name }];
  });

export const cardRow = (card: CatalogueCard, words: CatalogueWords, applicable: Applicable): CardRow => ({
  code: card.code,
  name: card.name,
  description: card.description,
  group: card.group,
  segments: card.segments,
  here: applicable.has(card.code) || card.online !== null,
  free: words.costs.find(({ code }) => code === card.cost?.basis)?.free ?? false,
});

function documentsOf(card: CatalogueCard, words: CatalogueWords) {
  return card.documents.flatMap(({ kind, by, when }) => {
    const document = words.documents.find(({ code }) => code === kind);
    return document === undefined
      ? []
      : [{ kind, by, name: document.name, held: document.held, source: document.source, when: when ?? null }];
  });
}

function stepsOf(card: CatalogueCard, words: CatalogueWords) {
  return card.steps.flatMap(({ kind, text }) => {
    const step = words.steps.find(({ code }) => code === kind);
    if (step === undefined) return [];
    const actor = words.actors.find(({ code }) => code === step.actor);
    return [{ text: text ?? step.name, mine: step.actor === 'beneficiary', actor: actor?.name ?? {} }];
  });
}

function costOf(card: CatalogueCard, words: CatalogueWords) {
  const cost = words.costs.find(({ code }) => code === card.cost?.basis);
  if (card.cost === null || cost === undefined) return null;
  return { name: cost.name, free: cost.free, certainty: card.cost.certainty, note: card.cost.note ?? null };
}

/** A card as people read it, every code replaced by its words. */
export function cardView(card: CatalogueCard, { words, cards }: ServiceCatalogue, applicable: Applicable) {
  const group = words.groups.find(({ code }) => code === card.group);
  const reached = levelReached(card, words, applicable.has(card.code));
  const level = (wanted: number) => words.levels.find((one) => one.level === wanted)!;
  const own = applicable.get(card.code);
  const address = own?.id ?? null;
  const here = address !== null || card.online !== null;
  return {
    code: card.code,
    name: card.name,
    description: card.description,
    group: group === undefined ? null : { code: group.code, name: group.name, icon: group.icon },
    product: words.products.find(({ code }) => code === group?.product)?.name ?? null,
    axis: named(words.axes, [card.axis])[0] ?? null,
    segments: named(words.segments, card.segments),
    attributes: named(words.attributes, card.attributes),
    steps: stepsOf(card, words),
    stepsUsual: card.facts.steps === 'template',
    documents: documentsOf(card, words),
    terms: card.terms,
    duration: card.duration,
    validity: card.validity,
    cost: costOf(card, words),
    payments: named(words.payments, card.payments),
    // The portal is a way only where it does it.
    channels: words.channels.filter(({ code }) => card.channels.includes(code) && (code !== 'portal' || here)),
    online: address === null ? card.online : null,
    apply: address,
    languages: card.languages,
    sms: card.sms,
    releaseDate: card.releaseDate,
    userGuide: card.userGuide,
    faqs: card.faqs,
    output: named(words.outputs, [card.output])[0]?.name ?? null,
    proactive: card.proactive,
    level: { reached: level(reached), target: level(Math.max(reached, card.levelTarget)) },
    rules: words.rules.filter(({ code }) => card.rules.includes(code)),
    related: card.related.flatMap((code) => {
      const other = cards.find((one) => one.code === code && one.active);
      return other === undefined ? [] : [cardRow(other, words, applicable)];
    }),
    events: words.events
      .filter(({ services }) => services.some(({ code }) => code === card.code))
      .map(({ key, name, icon }) => ({ key, name, icon })),
    unconfirmed: own === undefined && isUnconfirmed(card),
    ...(own === undefined ? {} : ownWords(own.card, words)),
  };
}
