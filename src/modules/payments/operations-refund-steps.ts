import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { RefundStep } from './model.ts';
import { bringUp } from './operations-account.ts';
import { paymentProblems } from './problems.ts';
import { afterStep } from './rules.ts';
import { type BillRow, lockBill, type NewEntry } from './store.ts';
import * as store from './store-refunds.ts';

/** Under which name an account number is sealed. */
export const SEALED_IBAN = 'payments-refund-iban';

export const factsOf = ({ state, preparedBy, sealedIban }: store.RefundRow) => ({
  state,
  preparedBy,
  hasIban: sealedIban !== null,
});

/** A refund to change, with its bill locked first. @throws Problem payments.refund-not-found */
export async function holdRefund(tx: Tx, id: Id): Promise<{ refund: store.RefundRow; bill: BillRow }> {
  const found = await store.findRefund(tx, id);
  const bill = found && (await lockBill(tx, found.billId));
  const refund = bill && (await store.findRefund(tx, id));
  if (refund === undefined || bill === undefined) throw paymentProblems['refund-not-found']();
  return { refund, bill };
}

/** Takes a step on a refund. @throws Problem payments.not-in-this-state, payments.four-eyes, payments.iban-missing */
export async function stepRefund(
  tx: Tx,
  context: OperationContext,
  { refund, bill }: { refund: store.RefundRow; bill: BillRow },
  step: RefundStep,
  change: Partial<store.RefundRow> = {},
): Promise<store.RefundRow> {
  const { actor, now } = context;
  const after = afterStep(factsOf({ ...refund, ...change, preparedBy: refund.preparedBy }), step, actor.partyId);
  if ('refused' in after) throw paymentProblems[after.refused]();
  const next = { ...refund, ...change, state: after.state };
  await store.updateRefund(tx, next);
  const kinds = {
    request: 'refund-requested',
    prepare: 'refund-prepared',
    approve: 'refund-approved',
    reject: 'refund-rejected',
    send: 'refund-sent',
    confirm: 'refund-confirmed',
    fail: 'refund-failed',
  } as const;
  const entry: NewEntry = {
    kind: kinds[step],
    at: now.toString(),
    amount: refund.amount,
    actorId: actor.partyId,
    detail: { number: refund.number, ...(next.failure ? { failure: next.failure } : {}) },
  };
  await bringUp(tx, context, bill, [entry]);
  context.about({ type: 'refund', id: refund.id, number: refund.number });
  return next;
}
