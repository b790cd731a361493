import type { RawBuilder } from 'kysely';
import { findRow, getRow, rows, sql, type Tx, tableOf } from '#platform/db.ts';
import type { ReportCatalogue } from './model.ts';

export interface StoredCatalogue {
  readonly version: number;
  readonly document: ReportCatalogue;
  readonly digest: Buffer;
}

export const findCatalogue = (tx: Tx): Promise<StoredCatalogue | undefined> =>
  findRow<StoredCatalogue>(
    tx,
    sql`select version, document, digest from reports.catalogue
        where tenant_id = platform.current_tenant() order by version desc limit 1`,
  );

export interface CameBack {
  readonly day: string;
  readonly topic: string;
}

/** Counts reports that came back as not fixed, each on its day. */
export async function addCameBack(tx: Tx, cameBack: readonly CameBack[]): Promise<void> {
  await sql`
    insert into reports.daily (day, topic, reopened)
    select day, topic, count(*) from ${tableOf({ day: 'date', topic: 'text' }, cameBack)}
    group by day, topic order by day, topic
    on conflict (tenant_id, day, topic) do update set reopened = daily.reopened + excluded.reopened`.execute(tx);
}

/** How many reports came back on each of the days from `from` until before `to` on which any did. */
export const readCameBack = (tx: Tx, from: string, to: string): Promise<{ day: string; reopened: number }[]> =>
  rows(
    tx,
    sql`select to_char(day, 'YYYY-MM-DD') as day, sum(reopened)::integer as reopened from reports.daily
        where tenant_id = platform.current_tenant() and day >= ${from}::date and day < ${to}::date group by day`,
  );

export interface ImportRun {
  readonly linesRead: number;
  readonly imported: number;
  readonly refused: number;
  readonly finishedAt: string | null;
}

export const findImportRun = (tx: Tx, source: string): Promise<ImportRun | undefined> =>
  findRow<ImportRun>(
    tx,
    sql`select lines_read as "linesRead", imported, refused, to_json(finished_at) #>> '{}' as "finishedAt"
        from reports.import_run where tenant_id = platform.current_tenant() and source = ${source}`,
  );

/** What a batch of an import came to. */
export interface ImportBatch {
  readonly source: string;
  readonly linesRead: number;
  readonly imported: number;
  readonly refused: number;
  readonly finishedAt: string | null;
  readonly at: string;
}

/**
 * The statement that adds a batch to its run, whose `linesRead` only ever grows; after a finished run it begins a new one.
 */
export const addingToImportRun = ({ source, finishedAt, at, ...batch }: ImportBatch): RawBuilder<unknown> =>
  sql`
    insert into reports.import_run (source, lines_read, imported, refused, started_at, updated_at, finished_at)
    values (${source}, ${batch.linesRead}, ${batch.imported}, ${batch.refused}, ${at}::timestamptz, ${at}::timestamptz,
            ${finishedAt}::timestamptz)
    on conflict (tenant_id, source) do update set
      lines_read = case when import_run.finished_at is null then greatest(import_run.lines_read, excluded.lines_read)
                        else excluded.lines_read end,
      imported = excluded.imported + case when import_run.finished_at is null then import_run.imported else 0 end,
      refused = excluded.refused + case when import_run.finished_at is null then import_run.refused else 0 end,
      started_at = case when import_run.finished_at is null then import_run.started_at else excluded.started_at end,
      updated_at = excluded.updated_at, finished_at = excluded.finished_at`;

/**
 * Lets the transaction be called done before it lies on the disk, where it is a moment later. If the database dies in
 * between, that transaction and all after it are undone together: what was settled never says more than what was kept.
 */
export async function letDiskWait(tx: Tx): Promise<void> {
  await sql`select set_config('synchronous_commit', 'off', true)`.execute(tx);
}

/** Whether an import is under way at `at`: begun, not ended, and heard of in the minute before. */
export const isImporting = async (tx: Tx, at: string): Promise<boolean> =>
  (
    await getRow<{ found: boolean }>(
      tx,
      sql`select exists (select from reports.import_run where tenant_id = platform.current_tenant()
            and finished_at is null and updated_at > ${at}::timestamptz - interval '1 minute') as found`,
    )
  ).found;
