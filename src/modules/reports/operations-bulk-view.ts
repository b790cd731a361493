import { z } from 'zod';

export const BulkWords = z.record(z.string(), z.string());
const Outcome = z.enum(['done', 'refused', 'changed']);
export const BulkStanding = z.enum(['draft', 'planned', 'running', 'done', 'undoing', 'undone']);

/** A run as its pages show it. */
export const BulkView = z.object({
  id: z.string(),
  status: BulkStanding,
  madeAt: z.string(),
  request: z
    .object({
      action: z.string(),
      title: BulkWords,
      input: z.record(z.string(), z.json()),
      category: z.string().nullable(),
      into: z.object({ id: z.string(), number: z.string() }).nullable(),
    })
    .nullable(),
  /** Whether what was done can be taken back. */
  undoable: z.boolean(),
  /** Before it is confirmed: what can be done, on how many of them, and one of those. */
  offers: z.array(z.object({ action: z.string(), title: BulkWords, count: z.int(), example: z.string() })),
  items: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      what: BulkWords,
      state: BulkWords,
      expected: z.object({ reason: BulkWords.nullable(), state: BulkWords.nullable() }).nullable(),
      outcome: Outcome.nullable(),
      reason: BulkWords.nullable(),
      undone: Outcome.nullable(),
    }),
  ),
});
export type BulkView = z.infer<typeof BulkView>;
