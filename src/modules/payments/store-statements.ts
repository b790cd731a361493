import type { Id } from '#kernel/id.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { Booked, DifferenceKind, Outcome } from './model.ts';

export interface StatementRow {
  readonly id: Id;
  readonly day: string;
  readonly source: 'biller' | 'hand';
  readonly lines: number;
  readonly matched: number;
  readonly theirTotal: number;
  readonly ourTotal: number;
  readonly importedBy: Id | null;
  readonly importedAt: string;
}

const STATEMENT = `s.id, to_char(s.day, 'YYYY-MM-DD') as day, s.source, s.lines, s.matched,
  s.their_total as "theirTotal", s.our_total as "ourTotal", s.imported_by as "importedBy",
  to_json(s.imported_at) #>> '{}' as "importedAt"`;

/** What was paid on a day, as we have it. What was refused or failed is no money. */
export const bookedOn = (tx: Tx, day: string): Promise<Booked[]> =>
  rows(
    tx,
    sql`select transaction_number as "transactionNumber", bill_number as "billNumber", amount,
          to_json(paid_at) #>> '{}' as "paidAt", status = 'counted' as known
        from payments.payment
        where tenant_id = platform.current_tenant() and day = ${day}::date and status in ('counted', 'unknown')`,
  );

export const insertStatement = (
  tx: Tx,
  statement: StatementRow & { readonly digest: Uint8Array; readonly body: string },
) =>
  sql`insert into payments.statement (id, day, digest, body, source, lines, matched, their_total, our_total, imported_by,
        imported_at)
      values (${statement.id}, ${statement.day}::date, ${statement.digest}, ${statement.body}, ${statement.source},
        ${statement.lines}, ${statement.matched}, ${statement.theirTotal}, ${statement.ourTotal},
        ${statement.importedBy}, ${statement.importedAt}::timestamptz)`.execute(tx);

/** The newest account of a day. */
export const newestStatement = (tx: Tx, day: string): Promise<{ id: Id; digest: Uint8Array } | undefined> =>
  findRow(
    tx,
    sql`select id, digest from payments.statement
        where tenant_id = platform.current_tenant() and day = ${day}::date order by id desc limit 1`,
  );

/** Days since `from` whose account was read after they had ended in `timeZone`: what was read earlier may lack payments. */
export const daysWithStatement = async (tx: Tx, from: string, timeZone: string): Promise<string[]> =>
  (
    await rows<{ day: string }>(
      tx,
      sql`select distinct to_char(day, 'YYYY-MM-DD') as day from payments.statement
          where tenant_id = platform.current_tenant() and day >= ${from}::date
            and imported_at >= (day + 1)::timestamp at time zone ${timeZone}`,
    )
  ).map(({ day }) => day);

export interface ListedStatement extends StatementRow {
  readonly differences: number;
  readonly open: number;
}

const COUNTS = `(select count(*) from payments.difference d where d.tenant_id = s.tenant_id and d.statement_id = s.id)
    as differences,
  (select count(*) from payments.difference d where d.tenant_id = s.tenant_id and d.statement_id = s.id
    and d.state = 'open') as open`;

/** The newest first; one row more than `limit` says that there is a next page. */
export const listStatements = (tx: Tx, before: Id | undefined, limit: number): Promise<ListedStatement[]> =>
  rows(
    tx,
    sql`select ${sql.raw(STATEMENT)}, ${sql.raw(COUNTS)} from payments.statement s
        where s.tenant_id = platform.current_tenant() ${before === undefined ? sql`` : sql`and s.id < ${before}`}
        order by s.id desc limit ${limit + 1}`,
  );

export const findStatement = (tx: Tx, id: Id): Promise<ListedStatement | undefined> =>
  findRow(
    tx,
    sql`select ${sql.raw(STATEMENT)}, ${sql.raw(COUNTS)} from payments.statement s
        where s.tenant_id = platform.current_tenant() and s.id = ${id}`,
  );

export interface DifferenceRow {
  readonly id: Id;
  readonly statementId: Id;
  readonly day: string;
  readonly kind: DifferenceKind;
  readonly transactionNumber: string;
  readonly billNumber: string;
  readonly ours: number | null;
  readonly theirs: number | null;
  readonly paidAt: string | null;
  readonly state: 'open' | 'settled' | 'superseded';
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  readonly settledBy: Id | null;
  readonly settledAt: string | null;
}

const DIFFERENCE = sql.raw(`id, statement_id as "statementId", to_char(day, 'YYYY-MM-DD') as day, kind,
  transaction_number as "transactionNumber", bill_number as "billNumber", ours, theirs,
  to_json(paid_at) #>> '{}' as "paidAt", state, outcome, reason, settled_by as "settledBy",
  to_json(settled_at) #>> '{}' as "settledAt"`);

export const insertDifferences = (tx: Tx, differences: readonly DifferenceRow[]) =>
  sql`insert into payments.difference (id, statement_id, day, kind, transaction_number, bill_number, ours, theirs, paid_at,
        state, outcome, reason, settled_by, settled_at)
      select id, "statementId", day, kind, "transactionNumber", "billNumber", ours, theirs, "paidAt", state, outcome,
        reason, "settledBy", "settledAt"
      from jsonb_to_recordset(${JSON.stringify(differences)}::jsonb)
        as d (id uuid, "statementId" uuid, day date, kind text, "transactionNumber" text, "billNumber" text, ours bigint,
              theirs bigint, "paidAt" timestamptz, state text, outcome text, reason text, "settledBy" uuid,
              "settledAt" timestamptz)`.execute(tx);

export const differencesOf = (tx: Tx, statementId: Id): Promise<DifferenceRow[]> =>
  rows(
    tx,
    sql`select ${DIFFERENCE} from payments.difference
        where tenant_id = platform.current_tenant() and statement_id = ${statementId} order by id limit 2000`,
  );

export const lockDifference = (tx: Tx, id: Id): Promise<DifferenceRow | undefined> =>
  findRow(
    tx,
    sql`select ${DIFFERENCE} from payments.difference
        where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

export const settleDifference = (
  tx: Tx,
  id: Id,
  settled: { readonly outcome: Outcome; readonly reason: string; readonly by: Id | null; readonly at: string },
) =>
  sql`update payments.difference set state = 'settled', outcome = ${settled.outcome}, reason = ${settled.reason},
        settled_by = ${settled.by}, settled_at = ${settled.at}::timestamptz
      where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);

/** Reasons that were given for the differences of a day, by kind and transaction: a later account need not ask again. */
export const settledOn = (tx: Tx, day: string): Promise<DifferenceRow[]> =>
  rows(
    tx,
    sql`select ${DIFFERENCE} from payments.difference
        where tenant_id = platform.current_tenant() and day = ${day}::date and state = 'settled'`,
  );

/** Open differences of earlier accounts of a day end with a later one. */
export const supersede = (tx: Tx, day: string) =>
  sql`update payments.difference set state = 'superseded'
      where tenant_id = platform.current_tenant() and day = ${day}::date and state = 'open'`.execute(tx);

/** The open difference about a payment that we did not have. */
export const missingHere = (tx: Tx, transactionNumber: string): Promise<DifferenceRow | undefined> =>
  findRow(
    tx,
    sql`select ${DIFFERENCE} from payments.difference
        where tenant_id = platform.current_tenant() and transaction_number = ${transactionNumber}
          and kind = 'missing-here' and state = 'open' for update`,
  );
