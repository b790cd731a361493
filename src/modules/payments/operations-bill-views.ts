import { z } from 'zod';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { BILL_STATES, BillLine, CANCEL_REASONS, ENTRY_KINDS } from './model.ts';
import { standingNow } from './operations-account.ts';
import { RefundSummary, refundShown } from './operations-refund-view.ts';
import { getTerms, type PaymentParts, WordsView } from './operations-shared.ts';
import * as store from './store.ts';
import { refundsOf } from './store-refunds.ts';

export const BillItem = z.object({
  id: z.string(),
  number: z.string(),
  state: z.enum(BILL_STATES),
  title: WordsView,
  subject: z.object({ type: z.string(), id: z.string(), number: z.string() }),
  currency: z.string(),
  total: z.int(),
  received: z.int(),
  issuedAt: z.string(),
  expiresAt: z.string(),
  paidAt: z.string().nullable(),
});
export type BillItem = z.infer<typeof BillItem>;

export const BillPage = z.object({
  items: z.array(BillItem),
  /** Names the next page; null: this is the last. */
  next: z.string().nullable(),
  totals: z.array(z.object({ state: z.enum(BILL_STATES), count: z.int(), total: z.int(), received: z.int() })),
});
export type BillPage = z.infer<typeof BillPage>;

const Paid = z.object({
  transactionNumber: z.string(),
  amount: z.int(),
  status: z.enum(['counted', 'failed', 'unknown']),
  paidAt: z.string(),
  receivedAt: z.string(),
  channel: z.string(),
  receipt: z.string().nullable(),
});

/** A bill as whoever pays it sees it. */
export const OwnBill = BillItem.extend({
  lines: z.array(BillLine),
  vat: z.int(),
  owed: z.int(),
  reviveUntil: z.string(),
  /** What may be asked back now, or is being given back. */
  refundable: z.int(),
  cancelReason: z.enum(CANCEL_REASONS).nullable(),
  payments: z.array(Paid),
  refunds: z.array(RefundSummary),
  biller: z.object({ code: z.string(), name: WordsView }),
  /** Where a bill of a demonstration is paid; null where it is paid at real banks. */
  sampleBank: z.string().nullable(),
});
export type OwnBill = z.infer<typeof OwnBill>;

/** A bill as finance sees it. */
export const BillView = OwnBill.extend({
  payer: WordsView.nullable(),
  entries: z.array(
    z.object({
      seq: z.int(),
      at: z.string(),
      kind: z.enum(ENTRY_KINDS),
      amount: z.int().nullable(),
      actor: WordsView.nullable(),
      detail: z.record(z.string(), z.string()),
    }),
  ),
  dispatches: z.array(
    z.object({
      kind: z.string(),
      status: z.enum(['queued', 'failed', 'done', 'refused']),
      attempts: z.int(),
      failure: z.string().nullable(),
      nextAt: z.string().nullable(),
    }),
  ),
});
export type BillView = z.infer<typeof BillView>;

export const ReceiptView = z.object({
  number: z.string(),
  bill: z.object({ id: z.string(), number: z.string(), title: WordsView, subjectNumber: z.string() }),
  transactionNumber: z.string(),
  amount: z.int(),
  covered: z.int(),
  vat: z.int(),
  currency: z.string(),
  paidAt: z.string(),
  issuedAt: z.string(),
  seller: z.object({ name: WordsView, vatNumber: z.string(), address: WordsView.nullable() }),
  lines: z.array(BillLine),
  total: z.int(),
  qr: z.string().nullable(),
  payer: WordsView.nullable(),
});
export type ReceiptView = z.infer<typeof ReceiptView>;

export const itemOf = (bill: store.BillRow): BillItem => ({
  id: bill.id,
  number: bill.number,
  state: bill.state,
  title: bill.title,
  subject: { type: bill.subjectType, id: bill.subjectId, number: bill.subjectNumber },
  currency: bill.currency,
  total: bill.total,
  received: bill.received,
  issuedAt: bill.issuedAt,
  expiresAt: bill.expiresAt,
  paidAt: bill.paidAt,
});

/** A bill with what its payer may know. */
export async function ownBill(
  parts: PaymentParts,
  tx: Tx,
  context: OperationContext,
  bill: store.BillRow,
): Promise<OwnBill> {
  const terms = await getTerms(parts, tx, context);
  const [standing, payments, receipts, refunds] = [
    await standingNow(tx, context, bill),
    await store.paymentsOf(tx, bill.id),
    await store.receiptsOf(tx, bill.id),
    await refundsOf(tx, bill.id),
  ];
  const receiptFor = new Map(receipts.map(({ transactionNumber, number }) => [transactionNumber, number]));
  return {
    ...itemOf(bill),
    lines: [...bill.lines],
    vat: bill.vat,
    owed: standing.owed,
    reviveUntil: bill.reviveUntil,
    refundable: standing.refundable,
    cancelReason: bill.cancelReason,
    payments: payments.map(({ transactionNumber, amount, status, paidAt, receivedAt, channel }) => ({
      transactionNumber,
      amount,
      status: status as 'counted' | 'failed' | 'unknown',
      paidAt,
      receivedAt,
      channel,
      receipt: receiptFor.get(transactionNumber) ?? null,
    })),
    refunds: refunds.map(refundShown),
    biller: { code: terms.biller.code, name: terms.biller.name },
    sampleBank: parts.sampleBank,
  };
}
