import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { ContactKind, IdentifierKind, PartyKind, PartyStatus, Register } from './model.ts';

export interface PartyRow {
  readonly id: Id;
  readonly kind: PartyKind;
  readonly code: string | null;
  readonly name: Text | null;
  readonly sealedName: Uint8Array | null;
  readonly ownerId: Id | null;
  readonly status: PartyStatus;
  readonly sample: boolean;
  readonly language: string;
  /** Null until the person chose. */
  readonly digits: 'latn' | 'arab' | null;
  /** Null once the party's key was destroyed. */
  readonly wrappedKey: Uint8Array | null;
}

const party = sql`p.id, p.kind, p.code, p.name, p.sealed_name as "sealedName", p.owner_id as "ownerId", p.status,
  p.sample, p.language, p.digits, k.wrapped as "wrappedKey"`;
const from = sql`identity.party p
  left join identity.subject_key k on k.tenant_id = p.tenant_id and k.party_id = p.id`;

export const findParty = (tx: Tx, id: Id): Promise<PartyRow | undefined> =>
  findRow(
    tx,
    sql<PartyRow>`select ${party} from ${from} where p.tenant_id = platform.current_tenant() and p.id = ${id}`,
  );

export const findParties = (tx: Tx, ids: readonly Id[]): Promise<PartyRow[]> =>
  rows(
    tx,
    sql<PartyRow>`select ${party} from ${from}
      where p.tenant_id = platform.current_tenant() and p.id = any(${[...ids]}::uuid[])`,
  );

export const findPartyByCode = (tx: Tx, code: string): Promise<PartyRow | undefined> =>
  findRow(
    tx,
    sql<PartyRow>`select ${party} from ${from} where p.tenant_id = platform.current_tenant() and p.code = ${code}`,
  );

export const findPartiesByCodes = (tx: Tx, codes: readonly string[]): Promise<PartyRow[]> =>
  rows(
    tx,
    sql<PartyRow>`select ${party} from ${from}
      where p.tenant_id = platform.current_tenant() and p.code = any(${[...codes]}::text[])`,
  );

export const findPartyByIdentifier = (
  tx: Tx,
  register: Register,
  kind: IdentifierKind,
  digest: Uint8Array,
): Promise<PartyRow | undefined> =>
  findRow(
    tx,
    sql<PartyRow>`select ${party} from ${from}
      join identity.identifier i on i.tenant_id = p.tenant_id and i.party_id = p.id
      where i.tenant_id = platform.current_tenant() and i.register = ${register} and i.kind = ${kind}
        and i.digest = ${digest}`,
  );

export interface NewParty {
  readonly id: Id;
  readonly kind: PartyKind;
  readonly code: string | null;
  readonly name: Text | null;
  readonly sealedName: Uint8Array | null;
  readonly ownerId: Id | null;
  readonly sample: boolean;
  readonly language: string;
  readonly digits: 'latn' | 'arab' | null;
  readonly wrappedKey: Uint8Array;
}

/** Adds a party and its key, or brings its particulars up to date when the id exists; key and kind never change. */
export async function putParty(tx: Tx, value: NewParty, now: string): Promise<void> {
  await sql`
    with put as (
      insert into identity.party (id, kind, code, name, sealed_name, owner_id, sample, language, digits, created_at)
      values (${value.id}, ${value.kind}, ${value.code}, ${value.name === null ? null : JSON.stringify(value.name)}::jsonb,
              ${value.sealedName}, ${value.ownerId}, ${value.sample}, ${value.language}, ${value.digits}, ${now})
      on conflict (tenant_id, id) do update set code = coalesce(excluded.code, party.code), name = excluded.name,
        sealed_name = excluded.sealed_name, language = excluded.language, digits = coalesce(excluded.digits, party.digits)
      returning id
    )
    insert into identity.subject_key (party_id, wrapped) select id, ${value.wrappedKey}::bytea from put
    on conflict (tenant_id, party_id) do nothing`.execute(tx);
}

export const setName = (tx: Tx, id: Id, sealedName: Uint8Array): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.party set sealed_name = ${sealedName}
        where tenant_id = platform.current_tenant() and id = ${id} and kind = 'person'`,
  );

/** Changes what is given; the rest stays. */
export const setPreferences = (
  tx: Tx,
  id: Id,
  { language, digits }: { language?: string | undefined; digits?: 'latn' | 'arab' | undefined },
): Promise<{ language: string; digits: 'latn' | 'arab' | null } | undefined> =>
  findRow(
    tx,
    sql<{ language: string; digits: 'latn' | 'arab' | null }>`
      update identity.party set language = coalesce(${language ?? null}, language), digits = coalesce(${digits ?? null}, digits)
      where tenant_id = platform.current_tenant() and id = ${id} returning language, digits`,
  );

export const setStatus = (tx: Tx, id: Id, status: 'active' | 'suspended'): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.party set status = ${status}
        where tenant_id = platform.current_tenant() and id = ${id} and status <> 'erased'`,
  );

