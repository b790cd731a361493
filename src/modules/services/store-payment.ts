import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx } from '#platform/db.ts';

export const keepPaymentNews = (tx: Tx, billId: Id, caseId: Id, at: string) =>
  sql`insert into services.payment_news (bill_id, case_id, at) values (${billId}, ${caseId}, ${at}::timestamptz)
      on conflict do nothing`.execute(tx);

/** Applications whose bill was paid and that did not go on yet, the oldest first. */
export const duePaymentNews = (tx: Tx, most: number): Promise<{ billId: Id; caseId: Id }[]> =>
  rows(
    tx,
    sql`select bill_id as "billId", case_id as "caseId" from services.payment_news
        where tenant_id = platform.current_tenant() order by at, bill_id limit ${most}`,
  );

export const dropPaymentNews = (tx: Tx, billId: Id) =>
  sql`delete from services.payment_news
      where tenant_id = platform.current_tenant() and bill_id = ${billId}`.execute(tx);
