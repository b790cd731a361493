import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Attempt } from './model.ts';
import { bringUp, referenceOf, yearOf } from './operations-account.ts';
import { bothMoney, getTerms, type PaymentParts, tellPayer } from './operations-shared.ts';
import { coverage, decimalOf, isPaid, taxCode } from './rules.ts';
import {
  type BillRow,
  findBillByNumber,
  findPayment,
  insertPayment,
  insertReceipt,
  lockBill,
  receiptsOf,
  takeNumber,
  updatePayment,
} from './store.ts';
import { missingHere, settleDifference } from './store-statements.ts';

/** Stands where a difference went away by itself: the notice came after the account of the day. */
export const ARRIVED_LATER = 'arrived-later';

export type Taken = 'counted' | 'failed' | 'unknown' | 'known' | 'contradicts';

/** Counts a payment on a bill that is locked: its receipt, the bill's account and state, and whoever waits for it. */
async function count(
  parts: PaymentParts,
  tx: Tx,
  context: OperationContext,
  bill: BillRow,
  attempt: Attempt,
): Promise<void> {
  const at = context.now.toString();
  const terms = await getTerms(parts, tx, context);
  const year = yearOf(context);
  const before = (await receiptsOf(tx, bill.id)).reduce((sum, receipt) => sum + receipt.covered, 0);
  const late = Temporal.Instant.compare(attempt.paidAt, bill.reviveUntil) > 0 || bill.cancelledAt !== null;
  const { covered, vat } = coverage(bill, late ? bill.total : before, attempt.amount);
  const number = referenceOf('RCT', year, await takeNumber(tx, 'receipt', year));
  const { seller } = terms;
  await insertReceipt(tx, {
    number,
    billId: bill.id,
    transactionNumber: attempt.transactionNumber,
    amount: attempt.amount,
    covered,
    vat,
    currency: attempt.currency,
    paidAt: attempt.paidAt,
    issuedAt: at,
    seller,
    qr:
      covered === 0
        ? null
        : taxCode({
            seller: seller.name[seller.language] ?? Object.values(seller.name)[0]!,
            vatNumber: seller.vatNumber,
            at: context.now.round('second').toString(),
            total: decimalOf(covered),
            vat: decimalOf(vat),
          }),
  });
  const { transactionNumber, amount, channel, currency } = attempt;
  const detail = { transactionNumber, channel, receipt: number };
  const { standing } = await bringUp(tx, context, bill, [{ kind: 'paid', at, amount, detail }]);
  if (isPaid(standing) && bill.paidAt === null) {
    tellPayer(context, bill, 'paymentReceived', { amount: bothMoney(amount, currency) });
  } else if (standing.state === 'part-paid') {
    const values = { amount: bothMoney(amount, currency), owed: bothMoney(standing.owed, currency) };
    tellPayer(context, bill, 'partReceived', values);
  }
}

/**
 * Takes in one attempt to pay, however often and in whatever order it is told: a failed one never counts, and one that
 * was counted is not counted again. Money for no bill of ours is kept for reconciliation.
 */
export async function taken(
  parts: PaymentParts,
  tx: Tx,
  context: OperationContext,
  attempt: Attempt,
  source: 'notice' | 'statement',
): Promise<Taken> {
  const { now, tenant } = context;
  const at = now.toString();
  const found = await findBillByNumber(tx, attempt.billNumber);
  const bill = found?.currency === attempt.currency ? await lockBill(tx, found.id) : undefined;
  if (bill !== undefined) context.about({ type: 'bill', id: bill.id, number: bill.number });
  const status = attempt.failed ? 'failed' : bill === undefined ? 'unknown' : 'counted';
  const isNew = await insertPayment(tx, {
    ...attempt,
    billId: bill?.id ?? null,
    status,
    day: Temporal.Instant.from(attempt.paidAt).toZonedDateTimeISO(tenant.timeZone).toPlainDate().toString(),
    source,
    receivedAt: at,
  });
  if (!isNew) {
    const known = await findPayment(tx, attempt.transactionNumber);
    const same = known?.billNumber === attempt.billNumber && known.amount === attempt.amount;
    if (!same) return 'contradicts';
    // A failure that is told again changes nothing; one that became a payment does.
    if (known.status !== 'failed' || status === 'failed') return 'known';
    await updatePayment(tx, attempt.transactionNumber, status, bill?.id ?? null);
  }
  if (status === 'unknown') return status;
  if (bill !== undefined && status === 'failed') {
    const { transactionNumber, amount, channel } = attempt;
    await bringUp(tx, context, bill, [{ kind: 'failed', at, amount, detail: { transactionNumber, channel } }]);
    return status;
  }
  if (bill === undefined) return status;
  await count(parts, tx, context, bill, attempt);
  const missed = await missingHere(tx, attempt.transactionNumber);
  if (missed !== undefined && missed.theirs === attempt.amount) {
    await settleDifference(tx, missed.id, { outcome: 'counted', reason: ARRIVED_LATER, by: null, at });
  }
  return 'counted';
}

/** Counts a payment that was kept for no bill, on the bill it was for. False where it is counted already. */
export async function assigned(
  parts: PaymentParts,
  tx: Tx,
  context: OperationContext,
  transactionNumber: string,
  bill: BillRow,
): Promise<boolean> {
  const locked = (await lockBill(tx, bill.id))!;
  const payment = await findPayment(tx, transactionNumber);
  if (payment?.status !== 'unknown' || payment.currency !== bill.currency) return false;
  await updatePayment(tx, transactionNumber, 'counted', bill.id);
  await count(parts, tx, context, locked, { ...payment, failed: false });
  return true;
}
