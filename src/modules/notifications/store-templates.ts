import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import { NoticeTemplate, type NoticeTemplates } from './model.ts';
import type { DraftTemplate, StoredDraft, StoredTemplate } from './model-template.ts';

/** The newest version of each template and scope, of `keys` or of all; bodies of before have later members filled in. */
export const findTemplates = async (tx: Tx, keys: readonly string[] | null): Promise<StoredTemplate[]> =>
  (
    await rows<StoredTemplate>(
      tx,
      sql`select distinct on (key, scope) key, scope, version, body, withdrawn, origin,
                 to_json(created_at) #>> '{}' as "publishedAt"
          from notifications.template
          where tenant_id = platform.current_tenant() and (${keys}::text[] is null or key = any(${keys}::text[]))
          order by key, scope, version desc`,
    )
  ).map((one) => ({ ...one, body: NoticeTemplate.parse(one.body) }));

/**
 * Adds a version of each template that the tenant's folder has changed since it was last taken in. What the office has
 * published meanwhile stays as long as the folder says what it said before.
 */
export const insertTemplates = (
  tx: Tx,
  templates: NoticeTemplates,
  now: Temporal.Instant,
): Promise<{ key: string; version: number }[]> =>
  rows(
    tx,
    sql`insert into notifications.template (key, version, body, created_at)
        select t.key, coalesce(c.version, 0) + 1, t.body, ${now.toString()}::timestamptz
        from jsonb_each(${JSON.stringify(templates)}::jsonb) as t (key, body)
        left join lateral (
          select max(version) as version from notifications.template
          where tenant_id = platform.current_tenant() and key = t.key and scope = ''
        ) c on true
        left join lateral (
          select body from notifications.template
          where tenant_id = platform.current_tenant() and key = t.key and scope = '' and origin = 'file'
          order by version desc limit 1
        ) f on true
        where f.body is distinct from t.body
        returning key, version`,
  );

export interface StoredVersion extends Omit<StoredTemplate, 'key' | 'scope'> {
  readonly author: Id | null;
  readonly note: string | null;
}

/** Every version of a template, the newest first. */
export const listVersions = async (tx: Tx, key: string, scope: string): Promise<StoredVersion[]> =>
  (
    await rows<StoredVersion>(
      tx,
      sql`select version, body, withdrawn, origin, author, note, to_json(created_at) #>> '{}' as "publishedAt"
          from notifications.template
          where tenant_id = platform.current_tenant() and key = ${key} and scope = ${scope}
          order by version desc limit 100`,
    )
  ).map((one) => ({ ...one, body: NoticeTemplate.parse(one.body) }));

/** Adds a version the office publishes; returns its number. */
export const addVersion = async (
  tx: Tx,
  version: {
    readonly key: string;
    readonly scope: string;
    readonly body: NoticeTemplate;
    readonly withdrawn: boolean;
    readonly author: Id | null;
    readonly note: string | null;
  },
  now: Temporal.Instant,
): Promise<number> =>
  (
    await getRow<{ version: number }>(
      tx,
      sql`insert into notifications.template (key, scope, version, body, origin, author, note, withdrawn, created_at)
          select ${version.key}, ${version.scope}, coalesce(max(version), 0) + 1, ${JSON.stringify(version.body)}::jsonb,
                 'office', ${version.author}::uuid, ${version.note}::text, ${version.withdrawn}::boolean,
                 ${now.toString()}::timestamptz
          from notifications.template
          where tenant_id = platform.current_tenant() and key = ${version.key} and scope = ${version.scope}
          returning version`,
    )
  ).version;

const DRAFT = sql`key, scope, body, base_version as "baseVersion", author, to_json(changed_at) #>> '{}' as "changedAt"`;

export const findDraft = (tx: Tx, key: string, scope: string): Promise<StoredDraft | undefined> =>
  findRow<StoredDraft>(
    tx,
    sql`select ${DRAFT} from notifications.template_draft
        where tenant_id = platform.current_tenant() and key = ${key} and scope = ${scope}`,
  );

export const listDrafts = (tx: Tx): Promise<StoredDraft[]> =>
  rows<StoredDraft>(
    tx,
    sql`select ${DRAFT} from notifications.template_draft where tenant_id = platform.current_tenant() order by key, scope`,
  );

export const putDraft = (
  tx: Tx,
  draft: { key: string; scope: string; body: DraftTemplate; baseVersion: number; author: Id | null },
  now: Temporal.Instant,
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into notifications.template_draft (key, scope, body, base_version, author, changed_at)
        values (${draft.key}, ${draft.scope}, ${JSON.stringify(draft.body)}::jsonb, ${draft.baseVersion},
                ${draft.author}, ${now.toString()}::timestamptz)
        on conflict (tenant_id, key, scope) do update set body = excluded.body, author = excluded.author,
          changed_at = excluded.changed_at`,
  );

export const deleteDraft = (tx: Tx, key: string, scope: string): Promise<number> =>
  changedRows(
    tx,
    sql`delete from notifications.template_draft
        where tenant_id = platform.current_tenant() and key = ${key} and scope = ${scope}`,
  );
