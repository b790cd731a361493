import { z } from 'zod';
import { Words } from './model-words.ts';

const Key = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/);
const Feel = z.string().min(1).max(2_000);

/**
 * Fields of one page that an agency can answer, where the applicant agrees. `input` is computed from what was entered
 * (`data`), `map` from what the agency said (`answer`); fields of `locked` cannot be changed once they came from there.
 */
export const Prefill = z.strictObject({
  key: Key,
  page: Key,
  connector: z.string().regex(/^[a-z][a-z0-9-]{2,39}$/),
  call: Key,
  /** Why it is asked, in words for the applicant. */
  purpose: Words,
  /** Fields that must be answered before, in the order they are asked. */
  needs: z.array(Key).min(1).max(10),
  input: z.record(Key, Feel),
  map: z.record(Key, Feel),
  locked: z.array(Key).default([]),
});
export type Prefill = z.infer<typeof Prefill>;

const Facts = z.array(z.object({ title: z.record(z.string(), z.string()), personal: z.boolean() }));
const Tag = z.record(z.string(), z.string());

/** What a page offers to fetch, or has fetched. */
export const PrefillView = z.object({
  key: z.string(),
  agency: Tag,
  connector: Tag,
  summary: Tag,
  purpose: Tag,
  basis: z.object({ regulation: Tag, text: Tag }),
  sends: Facts,
  receives: Facts,
  needs: z.array(z.string()),
  /** Fields it fills, and those among them that cannot be changed now. */
  fills: z.array(z.string()),
  locked: z.array(z.string()),
  state: z.enum(['offered', 'answered', 'unavailable', 'unknown']),
  at: z.string().nullable(),
});
export type PrefillView = z.infer<typeof PrefillView>;

/** Where answers of an application come from, for whoever decides on it. */
export const SourceView = z.object({
  key: z.string(),
  agency: Tag,
  connector: Tag,
  /** `answered`: from the agency; `waiting`: typed, and not verified yet; `typed`: the agency was not asked. */
  state: z.enum(['answered', 'waiting', 'verified', 'differs', 'unknown', 'given-up', 'typed']),
  at: z.string().nullable(),
  fields: z.array(z.object({ key: z.string(), title: Tag })),
  /** Of these the applicant changed what the agency had said. */
  changed: z.array(z.string()),
  /** Null where the reader may not see them. */
  differences: z.array(z.object({ field: z.string(), said: z.string(), source: z.string() })).nullable(),
});
export type SourceView = z.infer<typeof SourceView>;
