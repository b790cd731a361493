import { z } from 'zod';
import { ServiceCode, Words } from './model-words.ts';

const Tag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);
const Code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);
const Icon = z.string().regex(/^[a-z][a-z0-9-]*$/);
const WebAddress = z.url({ protocol: /^https$/ }).max(300);

const Named = z.strictObject({ code: Code, name: Words });
export type Named = z.infer<typeof Named>;

/** How sure a fact of a card is. `adopted`: the municipality said so itself; `elsewhere`: so it is in another one. */
export const CERTAINTIES = ['adopted', 'seen', 'elsewhere', 'memory', 'unconfirmed'] as const;
export const Certainty = z.enum(CERTAINTIES);
export type Certainty = z.infer<typeof Certainty>;

export const DURATION_UNITS = ['hour', 'day', 'workingDay', 'month'] as const;

/** Pages of the portal that already do what a service is for. */
export const ONLINE_PAGES = ['report', 'track', 'mandates'] as const;

export const CatalogueCard = z.strictObject({
  code: ServiceCode,
  group: Code,
  name: Words,
  /** Two or three sentences to a resident: what it is for and what one gets. */
  description: Words,
  /** What people call it, for search. */
  synonyms: z.record(Tag, z.array(z.string().trim().min(2).max(60)).max(30)),
  segments: z.array(Code).min(1).max(12),
  /** Groups of people the service was made for in particular. */
  attributes: z.array(Code).max(12),
  /** In order; `text` says it in the service's own words. */
  steps: z
    .array(z.strictObject({ kind: Code, text: Words.optional() }))
    .min(1)
    .max(40),
  /** `fetched`: the municipality looks it up itself once the service is taken online. */
  documents: z
    .array(z.strictObject({ kind: Code, by: z.enum(['applicant', 'fetched']), when: Words.optional() }))
    .max(40),
  terms: z.array(z.strictObject({ text: Words, basis: Certainty })).max(40),
  /** Null: nobody has promised a time. A null unit is a fault that the linter names. */
  duration: z
    .strictObject({
      min: z.int().min(0).max(1_000),
      max: z.int().positive().max(1_000),
      unit: z.enum(DURATION_UNITS).nullable(),
      basis: Certainty,
    })
    .refine(({ min, max }) => min <= max, { path: ['max'], message: 'less than the least' })
    .nullable(),
  validity: z.strictObject({ text: Words, basis: Certainty }).nullable(),
  /** What the fee is computed from; amounts stand in the fees schedule alone. */
  cost: z
    .strictObject({ basis: Code, certainty: z.enum(['adopted', 'seen', 'assumed']), note: Words.optional() })
    .nullable(),
  payments: z.array(Code).max(12),
  /** By which ways people can ask for it today. */
  channels: z.array(Code).min(1).max(12),
  /** The page of the portal that already does it, `note` says what of it. */
  online: z
    .strictObject({
      page: z.enum(ONLINE_PAGES),
      query: z.record(z.string().max(40), z.string().max(60)),
      note: Words.nullable(),
    })
    .nullable(),
  languages: z.array(Tag).min(1).max(10),
  /** Null: not known. */
  sms: z.boolean().nullable(),
  releaseDate: z.iso.date().nullable(),
  userGuide: WebAddress.nullable(),
  faqs: z.array(z.strictObject({ question: Words, answer: Words })).max(20),
  output: Code,
  proactive: z.boolean(),
  /** The level of maturity aimed at, 1 to 5; the one reached is computed. */
  levelTarget: z.int().min(1).max(5),
  axis: Code,
  rules: z.array(Code).max(12),
  related: z.array(ServiceCode).max(12),
  /** False once withdrawn: the public no longer sees it. */
  active: z.boolean().default(true),
  /** Where the card comes from, for the office. */
  facts: z.strictObject({
    basis: z.enum(['adopted', 'excerpt', 'partly', 'memory', 'proposed']),
    steps: z.enum(['adopted', 'seen', 'template']),
    notes: z.array(z.string().max(600)).max(12),
    sources: z.array(z.string().max(20)).max(12),
  }),
});
export type CatalogueCard = z.infer<typeof CatalogueCard>;

/** Something that happens in a life or to a business, with the services it calls for in the order they are needed. */
export const LifeEvent = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    .max(60),
  kind: z.enum(['life', 'business']),
  name: Words,
  about: Words,
  icon: Icon,
  /** Whether it is among the few shown first. */
  wanted: z.boolean(),
  services: z
    .array(z.strictObject({ code: ServiceCode, why: Words }))
    .min(1)
    .max(30),
});
export type LifeEvent = z.infer<typeof LifeEvent>;

const LISTS = [
  'segments',
  'attributes',
  'axes',
  'products',
  'groups',
  'actors',
  'steps',
  'documents',
  'costs',
  'outputs',
  'payments',
  'channels',
  'rules',
] as const;

/** `tenants/<key>/service-catalogue.json`: the words that cards are written with, and the life events. */
export const CatalogueWords = z
  .strictObject({
    title: Words,
    /** What a reader must know about the standing of the cards. */
    note: Words,
    segments: z.array(Named).min(1),
    attributes: z.array(Named),
    axes: z.array(Named).min(1),
    products: z.array(Named).min(1),
    groups: z.array(Named.extend({ about: Words, icon: Icon, product: Code })).min(1),
    actors: z.array(Named).min(1),
    steps: z.array(Named.extend({ actor: Code })).min(1),
    /** `held`: whether the municipality or another body of the state has it; `integrated`: whether it can be fetched. */
    documents: z.array(
      Named.extend({ held: z.enum(['own', 'state', 'none']), source: Words.nullable(), integrated: z.boolean() }),
    ),
    costs: z.array(Named.extend({ free: z.boolean() })).min(1),
    outputs: z.array(Named).min(1),
    payments: z.array(Named),
    channels: z
      .array(Named.extend({ how: Words, kind: z.enum(['web', 'office', 'phone']), address: WebAddress.nullable() }))
      .min(1),
    levels: z.array(z.strictObject({ level: z.int().min(1).max(5), name: Words, meaning: Words })).length(5),
    rules: z.array(Named.extend({ identifier: z.string().max(60) })),
    events: z.array(LifeEvent),
    sources: z.record(z.string(), z.strictObject({ address: z.string().nullable(), what: z.string().min(1) })),
  })
  .superRefine((words, context) => {
    const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    const has = (list: (typeof LISTS)[number], code: string) => words[list].some((one) => one.code === code);
    for (const list of LISTS) {
      if (new Set(words[list].map(({ code }) => code)).size !== words[list].length) refuse([list], 'a code twice');
    }
    words.groups.forEach(({ product }, i) => {
      if (!has('products', product)) refuse(['groups', i, 'product'], `no product ${product}`);
    });
    words.steps.forEach(({ actor }, i) => {
      if (!has('actors', actor)) refuse(['steps', i, 'actor'], `no actor ${actor}`);
    });
    words.documents.forEach(({ held, source }, i) => {
      if (held !== 'none' && source === null) refuse(['documents', i, 'source'], 'who holds it?');
    });
  });
export type CatalogueWords = z.infer<typeof CatalogueWords>;

/** Everything a tenant's catalogue holds. */
export interface ServiceCatalogue {
  readonly words: CatalogueWords;
  readonly cards: readonly CatalogueCard[];
}
