import { z } from 'zod';

/** Amounts travel as decimal text of the main unit, as banks write them: `60.00`. */
const Decimal = z.string().regex(/^\d{1,12}\.\d{2}$/);
const TransactionNumber = z.string().regex(/^[A-Z0-9-]{6,40}$/);

/** What the biller says of one attempt to pay. Members it may add later are let by. */
export const PaymentNotice = z.object({
  transactionNumber: TransactionNumber,
  billerCode: z.string().regex(/^\d{3}$/),
  billNumber: z.string().regex(/^\d{6,20}$/),
  amount: Decimal,
  currency: z.string().regex(/^[A-Z]{3}$/),
  status: z.enum(['PAID', 'FAILED']),
  paidAt: z.iso.datetime({ offset: true }),
  channel: z.string().min(1).max(40),
});
export type PaymentNotice = z.infer<typeof PaymentNotice>;

/** A line of the biller's account of a day. */
export const StatementLine = PaymentNotice.pick({
  transactionNumber: true,
  billNumber: true,
  amount: true,
  currency: true,
  paidAt: true,
  channel: true,
});
export type StatementLine = z.infer<typeof StatementLine>;

/** An attempt to pay in our terms. */
export interface Attempt {
  readonly transactionNumber: string;
  readonly billNumber: string;
  /** Smallest unit. */
  readonly amount: number;
  readonly currency: string;
  readonly failed: boolean;
  readonly paidAt: string;
  readonly channel: string;
}
