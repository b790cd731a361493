import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import type { Tenant } from '#platform/tenants.ts';
import { TextOutput } from './model.ts';
import type { Expiry, KeptWords } from './model-privacy.ts';
import * as store from './store-privacy.ts';

/** One kind of personal data that the program keeps. */
export interface KeptData extends KeptWords {
  /** `module.what`, unique. */
  readonly key: string;
  /** Days, where the tenant's document says nothing; null: kept for good. */
  usual(tenant: Tenant): number | null;
  /** Absent where its own work removes it, or nothing does: then the term is the program's and cannot be changed. */
  readonly removal?: {
    /** How many are past their term, at most `most`. */
    due(tx: Tx, tenant: Tenant, expiry: Expiry, most: number): Promise<number>;
    /** Removes at most `most` and says how many; fewer than `most`: there is no more. */
    remove(tx: Tx, tenant: Tenant, expiry: Expiry, most: number): Promise<number>;
    /** Whether removing has to wait for something that goes on now; it is tried again on the next run. */
    waits?(tx: Tx, now: Temporal.Instant): Promise<boolean>;
  };
  /** The record of a number people use, for holding it. */
  subjectOf?(tx: Tx, context: OperationContext, number: string): Promise<Id | undefined>;
}

export const READS_PRIVACY = tenantRole('data-steward', 'auditor');

const Both = z.object({ ar: z.string(), en: z.string() });
export const RetentionRule = z.object({
  key: z.string(),
  what: Both,
  since: Both,
  seenBy: Both,
  safeguard: Both,
  end: Both,
  days: z.int().nullable(),
  ground: TextOutput.nullable(),
  /** Whether the office may change the term. */
  changeable: z.boolean(),
});
export const RetentionRun = z.object({
  key: z.string(),
  day: z.string(),
  beganAt: z.string(),
  endedAt: z.string().nullable(),
  removed: z.int(),
});

/** Every rule with how it was last carried out. */
export const RetentionOverview = z.object({
  version: z.int(),
  rules: z.array(RetentionRule.extend({ last: RetentionRun.nullable(), total: z.int() })),
  next: z.string(),
  nights: z.array(RetentionRun),
  versions: z.array(
    z.object({
      version: z.int(),
      origin: z.enum(['file', 'office']),
      author: TextOutput.nullable(),
      note: z.string().nullable(),
      at: z.string(),
    }),
  ),
  holds: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      reason: z.string(),
      madeBy: TextOutput.nullable(),
      madeAt: z.string(),
    }),
  ),
  heldPeople: z.int(),
});
export type RetentionOverview = z.infer<typeof RetentionOverview>;

export const RetentionPreview = z.object({
  at: z.string(),
  items: z.array(z.object({ key: z.string(), before: z.string(), due: z.int(), atLeast: z.boolean() })),
});
export type RetentionPreview = z.infer<typeof RetentionPreview>;

/** What is held beyond its term. */
export const heldNow = async (tx: Tx): Promise<Expiry['held']> => ({
  parties: await store.heldParties(tx),
  subjects: (await store.listHolds(tx)).map(({ subjectId }) => subjectId),
});

/** How long each kind of data is kept, by the tenant's document or else by the program's usual term. */
export async function termsNow(tx: Tx, tenant: Tenant, kept: readonly KeptData[]) {
  const found = await store.findPersonalData(tx);
  return kept.map((one) => {
    const term = one.removal === undefined ? undefined : found?.document.retention[one.key];
    return { kept: one, days: term?.days ?? one.usual(tenant), ground: term?.ground ?? null };
  });
}

export const ruleView = ({
  kept,
  days,
  ground,
}: Awaited<ReturnType<typeof termsNow>>[number]): z.infer<typeof RetentionRule> => ({
  key: kept.key,
  what: kept.what,
  since: kept.since,
  seenBy: kept.seenBy,
  safeguard: kept.safeguard,
  end: kept.end,
  days,
  ground: ground as z.infer<typeof TextOutput> | null,
  changeable: kept.removal !== undefined,
});
