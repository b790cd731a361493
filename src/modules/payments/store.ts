import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import type { BillLine, BillState, CancelReason, CountedPayment, EntryKind, PaymentTerms } from './model.ts';

export interface BillRow {
  readonly id: Id;
  readonly number: string;
  readonly subjectType: string;
  readonly subjectId: Id;
  readonly subjectNumber: string;
  readonly payerId: Id;
  readonly title: Readonly<Record<string, string>>;
  readonly lines: readonly BillLine[];
  readonly currency: string;
  readonly total: number;
  readonly vat: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly reviveUntil: string;
  readonly knownAt: string | null;
  readonly expiredAt: string | null;
  readonly cancelledAt: string | null;
  readonly cancelReason: CancelReason | null;
  readonly received: number;
  readonly inTime: number;
  readonly state: BillState;
  readonly paidAt: string | null;
  readonly version: number;
}

const iso = (column: string) => `to_json(${column}) #>> '{}'`;
const BILL = sql.raw(`id, number, subject_type as "subjectType", subject_id as "subjectId",
  subject_number as "subjectNumber", payer_id as "payerId", title, lines, currency, total, vat,
  ${iso('issued_at')} as "issuedAt", ${iso('expires_at')} as "expiresAt", ${iso('revive_until')} as "reviveUntil",
  ${iso('known_at')} as "knownAt", ${iso('expired_at')} as "expiredAt", ${iso('cancelled_at')} as "cancelledAt",
  cancel_reason as "cancelReason", received, in_time as "inTime", state, ${iso('paid_at')} as "paidAt", version`);

export const newestTerms = (tx: Tx): Promise<{ version: number; document: PaymentTerms } | undefined> =>
  findRow(
    tx,
    sql`select version, document from payments.terms where tenant_id = platform.current_tenant()
        order by version desc limit 1`,
  );

export const insertTerms = (tx: Tx, version: number, document: PaymentTerms, at: string) =>
  sql`insert into payments.terms (version, document, at)
      values (${version}, ${JSON.stringify(document)}::jsonb, ${at}::timestamptz)`.execute(tx);

/** The next number of a kind in a year; whoever else takes one waits until this transaction ends, so that none is lost. */
export const takeNumber = async (tx: Tx, kind: 'bill' | 'receipt' | 'refund', year: number): Promise<number> =>
  (
    await getRow<{ value: number }>(
      tx,
      sql`insert into payments.counter as c (kind, year, value) values (${kind}, ${year}, 1)
          on conflict (tenant_id, kind, year) do update set value = c.value + 1 returning value`,
    )
  ).value;

export const insertBill = (tx: Tx, bill: BillRow) =>
  sql`insert into payments.bill (id, number, subject_type, subject_id, subject_number, payer_id, title, lines, currency,
        total, vat, issued_at, expires_at, revive_until, state)
      values (${bill.id}, ${bill.number}, ${bill.subjectType}, ${bill.subjectId}, ${bill.subjectNumber}, ${bill.payerId},
        ${JSON.stringify(bill.title)}::jsonb, ${JSON.stringify(bill.lines)}::jsonb, ${bill.currency}, ${bill.total},
        ${bill.vat}, ${bill.issuedAt}::timestamptz, ${bill.expiresAt}::timestamptz, ${bill.reviveUntil}::timestamptz,
        ${bill.state})`.execute(tx);

export const findBill = (tx: Tx, id: Id): Promise<BillRow | undefined> =>
  findRow(tx, sql`select ${BILL} from payments.bill where tenant_id = platform.current_tenant() and id = ${id}`);

