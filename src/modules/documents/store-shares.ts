import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';

export interface ShareRow {
  readonly id: Id;
  readonly documentId: Id;
  readonly label: string;
  readonly sharedAt: string;
  readonly until: string;
  readonly opened: number;
  readonly openedAt: string | null;
}

const columns = sql`id, document_id as "documentId", label, to_json(shared_at) #>> '{}' as "sharedAt",
  to_json(until) #>> '{}' as until, opened, to_json(opened_at) #>> '{}' as "openedAt"`;

/** Links to a document that still open it, the newest first. */
export const findShares = (tx: Tx, documentId: Id, now: string): Promise<ShareRow[]> =>
  rows(
    tx,
    sql`select ${columns} from documents.share
        where tenant_id = platform.current_tenant() and document_id = ${documentId} and ended_at is null
          and until > ${now}::timestamptz
        order by shared_at desc, id desc`,
  );

export async function insertShare(
  tx: Tx,
  share: Pick<ShareRow, 'id' | 'documentId' | 'label' | 'sharedAt' | 'until'> & {
    readonly tokenHash: Uint8Array;
    readonly by: Id;
  },
): Promise<void> {
  await sql`insert into documents.share (id, document_id, token_hash, label, shared_by, shared_at, until)
            values (${share.id}, ${share.documentId}, ${share.tokenHash}, ${share.label}, ${share.by},
              ${share.sharedAt}::timestamptz, ${share.until}::timestamptz)`.execute(tx);
}

export const endShare = (tx: Tx, documentId: Id, id: Id, now: string): Promise<number> =>
  changedRows(
    tx,
    sql`update documents.share set ended_at = ${now}::timestamptz
        where tenant_id = platform.current_tenant() and document_id = ${documentId} and id = ${id} and ended_at is null`,
  );

/** The link of this token, if it still opens something. */
export const findShare = (tx: Tx, tokenHash: Uint8Array, now: string): Promise<ShareRow | undefined> =>
  findRow(
    tx,
    sql`select ${columns} from documents.share
        where tenant_id = platform.current_tenant() and token_hash = ${tokenHash} and ended_at is null
          and until > ${now}::timestamptz`,
  );

/** Counts that a link was opened, for its owner to see. */
export const countOpening = (tx: Tx, id: Id, now: string): Promise<number> =>
  changedRows(
    tx,
    sql`update documents.share set opened = opened + 1, opened_at = ${now}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id}`,
  );
