import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { CatalogueCard, LifeEvent, Words } from './model.ts';
import { type CatalogueParts, getStored } from './operations-catalogue-shared.ts';
import { fitsFilter, ratingOf } from './rules-catalogue.ts';
import { catalogueLinkedData, serviceLinkedData } from './rules-catalogue-cpsv.ts';
import { findCards } from './rules-catalogue-search.ts';
import { cardRow, cardView } from './rules-catalogue-view.ts';
import { countStars, findOpinion, listShownWords, OPINION_STANDINGS } from './store-opinions.ts';

const Named = z.object({ code: z.string(), name: Words });
const Counted = Named.extend({ count: z.int() });

export const CardRow = z.object({
  code: z.string(),
  name: Words,
  description: Words,
  group: z.string(),
  segments: z.array(z.string()),
  /** Whether it can be done in this portal. */
  here: z.boolean(),
  free: z.boolean(),
});

const Level = z.object({ level: z.int(), name: Words, meaning: Words });

/** A card as people read it. */
export const CardReading = z.object({
  code: z.string(),
  name: Words,
  description: Words,
  group: Named.extend({ icon: z.string() }).nullable(),
  product: Words.nullable(),
  axis: Named.nullable(),
  segments: z.array(Named),
  attributes: z.array(Named),
  steps: z.array(z.object({ text: Words, mine: z.boolean(), actor: Words })),
  stepsUsual: z.boolean(),
  documents: z.array(
    z.object({
      kind: z.string(),
      by: z.enum(['applicant', 'fetched']),
      name: Words,
      held: z.enum(['own', 'state', 'none']),
      source: Words.nullable(),
      when: Words.nullable(),
    }),
  ),
  terms: CatalogueCard.shape.terms,
  duration: CatalogueCard.shape.duration,
  validity: CatalogueCard.shape.validity,
  cost: z
    .object({
      name: Words,
      free: z.boolean(),
      certainty: z.enum(['adopted', 'seen', 'assumed']),
      note: Words.nullable(),
    })
    .nullable(),
  payments: z.array(Named),
  channels: z.array(
    Named.extend({ how: Words, kind: z.enum(['web', 'office', 'phone']), address: z.string().nullable() }),
  ),
  online: CatalogueCard.shape.online,
  /** Address of the service that can be applied for here, below `/services/`. */
  apply: z.string().nullable(),
  languages: z.array(z.string()),
  sms: z.boolean().nullable(),
  releaseDate: z.string().nullable(),
  userGuide: z.string().nullable(),
  faqs: CatalogueCard.shape.faqs,
  output: Words.nullable(),
  proactive: z.boolean(),
  level: z.object({ reached: Level, target: Level }),
  rules: z.array(Named.extend({ identifier: z.string() })),
  related: z.array(CardRow),
  events: z.array(z.object({ key: z.string(), name: Words, icon: z.string() })),
  /** Whether a reader should ask before relying on it as a whole. */
  unconfirmed: z.boolean(),
});
export type CardReading = z.infer<typeof CardReading>;

export const PublicCard = z.object({
  card: CardReading,
  updatedAt: z.string(),
  /** The average is null until there are enough votes. */
  rating: z.object({ votes: z.int(), average: z.number().nullable() }),
  said: z.array(z.object({ stars: z.int(), words: z.string(), at: z.string() })),
  /** What the caller said of it themselves. */
  mine: z.object({ stars: z.int(), words: z.string().nullable(), standing: z.enum(OPINION_STANDINGS) }).nullable(),
});
export type PublicCard = z.infer<typeof PublicCard>;

export const CatalogueOverview = z.object({
  title: Words,
  note: Words,
  total: z.int(),
  /** How many of them can be done in this portal. */
  here: z.int(),
  updatedAt: z.string().nullable(),
  groups: z.array(Counted.extend({ about: Words, icon: z.string() })),
  segments: z.array(Counted),
  attributes: z.array(Counted),
  axes: z.array(Counted),
  events: z.array(LifeEvent),
});
export type CatalogueOverview = z.infer<typeof CatalogueOverview>;

export const FoundServices = z.object({ items: z.array(CardRow), near: z.array(CardRow) });
export type FoundServices = z.infer<typeof FoundServices>;

const ServiceName = z.string().min(1).max(80);
const Choice = z.string().max(64).optional();