export interface NewIdentifier {
  readonly kind: IdentifierKind;
  readonly digest: Uint8Array;
  readonly masked: string;
  readonly sealed: Uint8Array;
}

export async function putIdentifiers(
  tx: Tx,
  partyId: Id,
  register: Register,
  values: readonly NewIdentifier[],
): Promise<void> {
  for (const { kind, digest, masked, sealed } of values) {
    await sql`insert into identity.identifier (party_id, kind, register, digest, masked, sealed)
      values (${partyId}, ${kind}, ${register}, ${digest}, ${masked}, ${sealed})
      on conflict (tenant_id, party_id, kind) do update
        set digest = excluded.digest, masked = excluded.masked, sealed = excluded.sealed
        where identifier.digest <> excluded.digest`.execute(tx);
  }
}

export const identifiersOf = (
  tx: Tx,
  partyId: Id,
): Promise<{ kind: IdentifierKind; masked: string; sealed: Uint8Array }[]> =>
  rows(
    tx,
    sql<{ kind: IdentifierKind; masked: string; sealed: Uint8Array }>`
      select kind, masked, sealed from identity.identifier
      where tenant_id = platform.current_tenant() and party_id = ${partyId} order by kind`,
  );

export const putContact = (
  tx: Tx,
  partyId: Id,
  contact: { kind: ContactKind; masked: string; sealed: Uint8Array; verifiedAt: string | null },
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.contact (party_id, kind, masked, sealed, verified_at)
        values (${partyId}, ${contact.kind}, ${contact.masked}, ${contact.sealed}, ${contact.verifiedAt})
        on conflict (tenant_id, party_id, kind) do update
          set masked = excluded.masked, sealed = excluded.sealed, verified_at = excluded.verified_at`,
  );

export interface ContactRow {
  readonly partyId: Id;
  readonly kind: ContactKind;
  readonly masked: string;
  readonly sealed: Uint8Array;
  readonly verified: boolean;
}

export const contactsOf = (tx: Tx, partyIds: readonly Id[]): Promise<ContactRow[]> =>
  rows(
    tx,
    sql<ContactRow>`select party_id as "partyId", kind, masked, sealed, verified_at is not null as verified
      from identity.contact where tenant_id = platform.current_tenant() and party_id = any(${[...partyIds]}::uuid[])`,
  );

/** Destroys the party's key and what was sealed with it; the bare party stays, so that records keep their reference. */
export async function erase(tx: Tx, id: Id): Promise<void> {
  await sql`
    with keys as (delete from identity.subject_key where tenant_id = platform.current_tenant() and party_id = ${id}),
    numbers as (delete from identity.identifier where tenant_id = platform.current_tenant() and party_id = ${id}),
    contacts as (delete from identity.contact where tenant_id = platform.current_tenant() and party_id = ${id}),
    factors as (delete from identity.credential where tenant_id = platform.current_tenant() and party_id = ${id}),
    sessions as (delete from identity.session where tenant_id = platform.current_tenant() and party_id = ${id}),
    requests as (update identity.data_request set said = null, document = null, document_until = null
                 where tenant_id = platform.current_tenant() and party_id = ${id})
    update identity.party set status = 'erased', code = null, name = null, sealed_name = null
    where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

/** Agencies and establishments, the agencies first; at most `limit`. */
export const bodies = (tx: Tx, limit: number): Promise<PartyRow[]> =>
  rows(
    tx,
    sql<PartyRow>`select ${party} from ${from}
      where p.tenant_id = platform.current_tenant() and p.kind in ('agency', 'organisation') and p.status = 'active'
      order by p.kind, p.id limit ${limit}`,
  );

export const erasedParties = async (tx: Tx): Promise<Id[]> =>
  (
    await rows<{ id: Id }>(
      tx,
      sql`select id from identity.party where tenant_id = platform.current_tenant() and status = 'erased' order by id`,
    )
  ).map(({ id }) => id);

/** Those of `ids` that are not erased here: a restored copy brought them back. */
export const erasedAmong = async (tx: Tx, ids: readonly Id[]): Promise<Id[]> =>
  (
    await rows<{ id: Id }>(
      tx,
      sql`select id from identity.party where tenant_id = platform.current_tenant() and id = any(${[...ids]}::uuid[])
            and status <> 'erased'`,
    )
  ).map(({ id }) => id);
