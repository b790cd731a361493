import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { BillLine, BillState, CancelReason } from './model.ts';

export { BILL_STATES, BillLine, type BillState, type CancelReason, PaymentTerms, REFUND_STATES } from './model.ts';
export type { BillItem, BillPage, BillView, OwnBill, ReceiptView } from './operations-bill-views.ts';
export type { RefundPage, RefundView } from './operations-refund-view.ts';
export type { StatementPage, StatementView } from './operations-statements.ts';
export { totalsOf } from './rules.ts';

/** A bill changed its state. Payload: `BillChanged`. */
export const BILL_CHANGED = 'payments.bill-changed';

export interface BillChanged {
  readonly billId: Id;
  readonly number: string;
  readonly subjectType: string;
  readonly subjectId: Id;
  readonly before: BillState | null;
  readonly after: BillState;
}

export interface NewBill {
  readonly subjectType: string;
  readonly subjectId: Id;
  readonly subjectNumber: string;
  readonly payerId: Id;
  readonly title: Readonly<Record<string, string>>;
  readonly lines: readonly BillLine[];
  readonly currency: string;
  /** The last moment it can be paid in time. */
  readonly expiresAt: string;
}

/** A bill as a module above shows it beside what it is for. */
export interface BillSummary {
  readonly id: Id;
  readonly number: string;
  readonly state: BillState;
  readonly currency: string;
  readonly total: number;
  readonly received: number;
  readonly owed: number;
  /** Until when paying the whole still counts, also after it expired. */
  readonly reviveUntil: string;
  readonly paidAt: string | null;
  readonly receipt: string | null;
}

/** What other modules may ask of payments. Every call runs in the caller's transaction. */
export interface PaymentsApi {
  /**
   * Issues a bill; the biller is told after commit. A total of nothing is no bill: undefined.
   * @throws Problem payments.no-terms, payments.other-currency
   */
  issue(tx: Tx, context: OperationContext, bill: NewBill): Promise<BillSummary | undefined>;
  /** Ends the bills of a record that are not paid: none of them can be paid any more, and what came in is owed back. */
  cancelUnpaid(tx: Tx, context: OperationContext, subjectId: Id, reason: CancelReason): Promise<void>;
  /** Ends a bill whatever was paid on it; all of that is owed back. */
  release(tx: Tx, context: OperationContext, billId: Id, reason: CancelReason): Promise<void>;
  /** Marks the bills of a record that are past their time as expired. */
  expire(tx: Tx, context: OperationContext, subjectId: Id): Promise<void>;
  /** The bills of a record, the newest first. */
  billsOf(tx: Tx, context: OperationContext, subjectId: Id): Promise<BillSummary[]>;
}

/** A bill as the biller is told of it. Nothing that says who pays: the payer knows the number. */
export interface BillForBiller {
  readonly billerCode: string;
  readonly number: string;
  /** Smallest unit; a part may be paid. */
  readonly amount: number;
  readonly currency: string;
  /** Until when it may be paid. */
  readonly expiresAt: string;
  /** What it is for, as the bank shows it. */
  readonly title: Readonly<Record<string, string>>;
}

export interface RefundForBiller {
  readonly billerCode: string;
  /** Another for every try: the biller pays each reference once. */
  readonly reference: string;
  readonly billNumber: string;
  readonly amount: number;
  readonly currency: string;
  readonly iban: string;
}

/** How a request to the biller ended. `away`: it may be tried again; `refused`: it may not. */
export type Told<T = null> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'refused' | 'away'; readonly reason: string };

export interface RefundAnswer {
  readonly state: 'received' | 'paid' | 'failed';
  readonly reason: string | null;
}

/** The system bills are paid through, such as SADAD. Asked by jobs, never inside a transaction. */
export interface Biller {
  upload(tenant: Tenant, bill: BillForBiller): Promise<Told>;
  cancel(tenant: Tenant, bill: Pick<BillForBiller, 'billerCode' | 'number'>): Promise<Told>;
  refund(tenant: Tenant, refund: RefundForBiller): Promise<Told>;
  askRefund(tenant: Tenant, refund: Pick<RefundForBiller, 'billerCode' | 'reference'>): Promise<Told<RefundAnswer>>;
  /** The payments of a day (`2026-11-22`, in the tenant's zone) as comma-separated values. */
  statement(tenant: Tenant, billerCode: string, day: string): Promise<Told<string>>;
}
