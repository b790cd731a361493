import type {
  CancelReason,
  CountedPayment,
  RefundFacts,
  RefundReason,
  RefundState,
  RefundStep,
  Standing,
} from './model.ts';

/** From where each step leads where. */
const STEPS: Readonly<Record<RefundStep, { readonly from: readonly RefundState[]; readonly to: RefundState }>> = {
  request: { from: ['proposed', 'failed'], to: 'requested' },
  prepare: { from: ['requested', 'failed'], to: 'prepared' },
  approve: { from: ['prepared'], to: 'approved' },
  reject: { from: ['proposed', 'requested', 'prepared', 'failed'], to: 'rejected' },
  send: { from: ['approved'], to: 'sent' },
  confirm: { from: ['sent', 'approved'], to: 'confirmed' },
  fail: { from: ['sent', 'approved'], to: 'failed' },
};

export type StepRefused = 'not-in-this-state' | 'four-eyes' | 'iban-missing';

/**
 * Where a step leads, or why it may not be taken. Who prepared a refund never approves it; money is sent only to an
 * account that was given.
 */
export function afterStep(
  refund: RefundFacts,
  step: RefundStep,
  by: string | null,
): { readonly state: RefundState } | { readonly refused: StepRefused } {
  const { from, to } = STEPS[step];
  if (!from.includes(refund.state)) return { refused: 'not-in-this-state' };
  if ((step === 'prepare' || step === 'approve') && !refund.hasIban) return { refused: 'iban-missing' };
  if (step === 'approve' && (by === null || by === refund.preparedBy)) return { refused: 'four-eyes' };
  return { state: to };
}

export const mayStep = (refund: RefundFacts, step: RefundStep, by: string | null): boolean =>
  'state' in afterStep(refund, step, by);

/** Why money is owed back. `paid-twice`: some payment alone was the whole amount again. */
export function refundReason(
  bill: { readonly total: number },
  standing: Pick<Standing, 'state'>,
  payments: readonly CountedPayment[],
  cancelReason: CancelReason | null,
): RefundReason {
  if (standing.state === 'expired') return 'paid-late';
  if (standing.state === 'cancelled') {
    return cancelReason === 'not-taken' ? 'paid-late' : (cancelReason ?? 'ended');
  }
  return payments.filter(({ amount }) => amount >= bill.total).length > 1 ? 'paid-twice' : 'over-paid';
}

/** What is owed back and in none of these refunds yet; smallest unit. */
export const refundDue = (refundable: number, refunds: readonly { readonly amount: number }[]): number =>
  Math.max(0, refundable - refunds.reduce((sum, { amount }) => sum + amount, 0));
