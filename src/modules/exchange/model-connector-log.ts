import { z } from 'zod';
import { UNAVAILABLE } from './model-connectors.ts';

/** `tenants/<key>/connectors.json`: which agencies a tenant asks, and where. */
export const ConnectorOffer = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{2,39}$/),
  /** Where the agency answers; `simulator`: the made-up agency of a demonstration. */
  address: z.union([z.literal('simulator'), z.url({ protocol: /^https?$/ }).max(500)]),
  settings: z.record(z.string().max(60), z.json()).default({}),
});
export type ConnectorOffer = z.infer<typeof ConnectorOffer>;

export const ConnectorOffers = z.strictObject({
  note: z.record(z.string(), z.string()).optional(),
  connectors: z
    .array(ConnectorOffer)
    .max(60)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'a connector is named twice'),
});

export const OUTCOMES = ['answered', 'refused', 'unavailable', 'heard'] as const;

const instant = z.string();
const Words = z.record(z.string(), z.string());

/** A call before it goes out, as the log keeps it. */
export const CallBegun = z.strictObject({
  id: z.uuid(),
  at: instant,
  connector: z.string(),
  name: z.string(),
  direction: z.enum(['out', 'in']),
  askedByKind: z.enum(['party', 'employee', 'system', 'agency']),
  askedBy: z.uuid().nullable(),
  forParty: z.uuid().nullable(),
  about: z.string().max(200),
  purpose: Words,
  regulation: z.string(),
  ground: z.string(),
  /** The record with which the person agreed, where the call rests on consent. */
  consentId: z.uuid().nullable(),
  subjectType: z.string().nullable(),
  subjectId: z.uuid().nullable(),
  subjectNumber: z.string().nullable(),
  messageId: z.string().max(200).nullable(),
  inputDigest: z.string(),
});
export type CallBegun = z.infer<typeof CallBegun>;

export const CallEnded = z.strictObject({
  callId: z.uuid(),
  connector: z.string(),
  at: instant,
  outcome: z.enum(OUTCOMES),
  reason: z.string().max(200).nullable(),
  asked: z.boolean(),
  tries: z.int(),
  milliseconds: z.int(),
  status: z.int().nullable(),
  requestDigest: z.string().nullable(),
  responseDigest: z.string().nullable(),
});
export type CallEnded = z.infer<typeof CallEnded>;

export const CallBody = z.strictObject({ request: z.string(), response: z.string() });
export type CallBody = z.infer<typeof CallBody>;

/** Why a call was not let out. */
export const Refused = z.enum(UNAVAILABLE).nullable();

const Ground = z.object({ regulation: Words, ground: z.enum(['consent', 'task', 'duty']) });

/** One thing that is asked of an agency, or that it tells, as people are told of it. */
export const CallFacts = z.object({
  name: z.string(),
  direction: z.enum(['out', 'in']),
  summary: Words,
  basis: Ground.extend({ text: Words }),
  sends: z.array(z.object({ key: z.string(), title: Words, personal: z.boolean() })),
  receives: z.array(z.object({ key: z.string(), title: Words, personal: z.boolean() })),
  mayTry: z.boolean(),
});
export type CallFacts = z.infer<typeof CallFacts>;

export const ConnectorView = z
  .object({
    id: z.string(),
    name: Words,
    agency: Words,
    about: Words,
    /** `idle`: the tenant does not use it; `no-secrets`: secrets are missing. */
    state: z.enum(['running', 'resting', 'trying', 'paused', 'no-secrets', 'idle']),
    /** Host of the agency; `simulator` for the made-up one of a demonstration; null where it is not used. */
    host: z.string().nullable(),
    simulatorMode: z.string().nullable(),
    secrets: z.array(z.object({ name: z.string(), title: Words, entered: z.boolean() })),
    secretsAt: instant.nullable(),
    paused: z.object({ reason: z.string(), at: instant, by: Words.nullable() }).nullable(),
    /** The breaker is open until then. */
    restsUntil: instant.nullable(),
    failuresInRow: z.int(),
    lastAnswered: instant.nullable(),
    lastFailed: z.object({ at: instant, reason: z.string() }).nullable(),
    /** Of the last 24 hours, and of these the newest thousand. */
    day: z.object({ calls: z.int(), failed: z.int(), refused: z.int(), p95: z.int().nullable() }),
    limits: z.object({ timeoutMilliseconds: z.int(), tries: z.int(), ratePerMinute: z.number() }),
    calls: z.array(CallFacts),
  })
  .meta({ id: 'Connector' });
export type ConnectorView = z.infer<typeof ConnectorView>;

/** A row of the exchange log as a list shows it. */
export const CallItem = z
  .object({
    id: z.uuid(),
    at: instant,
    connector: z.string(),
    connectorName: Words,
    agency: Words,
    name: z.string(),
    summary: Words,
    direction: z.enum(['out', 'in']),
    askedByKind: z.enum(['party', 'employee', 'system', 'agency']),
    about: z.string(),
    purpose: Words,
    basis: Ground,
    consented: z.boolean(),
    subjectType: z.string().nullable(),
    subjectId: z.uuid().nullable(),
    subjectNumber: z.string().nullable(),
    /** `unknown`: nothing says how it ended, such as after the end of the process that asked. */
    outcome: z.enum([...OUTCOMES, 'unknown']),
    reason: z.string().nullable(),
    asked: z.boolean(),
    tries: z.int(),
    milliseconds: z.int().nullable(),
  })
  .meta({ id: 'AgencyCall' });
export type CallItem = z.infer<typeof CallItem>;

/** What the ledger says of a row of the log: its seal covers what the row says, says something else, or there is none. */
export const SEALS = ['matches', 'differs', 'missing'] as const;

export const CallDetails = CallItem.extend({
  askedBy: Words.nullable(),
  forParty: Words.nullable(),
  forPartyId: z.uuid().nullable(),
  status: z.int().nullable(),
  inputDigest: z.string(),
  requestDigest: z.string().nullable(),
  responseDigest: z.string().nullable(),
  seal: z.enum(SEALS),
  /** Whether what went over the line is still kept. */
  bodyKept: z.boolean(),
}).meta({ id: 'AgencyCallDetails' });
export type CallDetails = z.infer<typeof CallDetails>;

/** A question to an agency as the one it was about is told. */
export const OwnCall = z.object({
  id: z.uuid(),
  at: instant,
  agency: Words,
  summary: Words,
  purpose: Words,
  basis: Ground,
  by: z.enum(['party', 'employee', 'system', 'agency']),
  subjectNumber: z.string().nullable(),
  outcome: z.enum([...OUTCOMES, 'unknown']),
  receives: z.array(Words),
});
export type OwnCall = z.infer<typeof OwnCall>;