/** What everybody may read of the catalogue. */
export function catalogueOperations({ catalogues }: CatalogueParts): Operation[] {
  return [
    operation({
      name: 'services.get-catalogue',
      summary: { ar: 'أقسام دليل الخدمات وأحداث الحياة', en: 'Groups and life events of the catalogue of services' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/service-catalogue' },
      rate: 'read',
      input: z.strictObject({}),
      /** Null where the municipality has published no catalogue. */
      output: z.object({ catalogue: CatalogueOverview.nullable() }),
      async run(tx, _input, { tenant }) {
        const loaded = await catalogues.of(tx, tenant);
        if (loaded === undefined) return { catalogue: null };
        const { words, cards, applicable, updatedAt } = loaded;
        const count = <T extends { code: string }>(
          list: readonly T[],
          fits: (card: CatalogueCard, code: string) => boolean,
        ) =>
          list
            .map((one) => ({ ...one, count: cards.filter((card) => fits(card, one.code)).length }))
            .filter((one) => one.count > 0);
        return {
          catalogue: {
            title: words.title,
            note: words.note,
            total: cards.length,
            here: cards.filter((card) => cardRow(card, words, applicable).here).length,
            updatedAt,
            groups: count(words.groups, (card, code) => card.group === code),
            segments: count(words.segments, ({ segments }, code) => segments.includes(code)),
            attributes: count(words.attributes, ({ attributes }, code) => attributes.includes(code)),
            axes: count(words.axes, (card, code) => card.axis === code),
            events: words.events,
          },
        };
      },
    }),
    operation({
      name: 'services.find-cards',
      summary: { ar: 'البحث في دليل الخدمات', en: 'Search the catalogue of services' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/services' },
      rate: 'read',
      input: z.strictObject({
        /** As people write it; hamza, taa marbuta, articles and slips of the pen do not matter. */
        q: z.string().max(200).default(''),
        group: Choice,
        segment: Choice,
        attribute: Choice,
        axis: Choice,
      }),
      output: FoundServices,
      async run(tx, { q, ...filter }, { tenant }) {
        const loaded = await catalogues.of(tx, tenant);
        if (loaded === undefined) return { items: [], near: [] };
        const { words, applicable, index, cards } = loaded;
        const { found, near } = q.trim() === '' ? { found: cards, near: [] } : findCards(index, q);
        const fitting = (list: readonly CatalogueCard[]) =>
          list.filter((card) => fitsFilter(card, filter)).map((card) => cardRow(card, words, applicable));
        return { items: fitting(found), near: fitting(near) };
      },
    }),
    operation({
      name: 'services.get-card',
      summary: { ar: 'بطاقة خدمة', en: 'The card of a service' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/services/{id}' },
      rate: 'read',
      /** Code in the catalogue, or address of a service that can be applied for. */
      input: z.strictObject({ id: ServiceName }),
      output: PublicCard,
      async run(tx, { id }, { tenant, actor }) {
        const loaded = await catalogues.of(tx, tenant);
        const { code, document, publishedAt } = getStored(loaded, id);
        const mine = actor.partyId === null ? undefined : await findOpinion(tx, code, actor.partyId);
        return {
          card: cardView(document, loaded!, loaded!.applicable) as CardReading,
          updatedAt: publishedAt,
          rating: ratingOf(await countStars(tx, code)),
          said: await listShownWords(tx, code, 5),
          mine: mine ?? null,
        };
      },
    }),
    operation({
      name: 'services.get-linked-data',
      summary: { ar: 'بيانات الخدمات المترابطة (CPSV-AP)', en: 'Services as linked data (CPSV-AP)' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/service-catalogue/linked-data' },
      rate: 'read',
      input: z.strictObject({
        /** One service alone, or all. */
        id: ServiceName.optional(),
        /** Scheme, host and port the services are known under. */
        origin: z.url({ protocol: /^https?$/ }).max(200),
      }),
      /** Null where the municipality has published no catalogue. */
      output: z.object({ document: z.record(z.string(), z.json()).nullable() }),
      async run(tx, { id, origin }, { tenant }) {
        const loaded = await catalogues.of(tx, tenant);
        if (loaded === undefined && id === undefined) return { document: null };
        const wanted = id === undefined ? loaded!.cards : [getStored(loaded, id).document];
        const { words, applicable } = loaded!;
        const cards = wanted.map((card) => ({
          ...card,
          channels: applicable.has(card.code) ? [...new Set(['portal', ...card.channels])] : card.channels,
        }));
        const { phone } = tenant.settings as { phone?: string };
        const owner = { name: tenant.name, origin, languages: tenant.languages, phone: phone ?? null };
        const document =
          id === undefined ? catalogueLinkedData({ words, cards }, owner) : serviceLinkedData(cards[0]!, words, owner);
        return { document: document as Record<string, never> };
      },
    }),
  ];
}
