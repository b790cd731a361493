import type { Segment } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';
import type { ApiKeySnapshot, Assurance, MandateSnapshot, SessionSnapshot } from './model.ts';
import type { PartyRow } from './store-parties.ts';

export interface NewSession {
  readonly id: Id;
  readonly tokenDigest: Uint8Array;
  readonly partyId: Id;
  readonly segment: Segment;
  readonly mandateId: Id | null;
  readonly assurance: Assurance;
  readonly device: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export const addSession = (tx: Tx, s: NewSession): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.session
          (id, token_digest, party_id, segment, mandate_id, assurance, device, created_at, last_seen_at, expires_at)
        values (${s.id}, ${s.tokenDigest}, ${s.partyId}, ${s.segment}, ${s.mandateId}, ${s.assurance}, ${s.device},
                ${s.createdAt}, ${s.createdAt}, ${s.expiresAt})`,
  );

type Name = Pick<PartyRow, 'name' | 'sealedName' | 'wrappedKey'>;

/** A session as every request needs it: itself, its party's standing, name and digits, and whom it represents. */
export interface SessionRow extends SessionSnapshot, Name {
  readonly digits: PartyRow['digits'];
  readonly fromName: PartyRow['name'];
  readonly fromSealedName: Uint8Array | null;
  readonly fromWrappedKey: Uint8Array | null;
}

/** One query by unique index: no cache, so that an ended session ends with the next request in every process. */
export async function findSession(tx: Tx, tokenDigest: Uint8Array, now: string): Promise<SessionRow | undefined> {
  type Raw = Omit<SessionRow, 'mandate'> & { mandate: Omit<MandateSnapshot, 'fromKind' | 'fromStatus'> | null } & {
    fromKind: MandateSnapshot['fromKind'] | null;
    fromStatus: MandateSnapshot['fromStatus'] | null;
  };
  const row = await findRow<Raw>(
    tx,
    sql<Raw>`
      select s.id, s.party_id as "partyId", s.segment, s.assurance,
        to_json(s.created_at) #>> '{}' as "createdAt", to_json(s.last_seen_at) #>> '{}' as "lastSeenAt",
        to_json(s.expires_at) #>> '{}' as "expiresAt", to_json(s.revoked_at) #>> '{}' as "revokedAt",
        p.kind as "partyKind", p.status as "partyStatus",
        p.digits, p.name, p.sealed_name as "sealedName", k.wrapped as "wrappedKey",
        o.kind as "fromKind", o.status as "fromStatus",
        o.name as "fromName", o.sealed_name as "fromSealedName", ok.wrapped as "fromWrappedKey",
        case when m.id is not null then json_build_object('id', m.id, 'fromParty', m.from_party, 'toParty', m.to_party,
          'scope', m.scope, 'validFrom', m.valid_from, 'validUntil', m.valid_until, 'revokedAt', m.revoked_at) end as mandate,
        coalesce((select json_agg(json_build_object('role', g.role, 'municipalityId', g.municipality_id) order by g.id)
          from identity.role_grant g where g.tenant_id = s.tenant_id and g.party_id = s.party_id and g.ended_at is null
            and g.valid_from <= ${now} and (g.valid_until is null or g.valid_until > ${now})), '[]') as roles,
        coalesce((select json_agg(t.team_code order by t.team_code)
          from identity.team_member t where t.tenant_id = s.tenant_id and t.party_id = s.party_id), '[]') as teams
      from identity.session s
      join identity.party p on p.tenant_id = s.tenant_id and p.id = s.party_id
      left join identity.subject_key k on k.tenant_id = s.tenant_id and k.party_id = s.party_id
      left join identity.mandate m on m.tenant_id = s.tenant_id and m.id = s.mandate_id
      left join identity.party o on o.tenant_id = s.tenant_id and o.id = m.from_party
      left join identity.subject_key ok on ok.tenant_id = s.tenant_id and ok.party_id = m.from_party
      where s.tenant_id = platform.current_tenant() and s.token_digest = ${tokenDigest}`,
  );
  if (row === undefined) return undefined;
  const { mandate, fromKind, fromStatus, ...rest } = row;
  return { ...rest, mandate: mandate === null ? null : { ...mandate, fromKind: fromKind!, fromStatus: fromStatus! } };
}

export const touchSession = (tx: Tx, id: Id, now: string): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.session set last_seen_at = ${now}
        where tenant_id = platform.current_tenant() and id = ${id} and last_seen_at < ${now}`,
  );

export interface OwnSession {
  readonly id: Id;
  readonly segment: Segment;
  readonly assurance: Assurance;
  readonly device: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
}

const own = sql`id, segment, assurance, device, to_json(created_at) #>> '{}' as "createdAt",
  to_json(last_seen_at) #>> '{}' as "lastSeenAt", to_json(expires_at) #>> '{}' as "expiresAt"`;

export const sessionsOf = (tx: Tx, partyId: Id, now: string): Promise<OwnSession[]> =>
  rows(
    tx,
    sql<OwnSession>`select ${own} from identity.session
      where tenant_id = platform.current_tenant() and party_id = ${partyId} and revoked_at is null
        and expires_at > ${now} order by last_seen_at desc limit 200`,
  );

export const findOwnSession = (tx: Tx, id: Id): Promise<OwnSession | undefined> =>
  findRow(
    tx,
    sql<OwnSession>`select ${own} from identity.session
      where tenant_id = platform.current_tenant() and id = ${id} and revoked_at is null`,
  );

