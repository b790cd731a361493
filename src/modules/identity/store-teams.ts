import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import { findRow, rows, sql, type Tx } from '#platform/db.ts';

/** A team with its members, as its history keeps it. */
export interface TeamRecord {
  readonly name: Text;
  readonly department: string;
  readonly areas: readonly Id[];
  readonly members: readonly Id[];
}

/** A team as it stands, for changing it: nobody else changes it before the transaction ends. */
export const lockTeam = (tx: Tx, code: string): Promise<TeamRecord | undefined> =>
  findRow<TeamRecord>(
    tx,
    sql`select name, department, array_to_json(areas) as areas,
          (select coalesce(json_agg(m.party_id order by m.party_id), '[]') from identity.team_member m
           where m.tenant_id = t.tenant_id and m.team_code = t.code) as members
        from identity.team t where t.tenant_id = platform.current_tenant() and t.code = ${code} for update of t`,
  );

/** Notes what a team was and became; nothing where it stayed the same. */
export async function noteTeamChange(
  tx: Tx,
  code: string,
  change: { readonly before: TeamRecord | undefined; readonly after: TeamRecord },
  by: { readonly at: string; readonly partyId: Id | null },
): Promise<void> {
  const before = change.before === undefined ? null : JSON.stringify(change.before);
  await sql`insert into identity.team_change (team_code, version, at, by_party, before, after)
    select ${code}, coalesce(max(version), 0) + 1, ${by.at}::timestamptz, ${by.partyId}::uuid, ${before}::jsonb,
      ${JSON.stringify(change.after)}::jsonb
    from identity.team_change where tenant_id = platform.current_tenant() and team_code = ${code}
    having ${before}::jsonb is distinct from ${JSON.stringify(change.after)}::jsonb`.execute(tx);
}

export interface TeamChangeRow {
  readonly version: number;
  readonly at: string;
  readonly by: Id | null;
  readonly before: TeamRecord | null;
  readonly after: TeamRecord;
}

/** The newest changes of a team first. */
export const listTeamChanges = (tx: Tx, code: string, limit: number): Promise<TeamChangeRow[]> =>
  rows<TeamChangeRow>(
    tx,
    sql`select version, to_json(at) #>> '{}' as at, by_party as by, before, after from identity.team_change
        where tenant_id = platform.current_tenant() and team_code = ${code} order by version desc limit ${limit}`,
  );
