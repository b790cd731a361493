import type { IdentityApi } from '#modules/identity/api.ts';
import type { Cached } from '#platform/cached.ts';
import type { Tx } from '#platform/db.ts';
import type { CatalogueCard, CatalogueWords } from './model.ts';
import { serviceProblems } from './problems.ts';
import { type CardIndex, indexCards } from './rules-catalogue-search.ts';
import { type Applicable, cardOfDefinition } from './rules-catalogue-view.ts';
import { findCatalogueWords, listApplicable, listCards, type StoredCard } from './store-catalogue.ts';

/** A tenant's catalogue made ready to be read. */
export interface LoadedCatalogue {
  readonly words: CatalogueWords;
  /** What the public sees. */
  readonly cards: readonly CatalogueCard[];
  /** Withdrawn ones too, with their versions; 0: only the definition of the service speaks of it. */
  readonly stored: readonly StoredCard[];
  readonly index: CardIndex;
  readonly applicable: Applicable;
  /** When a card or a word of it last changed. */
  readonly updatedAt: string | null;
}

export interface CatalogueParts {
  /** Undefined for a tenant that has published no catalogue. */
  readonly catalogues: Cached<LoadedCatalogue | undefined>;
  readonly identity: Pick<IdentityApi, 'displayNames'>;
}

/** Reads a tenant's catalogue. */
export async function loadCatalogue(tx: Tx): Promise<LoadedCatalogue | undefined> {
  const words = await findCatalogueWords(tx);
  if (words === undefined) return undefined;
  const applicable = new Map((await listApplicable(tx)).map(({ code, id, card }) => [code, { id, card }]));
  const published = await listCards(tx);
  const known = new Set(published.map(({ code }) => code));
  const further = [...applicable.values()].filter(({ card }) => !known.has(card.code));
  const stored = [
    ...published,
    ...further.map(({ card }): StoredCard => {
      const document = cardOfDefinition(card, words.document);
      return { code: card.code, version: 0, document, publishedAt: words.publishedAt, by: null, note: null };
    }),
  ];
  const cards = stored.map(({ document }) => document).filter(({ active }) => active);
  const codes = new Set(cards.map(({ code }) => code));
  return {
    // An event leads to what is still offered.
    words: {
      ...words.document,
      events: words.document.events
        .map((event) => ({ ...event, services: event.services.filter(({ code }) => codes.has(code)) }))
        .filter(({ services }) => services.length > 0),
    },
    cards,
    stored,
    index: indexCards(cards),
    applicable,
    updatedAt:
      stored
        .map(({ publishedAt }) => publishedAt)
        .sort()
        .at(-1) ?? null,
  };
}

/** The stored card a code names, or the address of a service that can be applied for. */
function findStored({ stored, applicable }: LoadedCatalogue, id: string): StoredCard | undefined {
  const wanted = id.toUpperCase();
  const code = [...applicable.values()].find((one) => one.id === id)?.card.code ?? wanted;
  return stored.find((one) => one.code === code);
}

/** As `findStored`, withdrawn cards left out. Throws `services.not-found`. */
export function getStored(catalogue: LoadedCatalogue | undefined, id: string): StoredCard {
  const found = catalogue === undefined ? undefined : findStored(catalogue, id);
  if (found === undefined || !found.document.active) throw serviceProblems['not-found']();
  return found;
}
