import type { Text } from '#kernel/text.ts';
import type { CatalogueCard, CatalogueWords, Named, ServiceCatalogue } from './model.ts';
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

/** Services that can be applied for here: the address of each by its code. */
export type Applicable = ReadonlyMap<string, string>;

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
  const address = applicable.get(card.code) ?? null;
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
    unconfirmed: isUnconfirmed(card),
  };
}
export type CardView = ReturnType<typeof cardView>;
