export const REFUND_STATES = [
  'proposed',
  'requested',
  'prepared',
  'approved',
  'sent',
  'confirmed',
  'failed',
  'rejected',
] as const;
export type RefundState = (typeof REFUND_STATES)[number];

export const REFUND_REASONS = ['over-paid', 'paid-twice', 'paid-late', 'withdrawn', 'refused', 'ended'] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];

export const REFUND_STEPS = ['request', 'prepare', 'approve', 'reject', 'send', 'confirm', 'fail'] as const;
export type RefundStep = (typeof REFUND_STEPS)[number];

/** What is decided about a refund follows from this alone. */
export interface RefundFacts {
  readonly state: RefundState;
  readonly preparedBy: string | null;
  readonly hasIban: boolean;
}
