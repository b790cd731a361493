import { z } from 'zod';

export const REQUEST_KINDS = ['access', 'correction', 'erasure'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];
export const REQUEST_STATES = ['open', 'held', 'done', 'cancelled', 'refused'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** A request as its own person sees it. Instants are ISO. */
export const OwnDataRequest = z.strictObject({
  id: z.string(),
  kind: z.enum(REQUEST_KINDS),
  state: z.enum(REQUEST_STATES),
  requestedAt: z.string(),
  dueAt: z.string(),
  beginsAt: z.string().nullable(),
  reason: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** Until when what was gathered can be fetched; null where there is nothing to fetch. */
  readyUntil: z.string().nullable(),
});
export type OwnDataRequest = z.infer<typeof OwnDataRequest>;

/** One part of what is kept about a person. */
export interface PersonalPart {
  readonly name: string;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}
