import type { RawBuilder } from 'kysely';
import type { Id } from '#kernel/id.ts';
import { arrayOf, changedRows, rows, sql, type Tx, tableOf } from '#platform/db.ts';

export interface NewSubmission {
  readonly caseId: Id;
  readonly number: string;
  readonly at: string;
  /** Hexadecimal. */
  readonly origin: string;
  readonly cell: string | null;
  readonly bands: readonly string[];
  readonly urgent: boolean;
}

/** The statement that writes submissions. */
export const insertionOf = (items: readonly NewSubmission[]): RawBuilder<unknown> =>
  sql`
    insert into reports.submission (case_id, number, at, origin, cell, bands, urgent)
    select "caseId", number, at, decode(origin, 'hex'), cell, bands::text[], urgent
    from ${tableOf(
      {
        caseId: 'uuid',
        number: 'text',
        at: 'timestamptz',
        origin: 'text',
        cell: 'text',
        bands: 'text',
        urgent: 'boolean',
      },
      items.map((item) => ({ ...item, bands: arrayOf(item.bands) })),
    )}
    on conflict do nothing`;

/** What nobody settled yet since an instant, the newest first. */
export const openSubmissions = (tx: Tx, since: string, limit: number): Promise<NewSubmission[]> =>
  rows(
    tx,
    sql`select case_id as "caseId", number, to_json(at) #>> '{}' as at, encode(origin, 'hex') as origin, cell, bands, urgent
        from reports.submission
        where tenant_id = platform.current_tenant() and settled_at is null and at >= ${since}::timestamptz
        order by at desc limit ${limit}`,
  );

export const settleSubmissions = (tx: Tx, caseIds: readonly Id[], by: Id | null, at: string): Promise<number> =>
  changedRows(
    tx,
    sql`update reports.submission set settled_by = ${by}, settled_at = ${at}::timestamptz
        where tenant_id = platform.current_tenant() and case_id = any(${[...caseIds]}::uuid[]) and settled_at is null`,
  );

export const deleteSubmissions = (tx: Tx, before: string): Promise<number> =>
  changedRows(
    tx,
    sql`delete from reports.submission where tenant_id = platform.current_tenant() and at < ${before}::timestamptz`,
  );
