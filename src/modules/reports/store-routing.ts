import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { RoutingRule } from './model.ts';

export interface StoredRules {
  readonly version: number;
  readonly rules: readonly RoutingRule[];
  readonly note: string | null;
  readonly restoredFrom: number | null;
  readonly publishedAt: string;
  readonly publishedBy: Id | null;
}

const version = sql`version, rules, note, restored_from as "restoredFrom",
  to_json(published_at) #>> '{}' as "publishedAt", published_by as "publishedBy"`;

/** The rules in force. */
export const findPublishedRules = (tx: Tx): Promise<StoredRules | undefined> =>
  findRow<StoredRules>(
    tx,
    sql`select ${version} from reports.routing_rules
        where tenant_id = platform.current_tenant() order by version desc limit 1`,
  );

export const findRulesVersion = (tx: Tx, number: number): Promise<StoredRules | undefined> =>
  findRow<StoredRules>(
    tx,
    sql`select ${version} from reports.routing_rules
        where tenant_id = platform.current_tenant() and version = ${number}`,
  );

/** Versions before `before`, the newest first. */
export const listRulesVersions = (tx: Tx, before: number | null, limit: number): Promise<StoredRules[]> =>
  rows<StoredRules>(
    tx,
    sql`select ${version} from reports.routing_rules
        where tenant_id = platform.current_tenant() and (${before}::integer is null or version < ${before}::integer)
        order by version desc limit ${limit}`,
  );

export async function insertRules(tx: Tx, stored: StoredRules): Promise<void> {
  await sql`
    insert into reports.routing_rules (version, rules, note, restored_from, published_at, published_by)
    values (${stored.version}, ${JSON.stringify(stored.rules)}::jsonb, ${stored.note}, ${stored.restoredFrom},
            ${stored.publishedAt}::timestamptz, ${stored.publishedBy})`.execute(tx);
}

export interface StoredDraft {
  /** Null while there is no draft. */
  readonly rules: readonly RoutingRule[] | null;
  readonly revision: number;
  readonly basedOn: number | null;
  readonly changedAt: string;
  readonly changedBy: Id | null;
}

export const findDraft = (tx: Tx): Promise<StoredDraft | undefined> =>
  findRow<StoredDraft>(
    tx,
    sql`select rules, revision, based_on as "basedOn", to_json(changed_at) #>> '{}' as "changedAt",
          changed_by as "changedBy"
        from reports.routing_draft where tenant_id = platform.current_tenant()`,
  );

/** Writes the draft over `seen`, the revision its writer knew (0: none yet); how many rows took it: 0 when another was first. */
export const putDraft = (
  tx: Tx,
  seen: number,
  draft: { rules: readonly RoutingRule[] | null; basedOn: number | null; at: string; by: Id | null },
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into reports.routing_draft as d (revision, rules, based_on, changed_at, changed_by)
        select 1, ${draft.rules === null ? null : JSON.stringify(draft.rules)}::jsonb, ${draft.basedOn}::integer,
          ${draft.at}::timestamptz, ${draft.by}::uuid
        on conflict (tenant_id) do update set revision = d.revision + 1, rules = excluded.rules,
          based_on = excluded.based_on, changed_at = excluded.changed_at, changed_by = excluded.changed_by
        where d.revision = ${seen}`,
  );
