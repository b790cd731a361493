import { makeCaseNumber } from '#kernel/case-number.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { BILL_CHANGED } from './api.ts';
import type { BillFacts, Standing } from './model.ts';
import { bothMoney, tellPayer } from './operations-shared.ts';
import { isPaid, refundDue, refundReason, standingOf } from './rules.ts';
import { type BillRow, type NewEntry, paymentsOf, takeNumber, writeBill } from './store.ts';
import { insertRefund, refundsOf } from './store-refunds.ts';

export const yearOf = ({ now, tenant }: Pick<OperationContext, 'now' | 'tenant'>): number =>
  now.toZonedDateTimeISO(tenant.timeZone).year;

/** Letters of receipts and refunds, in the form of every reference of the municipality. */
export const referenceOf = (prefix: 'RCT' | 'RFD', year: number, sequence: number): string =>
  makeCaseNumber({ prefix, year, group: '001', sequence });

export const factsOf = (bill: BillRow): BillFacts => ({
  total: bill.total,
  expiresAt: bill.expiresAt,
  reviveUntil: bill.reviveUntil,
  known: bill.knownAt !== null,
  expired: bill.expiredAt !== null,
  cancelled: bill.cancelledAt !== null,
});

/** How a bill stands by what is on record of it. */
export const standingNow = async (tx: Tx, { now }: OperationContext, bill: BillRow): Promise<Standing> =>
  standingOf(
    factsOf(bill),
    (await paymentsOf(tx, bill.id)).filter(({ status }) => status === 'counted'),
    now.toString(),
  );

/**
 * Brings a bill up to what is known of it now: its state, its account, a refund for what has to be given back, and news
 * of it. `bill` is locked and says the new facts; `entries` what they came from.
 */
export async function bringUp(
  tx: Tx,
  context: OperationContext,
  bill: BillRow,
  entries: readonly NewEntry[],
): Promise<{ bill: BillRow; standing: Standing }> {
  const { now } = context;
  const at = now.toString();
  const payments = (await paymentsOf(tx, bill.id)).filter(({ status }) => status === 'counted');
  const standing = standingOf(factsOf(bill), payments, at);
  const paidNow = isPaid(standing) && bill.paidAt === null;
  const next: BillRow = {
    ...bill,
    state: standing.state,
    received: standing.received,
    inTime: standing.inTime,
    paidAt: paidNow ? at : bill.paidAt,
  };
  const all = [...entries];
  if (paidNow && bill.expiredAt !== null) all.push({ kind: 'revived', at });
  // What was refused counts too: finance has decided about it, and the payer may still ask.
  const due = refundDue(standing.refundable, await refundsOf(tx, bill.id));
  if (due > 0) {
    const number = referenceOf('RFD', yearOf(context), await takeNumber(tx, 'refund', yearOf(context)));
    const reason = refundReason(bill, standing, payments, bill.cancelReason);
    await insertRefund(tx, {
      id: context.newId(),
      number,
      billId: bill.id,
      payerId: bill.payerId,
      amount: due,
      currency: bill.currency,
      reason,
      origin: 'system',
      state: 'proposed',
      sealedIban: null,
      ibanEnd: null,
      proposedAt: at,
      requestedAt: null,
      preparedBy: null,
      preparedAt: null,
      decidedBy: null,
      decidedAt: null,
      note: null,
      sentAt: null,
      endedAt: null,
      failure: null,
      attempts: 0,
      version: 1,
    });
    all.push({ kind: 'refund-proposed', at, amount: due, detail: { number, reason } });
    tellPayer(context, bill, 'refundProposed', { amount: bothMoney(due, bill.currency) });
  }
  await writeBill(tx, next, all);
  if (next.state !== bill.state) {
    const { id, number, subjectType, subjectId } = bill;
    const payload = { billId: id, number, subjectType, subjectId, before: bill.state, after: next.state };
    // By what is paid for: what is told of one record arrives in the order it happened.
    context.emit({ type: BILL_CHANGED, key: subjectId, payload });
  }
  return { bill: { ...next, version: next.version + all.length }, standing };
}
