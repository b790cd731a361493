import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { HeldDocument } from './api.ts';
import { DOCUMENT_KINDS, DOCUMENT_STEPS, IssuedDocument, STANDINGS } from './model-issued.ts';
import { todayOf } from './operations-issued.ts';
import { standingOf } from './rules-issued.ts';
import { findSteps, type StoredDocument } from './store-issued.ts';

export const WordsView = z.record(z.string(), z.string());
export const ValueView = z.union([z.string(), WordsView]);
export const LinesView = z.array(z.object({ title: WordsView, value: ValueView }));

export const StepView = z.object({
  step: z.enum(DOCUMENT_STEPS),
  at: z.string(),
  ground: z.string().nullable(),
  reason: z.string().nullable(),
});

/** A document as its holder and the office see it in a list. */
export const DocumentItem = z.object({ ...IssuedDocument.shape, standing: z.enum(STANDINGS) });
export type DocumentItem = z.infer<typeof DocumentItem>;

/** A document with what happened to it since, and addresses of its paper for an hour. */
export const DocumentHistory = z.object({
  ...DocumentItem.shape,
  steps: z.array(StepView),
  links: z.object({ file: z.string(), page: z.string() }),
});
export type DocumentHistory = z.infer<typeof DocumentHistory>;

/** What whoever checks a document is told. */
export const DocumentCheck = z.object({
  standing: z.enum(STANDINGS),
  number: z.string(),
  version: z.int(),
  kind: z.enum(DOCUMENT_KINDS),
  title: WordsView,
  service: z.string(),
  /** Null once the holder was forgotten. */
  holder: z.string().nullable(),
  office: WordsView.nullable(),
  place: WordsView.nullable(),
  lines: LinesView,
  /** Under which it holds. */
  conditions: z.array(ValueView),
  issuedAt: z.string(),
  validFrom: z.string(),
  validUntil: z.string().nullable(),
  /** When it was suspended, revoked or replaced, and on what legal ground. */
  since: z.string().nullable(),
  ground: z.string().nullable(),
  /** The document that takes its place, and from when on: a renewal may begin later. */
  newer: z.object({ number: z.string(), version: z.int(), from: z.string().nullable() }).nullable(),
  /** The document it took the place of. */
  previous: z.object({ number: z.string(), version: z.int() }).nullable(),
  checkedAt: z.string(),
  /** SHA-256 of the file that was issued, and a signed statement of it. */
  file: z.object({ sha256: z.string(), statement: z.string() }).nullable(),
  sample: z.boolean(),
});
export type DocumentCheck = z.infer<typeof DocumentCheck>;

export const itemOf = (stored: StoredDocument, context: Pick<OperationContext, 'tenant' | 'now'>): DocumentItem =>
  DocumentItem.parse({ ...stored, standing: standingOf(stored, todayOf(context)) });

/** Steps of some documents by the document's id, the oldest first. */
export async function stepsOf(tx: Tx, ids: readonly Id[]): Promise<ReadonlyMap<Id, z.infer<typeof StepView>[]>> {
  const found = ids.length === 0 ? [] : await findSteps(tx, ids);
  return new Map(
    [...Map.groupBy(found, ({ documentId }) => documentId)].map(([id, steps]) => [
      id,
      steps.map(({ step, at, ground, reason }) => ({ step, at, ground, reason })),
    ]),
  );
}

/** Documents with their holders and what was decided of them last, for other modules. */
export async function heldOf(
  tx: Tx,
  context: Pick<OperationContext, 'tenant' | 'now'>,
  stored: readonly StoredDocument[],
): Promise<HeldDocument[]> {
  const steps = await stepsOf(
    tx,
    stored.map(({ id }) => id),
  );
  return stored.map((one) => {
    const done = steps.get(one.id) ?? [];
    return {
      ...itemOf(one, context),
      holder: one.holder,
      municipality: one.municipality,
      ground: done.at(-1)?.ground ?? null,
      renewedBy:
        one.state === 'superseded' ? (done.findLast(({ step }) => step === 'superseded')?.reason ?? null) : null,
    };
  });
}
