import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx } from '#platform/db.ts';
import type { ReportCatalogue, ReportCategory } from './model.ts';

export interface NewCatalogue {
  readonly version: number;
  readonly document: ReportCatalogue;
  readonly digest: Uint8Array;
  readonly at: string;
  /** Null: the tenant's file. */
  readonly by: Id | null;
  readonly note: string | null;
}

/** What a version changed of a category; `before` null for a new one, `after` null for one taken away. */
export interface CategoryChange {
  readonly code: string;
  readonly before: ReportCategory | null;
  readonly after: ReportCategory | null;
}

/** Writes a version of the catalogue with what it changed, in one statement. */
export async function insertCatalogue(
  tx: Tx,
  { version, document, digest, at, by, note }: NewCatalogue,
  changes: readonly CategoryChange[],
): Promise<void> {
  await sql`
    with version as (
      insert into reports.catalogue (version, document, digest, published_at, published_by, note)
      values (${version}, ${JSON.stringify(document)}::jsonb, ${digest}, ${at}::timestamptz, ${by}, ${note}))
    insert into reports.category_change (code, version, before, after)
    select code, ${version}, nullif(before, 'null'), nullif(after, 'null')
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c (code text, before jsonb, after jsonb)`.execute(tx);
}

/** Digest of the newest version that came from the tenant's file. */
export const newestFileDigest = async (tx: Tx): Promise<Uint8Array | undefined> =>
  (
    await rows<{ digest: Uint8Array }>(
      tx,
      sql`select digest from reports.catalogue
          where tenant_id = platform.current_tenant() and published_by is null order by version desc limit 1`,
    )
  )[0]?.digest;

export interface StoredChange extends CategoryChange {
  readonly version: number;
  readonly at: string;
  readonly by: Id | null;
  readonly note: string | null;
}

/** Changes of one category, or of all, before version `before`, the newest first. */
export const listCategoryChanges = (
  tx: Tx,
  code: string | null,
  before: number | null,
  limit: number,
): Promise<StoredChange[]> =>
  rows<StoredChange>(
    tx,
    sql`select c.code, c.before, c.after, c.version, to_json(k.published_at) #>> '{}' as at, k.published_by as by, k.note
        from reports.category_change c
        join reports.catalogue k on k.tenant_id = c.tenant_id and k.version = c.version
        where c.tenant_id = platform.current_tenant() and (${code}::text is null or c.code = ${code}::text)
          and (${before}::integer is null or c.version < ${before}::integer)
        order by c.version desc, c.code limit ${limit}`,
  );
