import type { CatalogueCard, CatalogueWords, ServiceCatalogue } from './model.ts';

/** A place in a card that names what the catalogue's words do not have. */
export interface CardFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a card names that is not there: words of the catalogue, other cards, sources. Empty when all is. */
export function cardFaults(card: CatalogueCard, words: CatalogueWords, codes: ReadonlySet<string>): CardFault[] {
  const faults: CardFault[] = [];
  const check = (list: readonly { readonly code: string }[], code: string, ...path: (string | number)[]) => {
    if (!list.some((one) => one.code === code)) faults.push({ path, message: `nothing is called ${code}` });
  };
  check(words.groups, card.group, 'group');
  check(words.axes, card.axis, 'axis');
  check(words.outputs, card.output, 'output');
  if (card.cost !== null) check(words.costs, card.cost.basis, 'cost', 'basis');
  card.segments.forEach((code, i) => void check(words.segments, code, 'segments', i));
  card.attributes.forEach((code, i) => void check(words.attributes, code, 'attributes', i));
  card.steps.forEach(({ kind }, i) => void check(words.steps, kind, 'steps', i, 'kind'));
  card.documents.forEach(({ kind }, i) => void check(words.documents, kind, 'documents', i, 'kind'));
  card.payments.forEach((code, i) => void check(words.payments, code, 'payments', i));
  card.channels.forEach((code, i) => void check(words.channels, code, 'channels', i));
  card.rules.forEach((code, i) => void check(words.rules, code, 'rules', i));
  card.related.forEach((code, i) => {
    if (!codes.has(code) || code === card.code)
      faults.push({ path: ['related', i], message: `no other service ${code}` });
  });
  card.facts.sources.forEach((source, i) => {
    if (!(source in words.sources)) faults.push({ path: ['facts', 'sources', i], message: `no source ${source}` });
  });
  return faults;
}

/** The languages a card has no name or no description in. */
export const missingTexts = (card: CatalogueCard, languages: readonly string[]): CardFault[] =>
  languages.flatMap((language) =>
    (['name', 'description'] as const)
      .filter((member) => !card[member][language])
      .map((member) => ({ path: [member, language], message: 'no text' })),
  );

/** What a whole catalogue names that is not there; each fault begins with the place it is in. */
export function catalogueFaults({ words, cards }: ServiceCatalogue): CardFault[] {
  const codes = new Set(cards.map(({ code }) => code));
  const faults: CardFault[] = [];
  const seen = new Set<string>();
  cards.forEach((card, i) => {
    if (seen.has(card.code)) faults.push({ path: ['cards', i, 'code'], message: `${card.code} is given twice` });
    seen.add(card.code);
    for (const fault of cardFaults(card, words, codes)) faults.push({ ...fault, path: ['cards', i, ...fault.path] });
  });
  words.events.forEach(({ services }, i) => {
    services.forEach(({ code }, j) => {
      if (!codes.has(code)) {
        faults.push({ path: ['words', 'events', i, 'services', j], message: `no service ${code}` });
      }
    });
  });
  return faults;
}

/**
 * The level of maturity reached today, computed from what the product does and never from a declared field: 1 where the
 * card only describes; 3 where it is asked for and answered online; 4 where, besides, what other bodies hold is fetched
 * and nothing they hold is asked of the applicant.
 */
export function levelReached(card: CatalogueCard, words: CatalogueWords, applicable: boolean): number {
  if (!applicable) return card.online === null ? 1 : 3;
  const kinds = new Map(words.documents.map((document) => [document.code, document]));
  const held = card.documents.filter(({ kind }) => kinds.get(kind)?.held === 'state');
  return held.length > 0 && held.every(({ by }) => by === 'fetched') ? 4 : 3;
}

/** Whether a resident should ask before relying on the card as a whole. */
export const isUnconfirmed = ({ facts }: Pick<CatalogueCard, 'facts'>): boolean =>
  facts.basis === 'memory' || facts.basis === 'proposed';

/** Filters of the list of services; an absent one lets everything through. */
export interface CardFilter {
  readonly group?: string | undefined;
  readonly segment?: string | undefined;
  readonly attribute?: string | undefined;
  readonly axis?: string | undefined;
}

export const fitsFilter = (card: CatalogueCard, { group, segment, attribute, axis }: CardFilter): boolean =>
  (group === undefined || card.group === group) &&
  (segment === undefined || card.segments.includes(segment)) &&
  (attribute === undefined || card.attributes.includes(attribute)) &&
  (axis === undefined || card.axis === axis);

/** Fewer votes say nothing of a service, and may say who voted. */
export const LEAST_VOTES = 5;

/** Average with one decimal, and the count; the average null below the least number of votes. */
export function ratingOf(stars: readonly { readonly stars: number; readonly count: number }[]): {
  readonly votes: number;
  readonly average: number | null;
} {
  const votes = stars.reduce((sum, { count }) => sum + count, 0);
  if (votes < LEAST_VOTES) return { votes, average: null };
  const sum = stars.reduce((total, one) => total + one.stars * one.count, 0);
  return { votes, average: Math.round((sum / votes) * 10) / 10 };
}
