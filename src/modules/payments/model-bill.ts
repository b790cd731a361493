import { z } from 'zod';

export const BILL_STATES = ['draft', 'issued', 'part-paid', 'paid', 'over-paid', 'expired', 'cancelled'] as const;
export type BillState = (typeof BILL_STATES)[number];

/** Those that still can be paid in time. */
export const OPEN_BILLS: readonly BillState[] = ['draft', 'issued', 'part-paid'];

/** One line of a bill; amounts in the smallest unit, without and of VAT. */
export const BillLine = z.object({
  key: z.string(),
  title: z.record(z.string(), z.string()),
  reason: z.record(z.string(), z.string()).nullable(),
  amount: z.int(),
  /** null: outside VAT. Hundredths of a percent. */
  vat: z.object({ basisPoints: z.int(), amount: z.int() }).nullable(),
});
export type BillLine = z.infer<typeof BillLine>;

/** What the state of a bill follows from, beside its payments. */
export interface BillFacts {
  readonly total: number;
  readonly expiresAt: string;
  /** A payment made until then still counts, if all that is owed is paid by then. */
  readonly reviveUntil: string;
  /** The biller has it, so that it can be paid. */
  readonly known: boolean;
  /** It was found unpaid after its time. */
  readonly expired: boolean;
  readonly cancelled: boolean;
}

/** A payment that arrived; failed attempts are none. */
export interface CountedPayment {
  readonly amount: number;
  /** When the payer paid, by the biller's clock. */
  readonly paidAt: string;
}

/** How a bill stands; amounts in the smallest unit. */
export interface Standing {
  readonly state: BillState;
  /** All that was ever paid on it, and what of it was paid while it could be. */
  readonly received: number;
  readonly inTime: number;
  /** What the municipality keeps of it. */
  readonly kept: number;
  /** What is left to pay; 0 where it cannot be paid any more. */
  readonly owed: number;
  /** What has to be given back. */
  readonly refundable: number;
}

export const ENTRY_KINDS = [
  'issued',
  'known',
  'paid',
  'failed',
  'expired',
  'revived',
  'cancelled',
  'refund-proposed',
  'refund-requested',
  'refund-prepared',
  'refund-approved',
  'refund-rejected',
  'refund-sent',
  'refund-confirmed',
  'refund-failed',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Why a bill is no longer to be paid. */
export const CANCEL_REASONS = ['withdrawn', 'refused', 'ended', 'not-taken'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];
