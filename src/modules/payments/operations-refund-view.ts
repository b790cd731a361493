import { z } from 'zod';
import { REFUND_REASONS, REFUND_STATES } from './model.ts';
import { WordsView } from './operations-shared.ts';
import type { RefundRow } from './store-refunds.ts';

/** A refund as anybody may see it who may see its bill. */
export const RefundSummary = z.object({
  id: z.string(),
  number: z.string(),
  state: z.enum(REFUND_STATES),
  reason: z.enum(REFUND_REASONS),
  origin: z.enum(['system', 'applicant']),
  amount: z.int(),
  currency: z.string(),
  /** The last four characters of the account it goes to. */
  ibanEnd: z.string().nullable(),
  proposedAt: z.string(),
  requestedAt: z.string().nullable(),
  decidedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  failure: z.string().nullable(),
  note: z.string().nullable(),
  version: z.int(),
});
export type RefundSummary = z.infer<typeof RefundSummary>;

export const refundShown = (refund: RefundRow): RefundSummary => ({
  id: refund.id,
  number: refund.number,
  state: refund.state,
  reason: refund.reason,
  origin: refund.origin,
  amount: refund.amount,
  currency: refund.currency,
  ibanEnd: refund.ibanEnd,
  proposedAt: refund.proposedAt,
  requestedAt: refund.requestedAt,
  decidedAt: refund.decidedAt,
  endedAt: refund.endedAt,
  failure: refund.failure,
  note: refund.note,
  version: refund.version,
});

const WorkedRefund = RefundSummary.extend({
  billId: z.string(),
  billNumber: z.string(),
  subjectNumber: z.string(),
  preparedAt: z.string().nullable(),
  attempts: z.int(),
});

export const RefundPage = z.object({
  items: z.array(WorkedRefund),
  next: z.string().nullable(),
  totals: z.array(z.object({ state: z.enum(REFUND_STATES), count: z.int(), amount: z.int() })),
});
export type RefundPage = z.infer<typeof RefundPage>;

export const RefundView = RefundSummary.extend({
  bill: z.object({ id: z.string(), number: z.string(), subjectNumber: z.string(), title: WordsView }),
  payer: WordsView.nullable(),
  /** In full, for whoever prepares or approves it. */
  iban: z.string().nullable(),
  preparedBy: WordsView.nullable(),
  preparedAt: z.string().nullable(),
  decidedBy: WordsView.nullable(),
  sentAt: z.string().nullable(),
  attempts: z.int(),
  /** What the reader may do now. */
  steps: z.array(z.enum(['prepare', 'approve', 'reject'])),
});
export type RefundView = z.infer<typeof RefundView>;
