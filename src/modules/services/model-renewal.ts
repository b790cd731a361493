import { z } from 'zod';
import { ServiceId } from './model-words.ts';

const Key = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/);
const Feel = z.string().min(1).max(2_000);

/**
 * What a service renews: a licence of the applicant's own, which fills the form in. Whether a licence may be renewed now
 * is said by the service's conditions (`eligible`), looked at with what the licence fills in; that it exists, is the
 * applicant's, is neither revoked nor suspended, and is not being renewed already is always asked.
 */
export const Renews = z.strictObject({
  /** The field that holds the number of the licence; the template of what is issued names it in `replaces`. */
  field: Key,
  /** Licences of these services; expressions look at `data`, what was said for it, and `document`: number, validFrom, validUntil. */
  from: z
    .array(z.strictObject({ service: ServiceId, document: Key, values: z.record(Key, Feel) }))
    .min(1)
    .max(10),
  /** Fields that stand as the licence has them. */
  locked: z.array(Key).max(40).default([]),
  /** Days before the end at which a renewal is offered and, below the first, called to mind: a list of numbers. */
  offerDays: Feel.optional(),
});
export type Renews = z.infer<typeof Renews>;
