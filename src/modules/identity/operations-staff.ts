import { z } from 'zod';
import { ROLES } from '#kernel/actor.ts';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import type { Bilingual } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { Identifier, IdInput, InstantInput, TeamCode, TextInput, TextOutput } from './model.ts';
import { type ForgettingSource, forgetPerson } from './operations-requests-due.ts';
import { changingTeams, naming, teamOperations } from './operations-teams.ts';
import type { Ports } from './ports.ts';
import { identityProblems } from './problems.ts';
import { nameOf, writeParty } from './records.ts';
import { assertMayGrant, assertTerm, canonicalIdentifier } from './rules.ts';
import { findParty, findPartyByIdentifier, type PartyRow, setStatus } from './store-parties.ts';
import { isHeld } from './store-requests.ts';
import { revokeSessionsOf, tellAccessChanged } from './store-sessions.ts';
import * as standing from './store-standing.ts';

const administrator = () => tenantRole('administrator');

const StaffMember = z.strictObject({
  id: z.string(),
  name: TextOutput,
  status: z.enum(['active', 'suspended', 'erased']),
  sample: z.boolean(),
  roles: z.array(
    z.strictObject({
      grantId: z.string(),
      role: z.enum(ROLES),
      municipalityId: z.string().nullable(),
      validFrom: z.string(),
      validUntil: z.string().nullable(),
    }),
  ),
  teams: z.array(z.string()),
  hasSecondFactor: z.boolean(),
});

const UNKNOWN_TEAM: Bilingual = { ar: 'لا يوجد فريق بهذا الرمز.', en: 'There is no team of this code.' };

