import { findRow, rows, sql, type Tx } from '#platform/db.ts';
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

export interface DailyChange {
  readonly day: string;
  readonly topic: string;
  readonly received: number;
  readonly confirmed: number;
  readonly closed: number;
  readonly reopened: number;
}

/** Adds to the daily figures. */
export async function addToDaily(tx: Tx, changes: readonly DailyChange[]): Promise<void> {
  await sql`
    insert into reports.daily (day, topic, received, confirmed, closed, reopened)
    select day, topic, sum(received), sum(confirmed), sum(closed), sum(reopened)
    from json_to_recordset(${JSON.stringify(changes)}::json)
      as c (day date, topic text, received integer, confirmed integer, closed integer, reopened integer)
    group by day, topic order by day, topic
    on conflict (tenant_id, day, topic) do update set received = daily.received + excluded.received,
      confirmed = daily.confirmed + excluded.confirmed, closed = daily.closed + excluded.closed,
      reopened = daily.reopened + excluded.reopened`.execute(tx);
}

/** Figures of the days from `from` until before `to`, by day, the oldest first. */
export const readDaily = (tx: Tx, from: string, to: string): Promise<Omit<DailyChange, 'topic'>[]> =>
  rows(
    tx,
    sql`select to_char(day, 'YYYY-MM-DD') as day, sum(received)::integer as received,
          sum(confirmed)::integer as confirmed, sum(closed)::integer as closed, sum(reopened)::integer as reopened
        from reports.daily
        where tenant_id = platform.current_tenant() and day >= ${from}::date and day < ${to}::date
        group by day order by day`,
  );

/** The newest day any report was made; null before the first. For a city whose data ends in the past. */
export const newestDay = async (tx: Tx): Promise<string | null> =>
  (
    await findRow<{ day: string | null }>(
      tx,
      sql`select to_char(max(day), 'YYYY-MM-DD') as day from reports.daily where tenant_id = platform.current_tenant()`,
    )
  )?.day ?? null;

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

/** Adds a batch to a run, whose `linesRead` only ever grows; after a finished run it begins a new one. */
export async function addToImportRun(
  tx: Tx,
  source: string,
  batch: { linesRead: number; imported: number; refused: number },
  finishedAt: string | null,
  at: string,
): Promise<void> {
  await sql`
    insert into reports.import_run (source, lines_read, imported, refused, started_at, updated_at, finished_at)
    values (${source}, ${batch.linesRead}, ${batch.imported}, ${batch.refused}, ${at}::timestamptz, ${at}::timestamptz,
            ${finishedAt}::timestamptz)
    on conflict (tenant_id, source) do update set
      lines_read = case when import_run.finished_at is null then greatest(import_run.lines_read, excluded.lines_read)
                        else excluded.lines_read end,
      imported = excluded.imported + case when import_run.finished_at is null then import_run.imported else 0 end,
      refused = excluded.refused + case when import_run.finished_at is null then import_run.refused else 0 end,
      started_at = case when import_run.finished_at is null then import_run.started_at else excluded.started_at end,
      updated_at = excluded.updated_at, finished_at = excluded.finished_at`.execute(tx);
}
