import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx } from '#platform/db.ts';

export interface BreachRow {
  readonly caseId: Id;
  readonly duty: string;
  readonly caseNumber: string;
  readonly serviceCode: string;
  readonly title: Readonly<Record<string, string>>;
  readonly partyId: Id | null;
  readonly municipalityId: Id | null;
  readonly dueAt: string | null;
  readonly recordedAt: string;
  readonly mendedAt: string | null;
}

/** Records that a duty was not kept; what is on record stays as it is. */
export async function insertBreach(tx: Tx, one: Omit<BreachRow, 'mendedAt'>): Promise<void> {
  await sql`insert into services.breach (case_id, duty, case_number, service_code, title, party_id, municipality_id, due_at,
              recorded_at)
            values (${one.caseId}, ${one.duty}, ${one.caseNumber}, ${one.serviceCode},
              ${JSON.stringify(one.title)}::jsonb, ${one.partyId}, ${one.municipalityId}, ${one.dueAt}::timestamptz,
              ${one.recordedAt}::timestamptz)
            on conflict (tenant_id, case_id, duty) do nothing`.execute(tx);
}

export async function mendBreaches(tx: Tx, caseId: Id, at: string): Promise<void> {
  await sql`update services.breach set mended_at = ${at}::timestamptz
            where tenant_id = platform.current_tenant() and case_id = ${caseId} and mended_at is null`.execute(tx);
}

/** The newest first, after the one given. */
export const listBreaches = (
  tx: Tx,
  after: { readonly at: string; readonly id: Id } | null,
  limit: number,
): Promise<BreachRow[]> =>
  rows(
    tx,
    sql`select case_id as "caseId", duty, case_number as "caseNumber", service_code as "serviceCode", title,
          party_id as "partyId", municipality_id as "municipalityId", to_json(due_at) #>> '{}' as "dueAt",
          to_json(recorded_at) #>> '{}' as "recordedAt", to_json(mended_at) #>> '{}' as "mendedAt"
        from services.breach
        where tenant_id = platform.current_tenant()
          ${after === null ? sql`` : sql`and (recorded_at, case_id) < (${after.at}::timestamptz, ${after.id}::uuid)`}
        order by recorded_at desc, case_id desc limit ${limit}`,
  );
