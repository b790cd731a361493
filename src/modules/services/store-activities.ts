import { changedRows, rows, sql, type Tx } from '#platform/db.ts';
import type { Activity } from './model.ts';

/** Activities the tenant took over, by code. */
export const importedActivities = (tx: Tx): Promise<Activity[]> =>
  rows<Activity>(
    tx,
    sql`select code, title from services.activity where tenant_id = platform.current_tenant() order by code`,
  );

/** Keeps what was taken over, anew where its words changed. Returns how many are new or changed. */
export const upsertActivities = (tx: Tx, activities: readonly Activity[], at: string): Promise<number> =>
  changedRows(
    tx,
    sql`insert into services.activity as known (tenant_id, code, title, imported_at)
        select platform.current_tenant(), code, title, ${at}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(activities)}::jsonb) as given (code text, title jsonb)
        on conflict (tenant_id, code) do update set title = excluded.title, imported_at = excluded.imported_at
        where known.title is distinct from excluded.title`,
  );
