import { z } from 'zod';

/**
 * `new`: the case was not looked at yet; `waiting`: to be sent; `token`: taken, its number not known yet; `sent`: the
 * owner has it under its number; `done`, `returned`: what the owner said of it; `refused`: its server will not have it;
 * `given-up`: tried too often; `ended`: the office took it back.
 */
export const HANDOVER_STATUSES = [
  'new',
  'waiting',
  'token',
  'sent',
  'done',
  'returned',
  'refused',
  'given-up',
  'ended',
] as const;
export const HandoverStatus = z.enum(HANDOVER_STATUSES);
export type HandoverStatus = z.infer<typeof HandoverStatus>;

/** One call to an owner's server. `failure`: why there is nothing to read; `items`: the elements of its answer. */
export const Exchange = z.strictObject({
  kind: z.enum(['send', 'token', 'poll', 'updates']),
  address: z.string().max(2_000),
  at: z.string(),
  status: z.int().nullable(),
  milliseconds: z.int().min(0),
  failure: z.string().max(400).nullable(),
  items: z.array(z.record(z.string(), z.string())).nullable(),
  /** The beginning of the answer as it came. */
  answer: z.string().max(600).nullable(),
});
export type Exchange = z.infer<typeof Exchange>;

/** What one exchange says of one hand-over. */
export const HandoverNews = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('numbered'), reference: z.string().min(1).max(100) }),
  z.strictObject({ kind: z.literal('token'), token: z.string().min(1).max(200) }),
  z.strictObject({
    kind: z.literal('failed'),
    /** The server will never take this one. */
    permanent: z.boolean(),
    /** The fault is the server's and not this report's. */
    server: z.boolean(),
    reason: z.string().min(1).max(400),
  }),
  z.strictObject({
    kind: z.literal('heard'),
    meaning: z.enum(['open', 'done', 'returned']),
    status: z.string().max(60),
    notes: z.string().max(800).nullable(),
    /** The update's id, where it came as one. */
    updateId: z.string().max(200).nullable(),
  }),
]);
export type HandoverNews = z.infer<typeof HandoverNews>;

/** What is sent of a report. Nobody's name or number goes with it. */
export interface HandoverFacts {
  readonly number: string;
  readonly category: string;
  readonly categoryName: string;
  readonly priority: string;
  readonly description: string | null;
  readonly address: string | null;
  readonly landmark: string | null;
  readonly point: { readonly longitude: number; readonly latitude: number } | null;
}
