import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { CaseType } from './model.ts';

export const findType = (tx: Tx, id: string, version: number): Promise<{ document: CaseType } | undefined> =>
  findRow<{ document: CaseType }>(
    tx,
    sql`select document from cases.case_type
        where tenant_id = platform.current_tenant() and id = ${id} and version = ${version}`,
  );

export interface PublishedVersion {
  readonly id: string;
  readonly version: number;
  readonly digest: Buffer;
}

/** The newest version of each case type, or of the one named. */
export const newestVersions = (tx: Tx, id?: string): Promise<PublishedVersion[]> =>
  rows<PublishedVersion>(
    tx,
    sql`select distinct on (id) id, version, digest from cases.case_type
        where tenant_id = platform.current_tenant() and (${id ?? null}::text is null or id = ${id ?? null})
        order by id, version desc`,
  );

export async function insertType(tx: Tx, type: CaseType, digest: Uint8Array, at: string): Promise<void> {
  await sql`insert into cases.case_type (id, version, document, digest, published_at)
            values (${type.id}, ${type.version}, ${JSON.stringify(type)}::jsonb, ${digest}, ${at}::timestamptz)`.execute(
    tx,
  );
}
