import type { BillState } from '#modules/payments/api.ts';
import type { StatusMeaning } from '$ui/status-tag/status.ts';

/** The colour and icon of how a bill stands. */
export const meaningOfBill: Readonly<Record<BillState, StatusMeaning>> = {
  draft: 'working',
  issued: 'waiting',
  'part-paid': 'waiting',
  paid: 'done',
  'over-paid': 'done',
  expired: 'late',
  cancelled: 'closed',
};

export const meaningOfRefund = {
  proposed: 'waiting',
  requested: 'received',
  prepared: 'working',
  approved: 'working',
  sent: 'working',
  confirmed: 'done',
  failed: 'late',
  rejected: 'closed',
} as const satisfies Readonly<Record<string, StatusMeaning>>;

/** Whether a bill can still be paid in the ordinary way. */
export const isOpen = (state: BillState): boolean => state === 'draft' || state === 'issued' || state === 'part-paid';
