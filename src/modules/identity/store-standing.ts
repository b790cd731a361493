import type { Role, RoleGrant } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { MandateScope, MandateSnapshot, PutTeam } from './model.ts';
import type { PartyRow } from './store-parties.ts';

export interface TeamRow {
  readonly code: string;
  readonly name: Text;
  readonly department: string;
  readonly areas: readonly Id[];
  readonly members: number;
}

export async function putTeam(tx: Tx, team: PutTeam): Promise<void> {
  await sql`insert into identity.team (code, name, department, areas)
    values (${team.code}, ${JSON.stringify(team.name)}::jsonb, ${team.department}, ${team.areas}::uuid[])
    on conflict (tenant_id, code) do update
      set name = excluded.name, department = excluded.department, areas = excluded.areas`.execute(tx);
  if (team.members === undefined) return;
  await sql`with gone as (
      delete from identity.team_member where tenant_id = platform.current_tenant() and team_code = ${team.code}
        and party_id <> all(${team.members}::uuid[]))
    insert into identity.team_member (team_code, party_id)
    select ${team.code}, id from unnest(${team.members}::uuid[]) as m (id) on conflict do nothing`.execute(tx);
}

export const teams = (tx: Tx): Promise<TeamRow[]> =>
  rows(
    tx,
    sql<TeamRow>`select t.code, t.name, t.department, t.areas,
        (select count(*) from identity.team_member m where m.tenant_id = t.tenant_id and m.team_code = t.code) as members
      from identity.team t where t.tenant_id = platform.current_tenant() order by t.code`,
  );

/** The team of a department for a municipality: one that serves it by name before one that serves the whole tenant. */
export const findTeamFor = (tx: Tx, department: string, municipalityId: Id | null): Promise<TeamRow | undefined> =>
  findRow(
    tx,
    sql<TeamRow>`select code, name, department, areas, 0 as members from identity.team
      where tenant_id = platform.current_tenant() and department = ${department}
        and (areas = '{}' or ${municipalityId}::uuid = any(areas))
      order by (areas = '{}'), cardinality(areas), code limit 1`,
  );

export const membersOf = async (tx: Tx, team: string): Promise<Id[]> =>
  (
    await rows(
      tx,
      sql<{ id: Id }>`select m.party_id as id from identity.team_member m
        join identity.party p on p.tenant_id = m.tenant_id and p.id = m.party_id and p.status = 'active'
        where m.tenant_id = platform.current_tenant() and m.team_code = ${team} order by m.party_id`,
    )
  ).map((row) => row.id);

export const teamsOf = async (tx: Tx, partyId: Id): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ code: string }>`select team_code as code from identity.team_member
        where tenant_id = platform.current_tenant() and party_id = ${partyId} order by team_code`,
    )
  ).map((row) => row.code);

export async function setTeamsOf(tx: Tx, partyId: Id, codes: readonly string[]): Promise<void> {
  await sql`with gone as (
      delete from identity.team_member where tenant_id = platform.current_tenant() and party_id = ${partyId}
        and team_code <> all(${[...codes]}::text[]))
    insert into identity.team_member (team_code, party_id)
    select code, ${partyId}::uuid from unnest(${[...codes]}::text[]) as t (code) on conflict do nothing`.execute(tx);
}

export interface RoleGrantRow extends RoleGrant {
  readonly id: Id;
  readonly partyId: Id;
  readonly validFrom: string;
  readonly validUntil: string | null;
}

const grantColumns = sql`id, party_id as "partyId", role, municipality_id as "municipalityId",
  to_json(valid_from) #>> '{}' as "validFrom", to_json(valid_until) #>> '{}' as "validUntil"`;

/** Grants not yet over, those of the future included. */
export const roleGrantsOf = (tx: Tx, partyIds: readonly Id[], now: string): Promise<RoleGrantRow[]> =>
  rows(
    tx,
    sql<RoleGrantRow>`select ${grantColumns} from identity.role_grant
      where tenant_id = platform.current_tenant() and party_id = any(${[...partyIds]}::uuid[]) and ended_at is null
        and (valid_until is null or valid_until > ${now}) order by role, id`,
  );

export const findRoleGrant = (tx: Tx, id: Id): Promise<RoleGrantRow | undefined> =>
  findRow(
    tx,
    sql<RoleGrantRow>`select ${grantColumns} from identity.role_grant
      where tenant_id = platform.current_tenant() and id = ${id} and ended_at is null`,
  );

export const addRoleGrant = (tx: Tx, grant: RoleGrantRow & { grantedBy: Id | null }): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.role_grant (id, party_id, role, municipality_id, valid_from, valid_until, granted_by)
        values (${grant.id}, ${grant.partyId}, ${grant.role}, ${grant.municipalityId}, ${grant.validFrom},
                ${grant.validUntil}, ${grant.grantedBy})`,
  );

export const endRoleGrant = (tx: Tx, id: Id, now: string): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.role_grant set ended_at = ${now}
        where tenant_id = platform.current_tenant() and id = ${id} and ended_at is null`,
  );

