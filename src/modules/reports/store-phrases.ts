import type { Id } from '#kernel/id.ts';
import { getRow, rows, sql, type Tx } from '#platform/db.ts';
import { Phrase, type Phrases, type StoredPhrase } from './model-phrase.ts';

const PHRASE = sql`key, version, body, withdrawn, origin, to_json(written_at) #>> '{}' as "writtenAt"`;

const parsed = <T extends StoredPhrase>(found: readonly T[]): T[] =>
  found.map((one) => ({ ...one, body: Phrase.parse(one.body) }));

/** The newest version of each ready answer, withdrawn ones too. */
export const findPhrases = async (tx: Tx): Promise<StoredPhrase[]> =>
  parsed(
    await rows<StoredPhrase>(
      tx,
      sql`select distinct on (key) ${PHRASE} from reports.phrase
          where tenant_id = platform.current_tenant() order by key, version desc`,
    ),
  );

export interface PhraseVersion extends StoredPhrase {
  readonly author: Id | null;
  readonly note: string | null;
}

/** The versions of one ready answer, the newest first. */
export const phraseVersions = async (tx: Tx, key: string): Promise<PhraseVersion[]> =>
  parsed(
    await rows<PhraseVersion>(
      tx,
      sql`select ${PHRASE}, author, note from reports.phrase
          where tenant_id = platform.current_tenant() and key = ${key} order by version desc limit 100`,
    ),
  );

/** Adds a version the office wrote; returns its number. */
export const addPhrase = async (
  tx: Tx,
  phrase: {
    readonly key: string;
    readonly body: Phrase;
    readonly withdrawn: boolean;
    readonly author: Id | null;
    readonly note: string | null;
  },
  now: Temporal.Instant,
): Promise<number> =>
  (
    await getRow<{ version: number }>(
      tx,
      sql`insert into reports.phrase (key, version, body, withdrawn, origin, author, note, written_at)
          select ${phrase.key}, coalesce(max(version), 0) + 1, ${JSON.stringify(phrase.body)}::jsonb,
                 ${phrase.withdrawn}::boolean, 'office', ${phrase.author}::uuid, ${phrase.note}::text,
                 ${now.toString()}::timestamptz
          from reports.phrase where tenant_id = platform.current_tenant() and key = ${phrase.key}
          returning version`,
    )
  ).version;

/**
 * Adds a version of each ready answer that the tenant's folder has changed since it was last taken in; what the office
 * wrote meanwhile stays as long as the folder says what it said before.
 */
export const takePhrases = (
  tx: Tx,
  phrases: Phrases,
  now: Temporal.Instant,
): Promise<{ key: string; version: number }[]> =>
  rows(
    tx,
    sql`insert into reports.phrase (key, version, body, origin, written_at)
        select p.key, coalesce(c.version, 0) + 1, p.body, 'file', ${now.toString()}::timestamptz
        from jsonb_each(${JSON.stringify(phrases)}::jsonb) as p (key, body)
        left join lateral (
          select max(version) as version from reports.phrase
          where tenant_id = platform.current_tenant() and key = p.key
        ) c on true
        left join lateral (
          select body from reports.phrase
          where tenant_id = platform.current_tenant() and key = p.key and origin = 'file'
          order by version desc limit 1
        ) f on true
        where f.body is distinct from p.body
        returning key, version`,
  );
