import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Bilingual } from '#kernel/text.ts';

/**
 * On what a use of personal data rests (Personal Data Protection Law of Saudi Arabia, articles 5, 6 and 10): consent, a
 * law, a public task, an agreement with the person, their vital interest, or a legitimate interest.
 */
export const GROUNDS = ['consent', 'law', 'task', 'agreement', 'vital', 'interest'] as const;

const Text = z.record(z.string().regex(/^[a-z]{2,3}$/), z.string().trim().min(1).max(2_000));
const Key = z.string().regex(/^[a-z][a-z-]*\.[a-z][a-z-]*$/);

export const RetentionTerm = z.strictObject({
  days: z.int().min(1).max(36_500),
  /** Why so long: the law, the schedule of records, or who adopted it. */
  ground: Text,
});
export type RetentionTerm = z.infer<typeof RetentionTerm>;

/** One use of personal data: a row of the record of processing activities. */
export const Activity = z.strictObject({
  key: z.string().regex(/^[a-z][a-z-]{1,40}$/),
  name: Text,
  purpose: Text,
  ground: z.enum(GROUNDS),
  /** Article, task or interest in words. */
  basis: Text,
  /** Whose data. */
  subjects: Text,
  /** Keys of what the program keeps for it. */
  keeps: z.array(Key).min(1),
  /** Who outside the municipality is given any of it; empty: nobody. */
  recipients: z.array(Text).default([]),
  /** Where outside the country it goes and under which guarantee; null: nowhere. */
  transfer: Text.nullable().default(null),
  /** Whether the public notice tells of it. */
  public: z.boolean().default(true),
});
export type Activity = z.infer<typeof Activity>;

/** `tenants/<key>/personal-data.json`: what a tenant says about personal data. */
export const PersonalDataDocument = z.strictObject({
  /** Particulars are made up for the demonstration, and said so wherever they are shown. */
  sample: z.boolean().default(false),
  controller: z.strictObject({
    name: Text,
    address: Text,
    /** Who answers questions about personal data. */
    officer: z.strictObject({ title: Text, email: z.email(), phone: z.string().max(20) }),
    /** Where somebody may complain. */
    authority: z.strictObject({ name: Text, url: z.url() }),
    /** Where data lie. */
    hosting: Text,
    law: Text,
  }),
  introduction: Text,
  activities: z.array(Activity).min(1).max(60),
  /** By the key of what is kept; what is not named keeps the program's usual term. */
  retention: z.record(Key, RetentionTerm),
});
export type PersonalDataDocument = z.infer<typeof PersonalDataDocument>;

export interface PersonalDataVersion {
  readonly version: number;
  readonly document: PersonalDataDocument;
  readonly origin: 'file' | 'office';
  readonly author: Id | null;
  readonly note: string | null;
  readonly at: string;
}

/** What is looked at when something's time has passed. */
export interface Expiry {
  readonly before: Temporal.Instant;
  /** The moment its term is held against, for what has a longer term of its own. */
  readonly now: Temporal.Instant;
  /** Parties whose erasure is held, and records that must be kept: neither is touched. */
  readonly held: { readonly parties: readonly Id[]; readonly subjects: readonly Id[] };
}

/** What is said of one kind of personal data the program keeps, whoever keeps it. */
export interface KeptWords {
  readonly what: Bilingual;
  /** From when its term counts. */
  readonly since: Bilingual;
  readonly seenBy: Bilingual;
  readonly safeguard: Bilingual;
  /** What happens when its term is over. */
  readonly end: Bilingual;
}