/** Employees, their teams and roles, and the standing of any party. */
export function staffOperations({ vault }: Ports, forgetting: readonly ForgettingSource[]): Operation[] {
  async function getParty(tx: Tx, id: Id): Promise<PartyRow> {
    const party = await findParty(tx, id);
    if (party === undefined) throw identityProblems['not-found']();
    return party;
  }

  return [
    ...teamOperations({ vault }),
    operation({
      name: 'identity.list-staff',
      summary: { ar: 'الموظفون وأدوارهم وفرقهم', en: 'Employees with their roles and teams' },
      kind: 'query',
      who: [tenantRole('administrator', 'supervisor', 'auditor')],
      route: { method: 'GET', path: '/identity/staff' },
      input: z.strictObject({ after: IdInput.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      output: z.strictObject({ staff: z.array(StaffMember), next: z.string().nullable(), total: z.number() }),
      rate: 'read',
      async run(tx, { after, limit }, { tenant, now }) {
        const page = await standing.staffPage(tx, after ?? null, limit);
        const ids = page.map((row) => row.id);
        const grants = await standing.roleGrantsOf(tx, ids, now.toString());
        const teams = await standing.teamsOfMany(tx, ids);
        return {
          staff: page.map((row) => ({
            id: row.id,
            name: nameOf(vault, tenant.id, row),
            status: row.status,
            sample: row.sample,
            roles: grants
              .filter((grant) => grant.partyId === row.id)
              .map(({ id, role, municipalityId, validFrom, validUntil }) => ({
                grantId: id,
                role,
                municipalityId,
                validFrom,
                validUntil,
              })),
            teams: teams.filter((team) => team.partyId === row.id).map((team) => team.code),
            hasSecondFactor: row.secondFactors > 0,
          })),
          next: page.length === limit ? page.at(-1)!.id : null,
          total: await standing.countStaff(tx),
        };
      },
    }),

    operation({
      name: 'identity.add-employee',
      summary: { ar: 'إضافة موظف', en: 'Add an employee' },
      kind: 'command',
      who: [administrator(), system()],
      route: { method: 'POST', path: '/identity/staff' },
      input: z.strictObject({
        name: TextInput,
        identifier: Identifier.extend({ kind: z.enum(['NATIONAL_ID', 'IQAMA']) }),
        mobile: z.string().max(20).optional(),
        email: z.email().max(254).optional(),
        teams: z.array(TeamCode).max(20).default([]),
      }),
      output: z.strictObject({ partyId: z.string() }),
      rate: 'write',
      async run(tx, { name, identifier, mobile, email, teams }, { actor, tenant, now, newId, about }) {
        const value = canonicalIdentifier(identifier);
        if (value === undefined) throw identityProblems['identifier-invalid']();
        const { kind } = identifier;
        const known = await findPartyByIdentifier(tx, 'staff', kind, vault.digest(tenant.id, kind, value));
        const id = known?.id ?? newId();
        const facts = { id, kind: 'employee' as const, name: { text: name }, identifiers: [identifier], mobile, email };
        await writeParty(tx, vault, tenant.id, facts, known, now);
        const touched = [...new Set([...teams, ...(await standing.teamsOf(tx, id))])];
        await changingTeams(tx, touched, { at: now, partyId: actor.partyId }, () =>
          naming('teams', UNKNOWN_TEAM, standing.setTeamsOf(tx, id, teams)),
        );
        await tellAccessChanged(tx, id);
        about({ type: 'party', id });
        return { partyId: id };
      },
    }),

    operation({
      name: 'identity.put-role-grant',
      summary: { ar: 'منح دور لموظف', en: 'Give an employee a role' },
      kind: 'command',
      who: [administrator(), system()],
      route: { method: 'POST', path: '/identity/role-grants' },
      input: z.strictObject({
        partyId: IdInput,
        role: z.enum(ROLES),
        municipalityId: IdInput.nullable().default(null),
        validFrom: InstantInput.optional(),
        validUntil: InstantInput.nullable().default(null),
      }),
      output: z.strictObject({ grantId: z.string() }),
      rate: 'write',
      async run(tx, input, { actor, now, newId, about, emit }) {
        assertMayGrant(actor, input.partyId, input.municipalityId);
        const from = input.validFrom === undefined ? now : Temporal.Instant.from(input.validFrom);
        const until = input.validUntil === null ? null : Temporal.Instant.from(input.validUntil);
        assertTerm(from, until, now);
        const party = await getParty(tx, input.partyId);
        if (party.kind !== 'employee') throw identityProblems['not-an-employee']();
        const id = newId();
        await standing.addRoleGrant(tx, {
          id,
          partyId: party.id,
          role: input.role,
          municipalityId: input.municipalityId,
          validFrom: from.toString(),
          validUntil: until?.toString() ?? null,
          grantedBy: actor.partyId,
        });
        await tellAccessChanged(tx, party.id);
        about({ type: 'party', id: party.id });
        emit({ type: 'identity.role-granted', key: party.id, payload: { partyId: party.id, role: input.role } });
        return { grantId: id };
      },
    }),

    operation({
      name: 'identity.end-role-grant',
      summary: { ar: 'إنهاء دور موظف', en: 'End an employee’s role' },
      kind: 'command',
      who: [administrator(), system()],
      route: { method: 'DELETE', path: '/identity/role-grants/{grantId}' },
      input: z.strictObject({ grantId: IdInput }),
      output: z.strictObject({ ended: z.number() }),
      rate: 'write',
      async run(tx, { grantId }, { actor, now, about, emit }) {
        const grant = await standing.findRoleGrant(tx, grantId);
        if (grant === undefined) throw identityProblems['not-found']();
        assertMayGrant(actor, grant.partyId, grant.municipalityId);
        about({ type: 'party', id: grant.partyId });
        const { partyId, role } = grant;
        emit({ type: 'identity.role-ended', key: partyId, payload: { partyId, role } });
        await tellAccessChanged(tx, partyId);
        return { ended: await standing.endRoleGrant(tx, grantId, now.toString()) };
      },
    }),

    operation({
      name: 'identity.suspend-party',
      summary: { ar: 'إيقاف حساب وإنهاء جلساته فورا', en: 'Suspend an account and end its sessions at once' },
      kind: 'command',
      who: [administrator(), system()],
      route: { method: 'POST', path: '/identity/parties/{partyId}/suspension' },
      input: z.strictObject({ partyId: IdInput, reason: plainText({ min: 3, max: 500 }) }),
      output: z.strictObject({ sessionsEnded: z.number() }),
      rate: 'write',
      async run(tx, { partyId, reason }, { actor, now, about, emit }) {
        assertMayGrant(actor, partyId, null);
        await getParty(tx, partyId);
        await setStatus(tx, partyId, 'suspended');
        about({ type: 'party', id: partyId });
        emit({ type: 'identity.party-suspended', key: partyId, payload: { partyId, reason } });
        return { sessionsEnded: await revokeSessionsOf(tx, partyId, now.toString()) };
      },
    }),

    operation({
      name: 'identity.reinstate-party',
      summary: { ar: 'إعادة تفعيل حساب موقوف', en: 'Reinstate a suspended account' },
      kind: 'command',
      who: [administrator(), system()],
      route: { method: 'DELETE', path: '/identity/parties/{partyId}/suspension' },
      input: z.strictObject({ partyId: IdInput }),
      output: z.strictObject({ status: z.literal('active') }),
      rate: 'write',
      async run(tx, { partyId }, { actor, about, emit }) {
        assertMayGrant(actor, partyId, null);
        await getParty(tx, partyId);
        if ((await setStatus(tx, partyId, 'active')) === 0) throw identityProblems['not-found']();
        about({ type: 'party', id: partyId });
        emit({ type: 'identity.party-reinstated', key: partyId, payload: { partyId } });
        return { status: 'active' as const };
      },
    }),

    operation({
      name: 'identity.erase-person',
      summary: {
        ar: 'حذف البيانات الشخصية نهائيا بإتلاف مفتاح صاحبها',
        en: 'Erase a person’s data for good by destroying their key',
      },
      kind: 'command',
      who: [tenantRole('data-steward'), system()],
      route: { method: 'POST', path: '/identity/parties/{partyId}/erasure' },
      input: z.strictObject({ partyId: IdInput, basis: plainText({ min: 3, max: 500 }) }),
      output: z.strictObject({ sessionsEnded: z.number() }),
      rate: 'write',
      async run(tx, { partyId }, context) {
        const { about } = context;
        const party = await getParty(tx, partyId);
        // The record of who held an office is not the office holder's private data.
        if (party.kind !== 'person') throw identityProblems['not-a-person']();
        if (await isHeld(tx, partyId)) throw identityProblems['erasure-held']();
        about({ type: 'party', id: partyId });
        return { sessionsEnded: await forgetPerson(tx, { vault }, forgetting, partyId, context) };
      },
    }),
  ];
}