export const partiesWithRole = async (tx: Tx, role: Role, municipalityId: Id | null, now: string): Promise<Id[]> =>
  (
    await rows(
      tx,
      sql<{ id: Id }>`select distinct g.party_id as id from identity.role_grant g
        join identity.party p on p.tenant_id = g.tenant_id and p.id = g.party_id and p.status = 'active'
        where g.tenant_id = platform.current_tenant() and g.role = ${role} and g.ended_at is null
          and g.valid_from <= ${now} and (g.valid_until is null or g.valid_until > ${now})
          and (g.municipality_id is null or ${municipalityId}::uuid is null or g.municipality_id = ${municipalityId}::uuid)
        order by 1`,
    )
  ).map((row) => row.id);

export interface StaffRow extends PartyRow {
  readonly secondFactors: number;
}

/** Employees after `after`, by id; a page of at most `limit`. */
export const staffPage = (tx: Tx, after: Id | null, limit: number): Promise<StaffRow[]> =>
  rows(
    tx,
    sql<StaffRow>`
      select p.id, p.kind, p.code, p.name, p.sealed_name as "sealedName", p.owner_id as "ownerId", p.status, p.sample,
        p.language, p.digits, k.wrapped as "wrappedKey",
        (select count(*) from identity.credential c where c.tenant_id = p.tenant_id and c.party_id = p.id
           and c.confirmed_at is not null) as "secondFactors"
      from identity.party p
      left join identity.subject_key k on k.tenant_id = p.tenant_id and k.party_id = p.id
      where p.tenant_id = platform.current_tenant() and p.kind = 'employee'
        and (${after}::uuid is null or p.id > ${after}::uuid)
      order by p.id limit ${limit}`,
  );

/** Active members of these teams, by team and then by id; at most `limit`. */
export const membersOfTeams = (
  tx: Tx,
  teams: readonly string[] | null,
  limit: number,
): Promise<(PartyRow & { readonly team: string })[]> =>
  rows(
    tx,
    sql<PartyRow & { team: string }>`
      select p.id, p.kind, p.code, p.name, p.sealed_name as "sealedName", p.owner_id as "ownerId", p.status, p.sample,
        p.language, p.digits, k.wrapped as "wrappedKey", m.team_code as team
      from identity.team_member m
      join identity.party p on p.tenant_id = m.tenant_id and p.id = m.party_id and p.status = 'active'
        and p.kind = 'employee'
      left join identity.subject_key k on k.tenant_id = p.tenant_id and k.party_id = p.id
      where m.tenant_id = platform.current_tenant()
        and (${teams === null} or m.team_code = any(${[...(teams ?? [])]}::text[]))
      order by m.team_code, p.id limit ${limit}`,
  );

export const countStaff = async (tx: Tx): Promise<number> =>
  (await findRow(
    tx,
    sql<{ n: number }>`select count(*) as n from identity.party
      where tenant_id = platform.current_tenant() and kind = 'employee'`,
  ))!.n;

export const teamsOfMany = (tx: Tx, partyIds: readonly Id[]): Promise<{ partyId: Id; code: string }[]> =>
  rows(
    tx,
    sql<{ partyId: Id; code: string }>`select party_id as "partyId", team_code as code from identity.team_member
      where tenant_id = platform.current_tenant() and party_id = any(${[...partyIds]}::uuid[]) order by 2`,
  );

const mandateColumns = sql`m.id, m.from_party as "fromParty", o.kind as "fromKind", o.status as "fromStatus",
  m.to_party as "toParty", m.scope, to_json(m.valid_from) #>> '{}' as "validFrom",
  to_json(m.valid_until) #>> '{}' as "validUntil", to_json(m.revoked_at) #>> '{}' as "revokedAt"`;
const mandateFrom = sql`identity.mandate m join identity.party o on o.tenant_id = m.tenant_id and o.id = m.from_party`;

export const findMandate = (tx: Tx, id: Id): Promise<MandateSnapshot | undefined> =>
  findRow(
    tx,
    sql<MandateSnapshot>`select ${mandateColumns} from ${mandateFrom}
      where m.tenant_id = platform.current_tenant() and m.id = ${id}`,
  );

/** Mandates given to a party, newest first; revoked ones left out. */
export const mandatesTo = (tx: Tx, partyId: Id): Promise<MandateSnapshot[]> =>
  rows(
    tx,
    sql<MandateSnapshot>`select ${mandateColumns} from ${mandateFrom}
      where m.tenant_id = platform.current_tenant() and m.to_party = ${partyId} and m.revoked_at is null
      order by m.id desc`,
  );

export const mandatesFrom = (tx: Tx, partyId: Id): Promise<MandateSnapshot[]> =>
  rows(
    tx,
    sql<MandateSnapshot>`select ${mandateColumns} from ${mandateFrom}
      where m.tenant_id = platform.current_tenant() and m.from_party = ${partyId} and m.revoked_at is null
      order by m.id desc`,
  );

export const addMandate = (
  tx: Tx,
  m: {
    id: Id;
    fromParty: Id;
    toParty: Id;
    scope: MandateScope;
    validFrom: string;
    validUntil: string | null;
    grantedBy: Id | null;
  },
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into identity.mandate (id, from_party, to_party, scope, valid_from, valid_until, granted_by)
        values (${m.id}, ${m.fromParty}, ${m.toParty}, ${m.scope}, ${m.validFrom}, ${m.validUntil}, ${m.grantedBy})`,
  );

export const revokeMandate = (tx: Tx, id: Id, now: string): Promise<number> =>
  changedRows(
    tx,
    sql`update identity.mandate set revoked_at = ${now}
        where tenant_id = platform.current_tenant() and id = ${id} and revoked_at is null`,
  );
