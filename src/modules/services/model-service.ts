import { z } from 'zod';
import { CASE_NUMBER_CODE } from '#kernel/case-number.ts';
import { AppointmentStep } from './model-appointment.ts';
import { ServiceCard } from './model-card.ts';
import { DocumentTemplate } from './model-document.ts';
import { Extension } from './model-extension.ts';
import { Prefill } from './model-prefill.ts';
import { Renews } from './model-renewal.ts';
import { Signing } from './model-signing.ts';
import { ServiceId, Words } from './model-words.ts';

const Key = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/);
const Feel = z.string().min(1).max(2_000);
const Permission = z.array(z.string().min(1).max(60)).min(1);

/** One step of the form: a question or a few that belong together. */
export const ServicePage = z.strictObject({
  key: Key,
  title: Words,
  help: Words.optional(),
  /** Left out while this is not true. */
  visible: Feel.optional(),
  /** Fields of the case type, in the order they are asked; calculated ones are shown. */
  fields: z.array(Key).min(1).max(40),
});
export type ServicePage = z.infer<typeof ServicePage>;

/** What must be true before anybody may apply, and what to do where it is not. */
const Condition = z.strictObject({
  must: Feel,
  /** With places in braces filled from `values`. */
  text: Words,
  values: z.record(Key, Feel).default({}),
});

/**
 * One line of the fee. `amount` is in the currency's main unit and rounded to its smallest, halves away from zero;
 * `reason` says how it came about, with places filled from `values`.
 */
export const FeeLine = z.strictObject({
  key: Key,
  title: Words,
  when: Feel.optional(),
  amount: Feel,
  reason: Words.optional(),
  values: z.record(Key, Feel).default({}),
});
export type FeeLine = z.infer<typeof FeeLine>;

export const FeeSchedule = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  lines: z.array(FeeLine).min(1).max(30),
});
export type FeeSchedule = z.infer<typeof FeeSchedule>;

const Section = z.looseObject({
  key: Key,
  title: Words,
  fields: z.array(z.looseObject({ key: Key, type: z.string(), title: Words, calculate: z.unknown().optional() })),
});

const Effect = z.looseObject({ do: z.string(), when: z.string().optional() });
const FlowAction = z.looseObject({
  title: Words,
  to: z.union([z.string(), z.array(z.looseObject({ to: z.string() }))]).optional(),
  effects: z.array(Effect).optional(),
});

/**
 * The parts of a case type that a service adds to. The whole is a document of the case engine, which checks it when the
 * service is published.
 */
export const ServiceCaseType = z.looseObject({
  id: Key,
  sections: z.array(Section).min(1),
  participants: z.record(Key, z.unknown()).default({}),
  documents: z.record(Key, z.looseObject({ title: Words, template: z.string() })).default({}),
  flow: z.looseObject({
    open: z.looseObject({ effects: z.array(Effect).default([]) }).default({ effects: [] }),
    actions: z.record(Key, FlowAction),
    states: z.record(z.string(), z.looseObject({ category: z.string().optional() })).optional(),
  }),
  notices: z.record(Key, z.unknown()).default({}),
});
export type ServiceCaseType = z.infer<typeof ServiceCaseType>;

/**
 * What an engineer goes through before the decision, and what each answer may be: met, not met, not applicable. Remarks
 * name the field or the drawing they are about.
 */
const Review = z.strictObject({
  by: Permission,
  from: z.array(Key).min(1),
  checks: z
    .array(z.strictObject({ key: Key, title: Words, help: Words.optional(), when: Feel.optional() }))
    .min(1)
    .max(40),
});
export type Review = z.infer<typeof Review>;

/** A department or a body outside whose opinion is asked; which one it is in a city stands in the tenant's offer. */
const ConsultedBody = z.strictObject({
  key: Key,
  title: Words,
  question: Words,
  /** Asked only where this is true. */
  when: Feel.optional(),
  /** The answers of the applicant that are shown to it. */
  sees: z.array(Key).min(1).max(40),
});

/** All are asked at once, each with a clock of its own, and the application goes on when the last has answered. */
const Consultations = z
  .strictObject({
    /** The state the application goes on in. */
    to: Key,
    /** Asked as soon as the application arrives; otherwise an officer asks, out of `to`. Again from `to` in both. */
    atOnce: z.boolean().default(false),
    bodies: z.array(ConsultedBody).min(1).max(20),
  })
  .refine(({ atOnce, bodies }) => !atOnce || bodies.some(({ when }) => when === undefined), {
    path: ['bodies'],
    message: 'where all are asked at once, one of them must always be asked',
  });
export type Consultations = z.infer<typeof Consultations>;

/**
 * A service as data: `e-services/<id>/service.json`. What differs from city to city (amounts, terms, who handles it) is
 * in the tenant's `services.json`, and expressions read it as `data.terms`.
 */