/** Reads a bill to change it: until the transaction ends nobody else does. */
export const lockBill = (tx: Tx, id: Id): Promise<BillRow | undefined> =>
  findRow(
    tx,
    sql`select ${BILL} from payments.bill where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

export const findBillByNumber = (tx: Tx, number: string): Promise<BillRow | undefined> =>
  findRow(
    tx,
    sql`select ${BILL} from payments.bill where tenant_id = platform.current_tenant() and number = ${number}`,
  );

/** Bills of a record, the newest first. */
export const billsOf = (tx: Tx, subjectId: Id): Promise<BillRow[]> =>
  rows(
    tx,
    sql`select ${BILL} from payments.bill where tenant_id = platform.current_tenant() and subject_id = ${subjectId}
        order by id desc limit 20`,
  );

export interface NewEntry {
  readonly kind: EntryKind;
  readonly at: string;
  readonly amount?: number | null;
  readonly actorId?: Id | null;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Writes how a bill stands now, and what happened to it, in one statement. */
export const writeBill = (tx: Tx, bill: BillRow, entries: readonly NewEntry[]) =>
  sql`with changed as (
        update payments.bill set known_at = ${bill.knownAt}::timestamptz, expired_at = ${bill.expiredAt}::timestamptz,
          cancelled_at = ${bill.cancelledAt}::timestamptz, cancel_reason = ${bill.cancelReason},
          received = ${bill.received}, in_time = ${bill.inTime}, state = ${bill.state},
          paid_at = ${bill.paidAt}::timestamptz, version = ${bill.version + entries.length}
        where tenant_id = platform.current_tenant() and id = ${bill.id})
      insert into payments.entry (bill_id, seq, at, kind, amount, actor_id, detail)
      select ${bill.id}::uuid, ${bill.version}::int + place, at, kind, amount, "actorId", coalesce(detail, '{}')
      from rows from (jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
        as (kind text, at timestamptz, amount bigint, "actorId" uuid, detail jsonb))
        with ordinality as e (kind, at, amount, "actorId", detail, place)`.execute(tx);

export interface EntryRow {
  readonly seq: number;
  readonly at: string;
  readonly kind: EntryKind;
  readonly amount: number | null;
  readonly actorId: Id | null;
  readonly detail: Readonly<Record<string, string>>;
}

export const entriesOf = (tx: Tx, billId: Id): Promise<EntryRow[]> =>
  rows(
    tx,
    sql`select seq, ${sql.raw(iso('at'))} as at, kind, amount, actor_id as "actorId", detail from payments.entry
        where tenant_id = platform.current_tenant() and bill_id = ${billId} order by seq desc limit 500`,
  );

export interface BillFilter {
  readonly states: readonly BillState[];
  /** The bill's number, or that of what is paid for. */
  readonly number: string | undefined;
  readonly before: Id | undefined;
}

/** The newest first; one row more than `limit` says that there is a next page. */
export const listBills = (tx: Tx, { states, number, before }: BillFilter, limit: number): Promise<BillRow[]> =>
  rows(
    tx,
    sql`select ${BILL} from payments.bill where tenant_id = platform.current_tenant()
          ${states.length === 0 ? sql`` : sql`and state = any(${[...states]}::text[])`}
          ${number === undefined ? sql`` : sql`and (number = ${number} or subject_number = ${number})`}
          ${before === undefined ? sql`` : sql`and id < ${before}`}
        order by id desc limit ${limit + 1}`,
  );

export const listBillsOfPayer = (tx: Tx, payerId: Id, limit: number): Promise<BillRow[]> =>
  rows(
    tx,
    sql`select ${BILL} from payments.bill where tenant_id = platform.current_tenant() and payer_id = ${payerId}
        order by id desc limit ${limit}`,
  );

/** Bills by state: how many, what is owed on them and what came in. */
export const billTotals = (tx: Tx): Promise<{ state: BillState; count: number; total: number; received: number }[]> =>
  rows(
    tx,
    sql`select state, count(*) as count, sum(total)::bigint as total, sum(received)::bigint as received
        from payments.bill where tenant_id = platform.current_tenant() group by state`,
  );

/** Open bills whose time is over. */
export const expiringBills = (tx: Tx, now: string, most: number): Promise<{ id: Id }[]> =>
  rows(
    tx,
    sql`select id from payments.bill where tenant_id = platform.current_tenant()
          and state in ('draft', 'issued', 'part-paid') and expires_at <= ${now}::timestamptz
        order by expires_at limit ${most}`,
  );

/** Expired bills with money on them that no longer can revive, and no refund for it. */
export const stuckBills = (tx: Tx, now: string, most: number): Promise<{ id: Id }[]> =>
  rows(
    tx,
    sql`select b.id from payments.bill b where b.tenant_id = platform.current_tenant()
          and b.state = 'expired' and b.received > 0 and b.revive_until < ${now}::timestamptz
          and b.received > (select coalesce(sum(r.amount), 0) from payments.refund r
                            where r.tenant_id = b.tenant_id and r.bill_id = b.id)
        order by b.revive_until limit ${most}`,
  );

export interface PaymentRow extends CountedPayment {
  readonly transactionNumber: string;
  readonly billId: Id | null;
  readonly billNumber: string;
  readonly currency: string;
  readonly status: string;
  readonly channel: string;
  readonly source: string;
  readonly receivedAt: string;
}

const PAYMENT = sql.raw(`transaction_number as "transactionNumber", bill_id as "billId", bill_number as "billNumber",
  amount, currency, status, ${iso('paid_at')} as "paidAt", channel, source, ${iso('received_at')} as "receivedAt"`);

/** Every attempt to pay a bill, in the order they were told: the first that counts is what the bill was paid with. */
export const paymentsOf = (tx: Tx, billId: Id): Promise<PaymentRow[]> =>
  rows(
    tx,
    sql`select ${PAYMENT} from payments.payment where tenant_id = platform.current_tenant() and bill_id = ${billId}
        order by received_at, transaction_number`,
  );

export const findPayment = (tx: Tx, transactionNumber: string): Promise<PaymentRow | undefined> =>
  findRow(
    tx,
    sql`select ${PAYMENT} from payments.payment
        where tenant_id = platform.current_tenant() and transaction_number = ${transactionNumber} for update`,
  );

/**
 * False where a payment of this number is known already. The bill is locked: whoever waited for it is told later than
 * whoever held it, whenever the two calls began.
 */
export const insertPayment = async (tx: Tx, payment: PaymentRow & { readonly day: string }): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`insert into payments.payment (transaction_number, bill_id, bill_number, amount, currency, status, paid_at, day,
          channel, source, received_at)
        values (${payment.transactionNumber}, ${payment.billId}, ${payment.billNumber}, ${payment.amount},
          ${payment.currency}, ${payment.status}, ${payment.paidAt}::timestamptz, ${payment.day}::date,
          ${payment.channel}, ${payment.source},
          greatest(${payment.receivedAt}::timestamptz,
                   (select max(received_at) + interval '1 millisecond' from payments.payment
                    where tenant_id = platform.current_tenant() and bill_id = ${payment.billId}::uuid)))
        on conflict do nothing`,
  )) === 1;

export const updatePayment = (tx: Tx, transactionNumber: string, status: string, billId: Id | null) =>
  sql`update payments.payment set status = ${status}, bill_id = ${billId}
      where tenant_id = platform.current_tenant() and transaction_number = ${transactionNumber}`.execute(tx);

/** Keeps a notice as it arrived; false where these very bytes are kept already. */
export const insertNotice = async (
  tx: Tx,
  notice: { id: Id; transactionNumber: string; digest: Uint8Array; body: string; receivedAt: string },
): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`insert into payments.notice (id, transaction_number, digest, body, received_at)
        values (${notice.id}, ${notice.transactionNumber}, ${notice.digest}, ${notice.body},
          ${notice.receivedAt}::timestamptz)
        on conflict do nothing`,
  )) === 1;

export const findNotice = (tx: Tx, id: Id): Promise<{ body: string } | undefined> =>
  findRow(tx, sql`select body from payments.notice where tenant_id = platform.current_tenant() and id = ${id}`);

export interface ReceiptRow {
  readonly number: string;
  readonly billId: Id;
  readonly transactionNumber: string;
  readonly amount: number;
  readonly covered: number;
  readonly vat: number;
  readonly currency: string;
  readonly paidAt: string;
  readonly issuedAt: string;
  readonly seller: PaymentTerms['seller'];
  readonly qr: string | null;
}

const RECEIPT = sql.raw(`number, bill_id as "billId", transaction_number as "transactionNumber", amount, covered, vat,
  currency, ${iso('paid_at')} as "paidAt", ${iso('issued_at')} as "issuedAt", seller, qr`);

export const insertReceipt = (tx: Tx, receipt: ReceiptRow) =>
  sql`insert into payments.receipt (number, bill_id, transaction_number, amount, covered, vat, currency, paid_at,
        issued_at, seller, qr)
      values (${receipt.number}, ${receipt.billId}, ${receipt.transactionNumber}, ${receipt.amount}, ${receipt.covered},
        ${receipt.vat}, ${receipt.currency}, ${receipt.paidAt}::timestamptz, ${receipt.issuedAt}::timestamptz,
        ${JSON.stringify(receipt.seller)}::jsonb, ${receipt.qr})`.execute(tx);

export const receiptsOf = (tx: Tx, billId: Id): Promise<ReceiptRow[]> =>
  rows(
    tx,
    sql`select ${RECEIPT} from payments.receipt where tenant_id = platform.current_tenant() and bill_id = ${billId}
        order by number`,
  );

export const findReceipt = (tx: Tx, number: string): Promise<ReceiptRow | undefined> =>
  findRow(
    tx,
    sql`select ${RECEIPT} from payments.receipt where tenant_id = platform.current_tenant() and number = ${number}`,
  );