/** Tells every process, once committed, that what a party may do has changed: lines held open for it are looked at. */
export async function tellAccessChanged(tx: Tx, partyId: Id): Promise<void> {
  await sql`select pg_notify('amanah_access', platform.current_tenant() || ' ' || ${partyId}::text)`.execute(tx);
}

export async function revokeSession(tx: Tx, id: Id, partyId: Id, now: string): Promise<number> {
  const ended = await changedRows(
    tx,
    sql`update identity.session set revoked_at = ${now}
        where tenant_id = platform.current_tenant() and id = ${id} and party_id = ${partyId} and revoked_at is null`,
  );
  if (ended > 0) await tellAccessChanged(tx, partyId);
  return ended;
}

/** Ends all sessions of a party, except one where given. Returns how many ended. */
export async function revokeSessionsOf(tx: Tx, partyId: Id, now: string, except: Id | null = null): Promise<number> {
  const ended = await changedRows(
    tx,
    sql`update identity.session set revoked_at = ${now}
        where tenant_id = platform.current_tenant() and party_id = ${partyId} and revoked_at is null
          and id is distinct from ${except}`,
  );
  if (ended > 0) await tellAccessChanged(tx, partyId);
  return ended;
}

export const revokeSessionsByMandate = (tx: Tx, mandateId: Id, now: string): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.session set revoked_at = ${now}
        where tenant_id = platform.current_tenant() and mandate_id = ${mandateId} and revoked_at is null`,
  );

export const setMandate = (tx: Tx, id: Id, mandateId: Id | null): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.session set mandate_id = ${mandateId} where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const raiseAssurance = (tx: Tx, id: Id): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.session set assurance = 'high' where tenant_id = platform.current_tenant() and id = ${id}`,
  );

/** Gives a session another token, so that the one seen before the second factor opens nothing afterwards. */
export const setToken = (tx: Tx, id: Id, tokenDigest: Uint8Array): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.session set token_digest = ${tokenDigest}
        where tenant_id = platform.current_tenant() and id = ${id} and revoked_at is null`,
  );

/** Removes sessions that ended before `before`; in small portions, so that no table stays locked. */
export const countOldSessions = async (tx: Tx, before: string, most: number): Promise<number> =>
  (
    await getRow<{ count: number }>(
      tx,
      sql`select count(*)::integer as count from (select from identity.session
          where tenant_id = platform.current_tenant() and expires_at < ${before}::timestamptz limit ${most}) as old`,
    )
  ).count;

export const forgetSessions = (tx: Tx, before: string, most: number): Promise<number> =>
  changedRows(
    tx,
    sql`delete from identity.session where tenant_id = platform.current_tenant() and id in (
          select id from identity.session where tenant_id = platform.current_tenant() and expires_at < ${before}
          order by expires_at limit ${most})`,
  );

export const findApiKey = (tx: Tx, digest: Uint8Array): Promise<ApiKeySnapshot | undefined> =>
  findRow(
    tx,
    sql<ApiKeySnapshot>`
      select a.id, a.party_id as "partyId", p.status as "partyStatus", p.owner_id as "ownerId", o.kind as "ownerKind",
        o.status as "ownerStatus", a.scopes, a.rate_class as "rateClass",
        to_json(a.expires_at) #>> '{}' as "expiresAt", to_json(a.revoked_at) #>> '{}' as "revokedAt"
      from identity.api_key a
      join identity.party p on p.tenant_id = a.tenant_id and p.id = a.party_id
      left join identity.party o on o.tenant_id = p.tenant_id and o.id = p.owner_id
      where a.tenant_id = platform.current_tenant() and a.digest = ${digest}`,
  );

export interface NewApiKey {
  readonly id: Id;
  readonly partyId: Id;
  readonly label: string;
  readonly digest: Uint8Array;
  readonly scopes: readonly string[];
  readonly rateClass: 'standard' | 'bulk';
  readonly createdAt: string;
  readonly expiresAt: string;
}

export const addApiKey = (tx: Tx, k: NewApiKey): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.api_key (id, party_id, label, digest, scopes, rate_class, created_at, expires_at)
        values (${k.id}, ${k.partyId}, ${k.label}, ${k.digest}, ${[...k.scopes]}::text[], ${k.rateClass},
                ${k.createdAt}, ${k.expiresAt})`,
  );

export const revokeApiKey = (tx: Tx, id: Id, now: string): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.api_key set revoked_at = ${now}
        where tenant_id = platform.current_tenant() and id = ${id} and revoked_at is null`,
  );

export interface ApiKeyRow {
  readonly id: Id;
  readonly label: string;
  readonly service: Text;
  readonly owner: Text;
  readonly scopes: string[];
  readonly rateClass: 'standard' | 'bulk';
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

/** Service keys after `after`, the newest first, revoked ones too; never what opens anything. */
export const apiKeys = (tx: Tx, after: Id | null, limit: number): Promise<ApiKeyRow[]> =>
  rows(
    tx,
    sql<ApiKeyRow>`
      select a.id, a.label, coalesce(p.name, '{}') as service, coalesce(o.name, '{}') as owner,
        a.scopes, a.rate_class as "rateClass", to_json(a.created_at) #>> '{}' as "createdAt",
        to_json(a.expires_at) #>> '{}' as "expiresAt", to_json(a.revoked_at) #>> '{}' as "revokedAt"
      from identity.api_key a
      join identity.party p on p.tenant_id = a.tenant_id and p.id = a.party_id
      left join identity.party o on o.tenant_id = p.tenant_id and o.id = p.owner_id
      where a.tenant_id = platform.current_tenant() and (${after}::uuid is null or a.id < ${after}::uuid)
      order by a.id desc limit ${limit}`,
  );
