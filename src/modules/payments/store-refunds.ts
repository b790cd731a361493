import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { RefundReason, RefundState } from './model.ts';

export interface RefundRow {
  readonly id: Id;
  readonly number: string;
  readonly billId: Id;
  readonly payerId: Id;
  readonly amount: number;
  readonly currency: string;
  readonly reason: RefundReason;
  readonly origin: 'system' | 'applicant';
  readonly state: RefundState;
  readonly sealedIban: Uint8Array | null;
  readonly ibanEnd: string | null;
  readonly proposedAt: string;
  readonly requestedAt: string | null;
  readonly preparedBy: Id | null;
  readonly preparedAt: string | null;
  readonly decidedBy: Id | null;
  readonly decidedAt: string | null;
  readonly note: string | null;
  readonly sentAt: string | null;
  readonly endedAt: string | null;
  readonly failure: string | null;
  readonly attempts: number;
  readonly version: number;
}

const iso = (column: string) => `to_json(r.${column}) #>> '{}'`;
const REFUND = sql.raw(`r.id, r.number, r.bill_id as "billId", r.payer_id as "payerId", r.amount, r.currency, r.reason,
  r.origin, r.state, r.sealed_iban as "sealedIban", r.iban_end as "ibanEnd", ${iso('proposed_at')} as "proposedAt",
  ${iso('requested_at')} as "requestedAt", r.prepared_by as "preparedBy", ${iso('prepared_at')} as "preparedAt",
  r.decided_by as "decidedBy", ${iso('decided_at')} as "decidedAt", r.note, ${iso('sent_at')} as "sentAt",
  ${iso('ended_at')} as "endedAt", r.failure, r.attempts, r.version`);

export const insertRefund = (tx: Tx, refund: RefundRow) =>
  sql`insert into payments.refund (id, number, bill_id, payer_id, amount, currency, reason, origin, state, proposed_at)
      values (${refund.id}, ${refund.number}, ${refund.billId}, ${refund.payerId}, ${refund.amount}, ${refund.currency},
        ${refund.reason}, ${refund.origin}, ${refund.state}, ${refund.proposedAt}::timestamptz)`.execute(tx);

export const updateRefund = (tx: Tx, refund: RefundRow) =>
  sql`update payments.refund set state = ${refund.state}, sealed_iban = ${refund.sealedIban},
        iban_end = ${refund.ibanEnd}, requested_at = ${refund.requestedAt}::timestamptz,
        prepared_by = ${refund.preparedBy}, prepared_at = ${refund.preparedAt}::timestamptz,
        decided_by = ${refund.decidedBy}, decided_at = ${refund.decidedAt}::timestamptz, note = ${refund.note},
        sent_at = ${refund.sentAt}::timestamptz, ended_at = ${refund.endedAt}::timestamptz,
        failure = ${refund.failure}, attempts = ${refund.attempts}, version = version + 1
      where tenant_id = platform.current_tenant() and id = ${refund.id}`.execute(tx);

export const findRefund = (tx: Tx, id: Id): Promise<RefundRow | undefined> =>
  findRow(
    tx,
    sql`select ${REFUND} from payments.refund r where r.tenant_id = platform.current_tenant() and r.id = ${id}`,
  );

export const refundsOf = (tx: Tx, billId: Id): Promise<RefundRow[]> =>
  rows(
    tx,
    sql`select ${REFUND} from payments.refund r
        where r.tenant_id = platform.current_tenant() and r.bill_id = ${billId} order by r.id`,
  );

export interface ListedRefund extends RefundRow {
  readonly billNumber: string;
  readonly subjectNumber: string;
}

/** The newest first; one row more than `limit` says there are more. */
export const listRefunds = (
  tx: Tx,
  states: readonly RefundState[],
  before: Id | undefined,
  limit: number,
): Promise<ListedRefund[]> =>
  rows(
    tx,
    sql`select ${REFUND}, b.number as "billNumber", b.subject_number as "subjectNumber"
        from payments.refund r
        join payments.bill b on b.tenant_id = r.tenant_id and b.id = r.bill_id
        where r.tenant_id = platform.current_tenant()
          ${states.length === 0 ? sql`` : sql`and r.state = any(${[...states]}::text[])`}
          ${before === undefined ? sql`` : sql`and r.id < ${before}`}
        order by r.id desc limit ${limit + 1}`,
  );

export const refundTotals = (tx: Tx): Promise<{ state: RefundState; count: number; amount: number }[]> =>
  rows(
    tx,
    sql`select state, count(*) as count, sum(amount)::bigint as amount from payments.refund
        where tenant_id = platform.current_tenant() group by state`,
  );

/** Takes the account number away for good, once nobody needs it. */
export const forgetIbansOf = (tx: Tx, payerId: Id) =>
  sql`update payments.refund set sealed_iban = null, iban_end = null
      where tenant_id = platform.current_tenant() and payer_id = ${payerId} and sealed_iban is not null`.execute(tx);
