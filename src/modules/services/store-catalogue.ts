import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import { CatalogueCard, CatalogueWords, type ServiceCard } from './model.ts';

export interface StoredWords {
  readonly version: number;
  readonly document: CatalogueWords;
  readonly digest: Uint8Array;
  readonly publishedAt: string;
}

/** The words the tenant's cards are written with, as last published. */
export const findCatalogueWords = async (tx: Tx): Promise<StoredWords | undefined> => {
  const stored = await findRow<StoredWords>(
    tx,
    sql`select version, document, digest, to_json(published_at) #>> '{}' as "publishedAt" from services.catalogue
        where tenant_id = platform.current_tenant() order by version desc limit 1`,
  );
  return stored && { ...stored, document: CatalogueWords.parse(stored.document) };
};

export const insertCatalogueWords = (
  tx: Tx,
  words: { version: number; document: CatalogueWords; digest: Uint8Array; by: Id | null },
  now: Temporal.Instant,
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into services.catalogue (version, document, digest, published_at, published_by)
        values (${words.version}, ${JSON.stringify(words.document)}::jsonb, ${words.digest},
          ${now.toString()}::timestamptz, ${words.by})`,
  );

export interface StoredCard {
  readonly code: string;
  readonly version: number;
  readonly document: CatalogueCard;
  readonly publishedAt: string;
  /** Null: the tenant's file. */
  readonly by: Id | null;
  readonly note: string | null;
}

const CARD = sql`code, version, document, to_json(published_at) #>> '{}' as "publishedAt", published_by as by, note`;

const parsed = (stored: StoredCard): StoredCard => ({ ...stored, document: CatalogueCard.parse(stored.document) });

/** Every card as last published, by code. */
export const listCards = async (tx: Tx): Promise<StoredCard[]> =>
  (
    await rows<StoredCard>(
      tx,
      sql`select distinct on (code) ${CARD} from services.card
          where tenant_id = platform.current_tenant() order by code, version desc`,
    )
  ).map(parsed);

/** The versions of a card, the newest first. */
export const listCardVersions = async (tx: Tx, code: string, limit: number): Promise<StoredCard[]> =>
  (
    await rows<StoredCard>(
      tx,
      sql`select ${CARD} from services.card
          where tenant_id = platform.current_tenant() and code = ${code} order by version desc limit ${limit}`,
    )
  ).map(parsed);

/** By code: the newest version, and the digest of the newest that came from the tenant's file. */
export const cardDigests = (
  tx: Tx,
): Promise<{ code: string; version: number; digest: Uint8Array; file: Uint8Array | null }[]> =>
  rows(
    tx,
    sql`select distinct on (c.code) c.code, c.version, c.digest, f.digest as file
        from services.card c
        left join lateral (
          select digest from services.card
          where tenant_id = platform.current_tenant() and code = c.code and published_by is null
          order by version desc limit 1
        ) f on true
        where c.tenant_id = platform.current_tenant() order by c.code, c.version desc`,
  );

export interface NewCard {
  readonly version: number;
  readonly document: CatalogueCard;
  readonly digest: Uint8Array;
  readonly by: Id | null;
  readonly note: string | null;
}

/** Adds versions of cards in one statement. */
export const insertCards = (tx: Tx, cards: readonly NewCard[], now: Temporal.Instant): Promise<number> =>
  changedRows(
    tx,
    sql`insert into services.card (code, version, document, digest, published_at, published_by, note)
        select code, version, document, decode(digest, 'hex'), ${now.toString()}::timestamptz, by, note
        from jsonb_to_recordset(${JSON.stringify(
          cards.map(({ digest, ...card }) => ({
            ...card,
            code: card.document.code,
            digest: Buffer.from(digest).toString('hex'),
          })),
        )}::jsonb) as c (code text, version integer, document jsonb, digest text, by uuid, note text)`,
  );

export interface CardDraft {
  readonly code: string;
  readonly document: CatalogueCard;
  /** The card's version it was begun from. */
  readonly seen: number;
  readonly revision: number;
  readonly savedAt: string;
  readonly by: Id;
}

const DRAFT = sql`code, document, seen, revision, to_json(saved_at) #>> '{}' as "savedAt", saved_by as by`;

export const findCardDraft = (tx: Tx, code: string): Promise<CardDraft | undefined> =>
  findRow<CardDraft>(
    tx,
    sql`select ${DRAFT} from services.card_draft where tenant_id = platform.current_tenant() and code = ${code}`,
  );

export const listDraftCodes = async (tx: Tx): Promise<string[]> =>
  (
    await rows<{ code: string }>(
      tx,
      sql`select code from services.card_draft where tenant_id = platform.current_tenant() order by code`,
    )
  ).map(({ code }) => code);

/** Writes a draft; 0 where somebody saved a newer revision meanwhile. `revision` 0: a new one. */
export const putCardDraft = (
  tx: Tx,
  draft: { code: string; document: CatalogueCard; seen: number; revision: number; by: Id },
  now: Temporal.Instant,
): Promise<number> =>
  draft.revision === 0
    ? changedRows(
        tx,
        sql`insert into services.card_draft (code, document, seen, revision, saved_at, saved_by)
            values (${draft.code}, ${JSON.stringify(draft.document)}::jsonb, ${draft.seen}, 1,
              ${now.toString()}::timestamptz, ${draft.by})
            on conflict (tenant_id, code) do nothing`,
      )
    : changedRows(
        tx,
        sql`update services.card_draft set document = ${JSON.stringify(draft.document)}::jsonb, revision = revision + 1,
              saved_at = ${now.toString()}::timestamptz, saved_by = ${draft.by}
            where tenant_id = platform.current_tenant() and code = ${draft.code} and revision = ${draft.revision}`,
      );

export const deleteCardDraft = (tx: Tx, code: string): Promise<number> =>
  changedRows(tx, sql`delete from services.card_draft where tenant_id = platform.current_tenant() and code = ${code}`);

/** Which services can be applied for here: code, address and own card of what is offered to everybody. */
export const listApplicable = (tx: Tx): Promise<{ code: string; id: string; card: ServiceCard }[]> =>
  rows(
    tx,
    sql`select distinct on (id) code, id, document #> '{definition,card}' as card from services.service s
        where tenant_id = platform.current_tenant() and not exists (
          select from services.pilot p where p.tenant_id = s.tenant_id and p.service_id = s.id
            and p.version = s.version and p.outcome is distinct from 'launched')
        order by id, version desc`,
  );
