import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { BILL_CHANGED, type BillSummary, type NewBill, type PaymentsApi } from './api.ts';
import { type CancelReason, OPEN_BILLS } from './model.ts';
import { bringUp, standingNow, yearOf } from './operations-account.ts';
import { getTerms, type PaymentParts, tellPayer } from './operations-shared.ts';
import { paymentProblems } from './problems.ts';
import { billNumber, isPaid, reviveUntil, totalsOf } from './rules.ts';
import { type BillRow, billsOf, insertBill, lockBill, receiptsOf, takeNumber, writeBill } from './store.ts';
import { insertDispatch } from './store-dispatch.ts';

async function issue(
  parts: PaymentParts,
  tx: Tx,
  context: OperationContext,
  { expiresAt, lines, ...given }: NewBill,
): Promise<BillSummary | undefined> {
  const { total, vat } = totalsOf(lines);
  if (total <= 0) return undefined;
  const terms = await getTerms(parts, tx, context);
  if (terms.currency !== given.currency) {
    throw paymentProblems['other-currency']({ values: { fee: given.currency, currency: terms.currency } });
  }
  const at = context.now.toString();
  const year = yearOf(context);
  const bill: BillRow = {
    ...given,
    id: context.newId(),
    number: billNumber(terms.biller.code, year, await takeNumber(tx, 'bill', year)),
    lines,
    total,
    vat,
    issuedAt: at,
    expiresAt,
    reviveUntil: reviveUntil(expiresAt, terms.reviveDays, context.tenant.timeZone),
    knownAt: null,
    expiredAt: null,
    cancelledAt: null,
    cancelReason: null,
    received: 0,
    inTime: 0,
    state: 'draft',
    paidAt: null,
    version: 0,
  };
  await insertBill(tx, bill);
  await writeBill(tx, bill, [{ kind: 'issued', at, amount: total, actorId: context.actor.partyId }]);
  await insertDispatch(tx, context.newId(), 'upload', bill.id, at);
  const { id, number, subjectType, subjectId } = bill;
  context.emit({
    type: BILL_CHANGED,
    key: subjectId,
    payload: { billId: id, number, subjectType, subjectId, before: null, after: bill.state },
  });
  return { ...summaryOf(bill), owed: total };
}

const summaryOf = ({ id, number, state, currency, total, received, reviveUntil, paidAt }: BillRow) => ({
  id,
  number,
  state,
  currency,
  total,
  received,
  reviveUntil,
  paidAt,
  receipt: null,
});

/** Ends a bill, and has the biller take it back. */
async function end(tx: Tx, context: OperationContext, bill: BillRow, reason: CancelReason) {
  const at = context.now.toString();
  const cancelled = { ...bill, cancelledAt: at, cancelReason: reason };
  await bringUp(tx, context, cancelled, [
    { kind: 'cancelled', at, actorId: context.actor.partyId, detail: { reason } },
  ]);
  await insertDispatch(tx, context.newId(), 'cancel', bill.id, at);
}

/** Notes that a bill was not paid in its time; it may still revive. */
export async function expireBill(tx: Tx, context: OperationContext, id: Id): Promise<boolean> {
  const bill = await lockBill(tx, id);
  if (bill === undefined || !OPEN_BILLS.includes(bill.state)) return false;
  if (Temporal.Instant.compare(Temporal.Instant.from(bill.expiresAt), context.now) > 0) return false;
  const at = context.now.toString();
  await bringUp(tx, context, { ...bill, expiredAt: at }, [{ kind: 'expired', at }]);
  tellPayer(context, bill, 'billExpired');
  return true;
}

/** What other modules may ask of payments. */
export const createPaymentsApi = (parts: PaymentParts): PaymentsApi => ({
  issue: (tx, context, bill) => issue(parts, tx, context, bill),
  async cancelUnpaid(tx, context, subjectId, reason) {
    for (const { id } of await billsOf(tx, subjectId)) {
      const bill = await lockBill(tx, id);
      if (bill !== undefined && bill.cancelledAt === null && !isPaid(bill)) await end(tx, context, bill, reason);
    }
  },
  async release(tx, context, billId, reason) {
    const bill = await lockBill(tx, billId);
    if (bill !== undefined && bill.cancelledAt === null) await end(tx, context, bill, reason);
  },
  async billsOf(tx, context, subjectId) {
    const bills = await billsOf(tx, subjectId);
    return Promise.all(
      bills.map(async (bill) => ({
        ...summaryOf(bill),
        owed: (await standingNow(tx, context, bill)).owed,
        receipt: (await receiptsOf(tx, bill.id)).at(-1)?.number ?? null,
      })),
    );
  },
  async expire(tx, context, subjectId) {
    for (const { id } of await billsOf(tx, subjectId)) await expireBill(tx, context, id);
  },
});
