import type { Id } from '#kernel/id.ts';
import { changedRows, rows, sql, type Tx } from '#platform/db.ts';

/** Notes which licence an application renews; false where another application does already. */
export const insertRenewal = async (
  tx: Tx,
  renewal: { readonly caseId: Id; readonly caseNumber: string; readonly documentId: Id; readonly at: string },
): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`insert into services.renewal (case_id, case_number, document_id, sent_at)
        values (${renewal.caseId}, ${renewal.caseNumber}, ${renewal.documentId}, ${renewal.at}::timestamptz)
        on conflict (tenant_id, document_id) where ended_at is null do nothing`,
  )) > 0;

/** The applications that renew some licences now, by the licence. */
export const openRenewals = async (
  tx: Tx,
  documentIds: readonly Id[],
): Promise<ReadonlyMap<Id, { readonly caseId: Id; readonly caseNumber: string }>> =>
  new Map(
    (
      await rows<{ documentId: Id; caseId: Id; caseNumber: string }>(
        tx,
        sql`select document_id as "documentId", case_id as "caseId", case_number as "caseNumber"
            from services.renewal
            where tenant_id = platform.current_tenant() and document_id = any(${[...documentIds]}::uuid[])
              and ended_at is null`,
      )
    ).map(({ documentId, ...one }) => [documentId, one]),
  );

/** The licence an application renews. */
export const renewedBy = async (tx: Tx, caseId: Id): Promise<Id | undefined> =>
  (
    await rows<{ documentId: Id }>(
      tx,
      sql`select document_id as "documentId" from services.renewal
          where tenant_id = platform.current_tenant() and case_id = ${caseId}`,
    )
  )[0]?.documentId;

/** Notes that the application is over, and that the licence may be renewed by another. */
export const endRenewal = (tx: Tx, caseId: Id, at: string): Promise<number> =>
  changedRows(
    tx,
    sql`update services.renewal set ended_at = ${at}::timestamptz
        where tenant_id = platform.current_tenant() and case_id = ${caseId} and ended_at is null`,
  );