export const ServiceDefinition = z.strictObject({
  id: ServiceId,
  card: ServiceCard,
  /** The parts of an application's number: `CML-2026-001-000034-51`. */
  number: z.strictObject({ prefix: z.string().regex(CASE_NUMBER_CODE), group: z.string().regex(CASE_NUMBER_CODE) }),
  pages: z.array(ServicePage).min(1).max(20),
  /** What agencies can answer, where the applicant agrees. */
  prefills: z.array(Prefill).max(10).default([]),
  /**
   * Fields with a number of the applicant's own, such as their commercial registration: an application begins with what
   * is known of whoever applies. They can be changed.
   */
  applicantFields: z.array(Key).max(10).optional(),
  eligible: z.array(Condition).max(20).default([]),
  /** What the applicant agrees to before sending. */
  declarations: z.array(Words).min(1).max(10),
  fees: FeeSchedule.optional(),
  /** Who may send an application back, from where, and where it waits. Only the fields named are opened again. */
  correction: z.strictObject({ by: Permission, from: z.array(Key).min(1), to: Key }),
  /**
   * How an application is paid for. It waits in `state` with a bill that expires with `clock`; `action` is what the
   * program does once the bill is paid, also within the days in which a payment after expiry still counts.
   */
  payment: z.strictObject({ state: Key, action: Key, clock: Key }).optional(),
  /** Fields by whose text the office finds an application. Never personal ones. */
  findBy: z.array(Key).max(10).default([]),
  /** What it issues, by the key of the document in the case type: the file `documents.json` of its folder. */
  documents: z.record(Key, DocumentTemplate).default({}),
  /** Duties whose breach is recorded, by the event that tells of it: what it is called, and the clock that ran out. */
  duties: z.record(Key, z.strictObject({ title: Words, clock: Key })).optional(),
  renews: Renews.optional(),
  extension: Extension.extend({ fees: FeeSchedule.optional() }).optional(),
  review: Review.optional(),
  /**
   * Works in the street: the fields with their route, their first day and how many days they take. Who decides is told of
   * others that come within so many metres in the same days.
   */
  works: z.strictObject({ route: Key, from: Key, days: Key, within: z.int().min(1).max(500) }).optional(),
  consultations: Consultations.optional(),
  appointment: AppointmentStep.optional(),
  signing: Signing.optional(),
  caseType: ServiceCaseType,
});
export type ServiceDefinition = z.infer<typeof ServiceDefinition>;

/** Who is consulted under a name of the definition, how long it has, and what its silence means. */
const Consulted = z
  .strictObject({
    /** A body outside, by its code. */
    agency: z.string().min(1).max(60).optional(),
    /** A team of the municipality. */
    team: z.string().min(1).max(60).optional(),
    amount: z.number().positive(),
    unit: z.enum(['hour', 'day', 'workingDay']),
    /** Taken for agreement when the time is over, or brought before a supervisor while the body may still answer. */
    silence: z.enum(['agreed', 'escalate']),
  })
  .refine(({ agency, team }) => (agency === undefined) !== (team === undefined), 'one of agency and team');
export type Consulted = z.infer<typeof Consulted>;

/** How a tenant offers a service: who handles it and on which terms. */
export const ServiceOffer = z.strictObject({
  id: ServiceId,
  /** The department whose team handles applications. */
  department: z.string().min(1).max(60),
  /** The team that answers for the type, and takes applications where no team of the department serves the place. */
  team: z.string().min(1).max(60),
  /** Amounts, limits and times of the tenant, for expressions. */
  terms: z.record(Key, z.json()),
  /** Lines of the fee that bear VAT, in hundredths of a percent; the others lie outside VAT. */
  vat: z.record(Key, z.int().min(1).max(10_000)).default({}),
  /** Who is consulted, by the names of the definition. */
  consulted: z.record(Key, Consulted).default({}),
  /** Conditions and legal grounds an officer picks from when deciding. */
  conditions: z.array(Words).max(50).default([]),
  grounds: z.array(Words).max(50).default([]),
  /** The date the terms are from, and where they come from; shown beside the fee. */
  source: z.strictObject({ asOf: z.iso.date(), text: Words, sample: z.boolean() }),
});
export type ServiceOffer = z.infer<typeof ServiceOffer>;

/** `tenants/<key>/services.json` */
export const ServiceOffers = z.strictObject({ note: Words.optional(), services: z.array(ServiceOffer) });

/** `e-services/<id>/offers.json`: terms that a service brings with it, by the key of the tenant. */
export const BroughtOffers = z.record(z.string(), ServiceOffer);

/** One activity an establishment may have: a class of ISIC 4, in the municipality's own words. */
export const Activity = z.strictObject({ code: z.string().regex(/^\d{4}(\d{2})?$/), title: Words });
export type Activity = z.infer<typeof Activity>;

/** A service as a tenant published it. */
export interface PublishedService {
  readonly version: number;
  readonly definition: ServiceDefinition;
  readonly offer: ServiceOffer;
}

/** What an application keeps of its service, in the case's data under `service`. */
export const ServiceSnapshot = z.object({
  id: z.string(),
  code: z.string(),
  version: z.int(),
  name: z.record(z.string(), z.string()),
  findBy: z.array(z.string()),
});
export type ServiceSnapshot = z.infer<typeof ServiceSnapshot>;

/** What is to be paid, line by line; kept in the case's data under `fee`. Amounts are in the smallest unit. */
export const Fee = z.object({
  currency: z.string(),
  lines: z.array(
    z.object({
      key: z.string(),
      title: z.record(z.string(), z.string()),
      amount: z.int(),
      reason: z.record(z.string(), z.string()).nullable(),
      /** What is added to the amount; absent where the line lies outside VAT. */
      vat: z.object({ basisPoints: z.int(), amount: z.int() }).optional(),
    }),
  ),
  /** With VAT. */
  total: z.int(),
});
export type Fee = z.infer<typeof Fee>;
