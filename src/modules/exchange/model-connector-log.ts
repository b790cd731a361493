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
export type Outcome = (typeof OUTCOMES)[number];

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
