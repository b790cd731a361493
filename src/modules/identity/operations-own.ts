import { z } from 'zod';
import { ROLES, SEGMENTS } from '#kernel/actor.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn } from '#platform/policy.ts';
import { CONTACT_KINDS, IdInput, PARTY_KINDS, TextOutput } from './model.ts';
import type { Ports } from './ports.ts';
import { identityProblems } from './problems.ts';
import { displayNames, nameOf, writeContact } from './records.ts';
import { credentialsOf } from './store-credentials.ts';
import { contactsOf, findParty, identifiersOf, setPreferences } from './store-parties.ts';
import { findOwnSession, revokeSession, revokeSessionsOf, sessionsOf } from './store-sessions.ts';
import { roleGrantsOf } from './store-standing.ts';

const NamedParty = z.strictObject({ id: z.string(), name: TextOutput });

const Me = z.strictObject({
  party: z.strictObject({
    id: z.string(),
    kind: z.enum(PARTY_KINDS),
    name: TextOutput,
    language: z.string(),
    /** Null until chosen. */
    digits: z.enum(['latn', 'arab']).nullable(),
    sample: z.boolean(),
  }),
  segment: z.enum(SEGMENTS).nullable(),
  actingFor: NamedParty.nullable(),
  roles: z.array(z.strictObject({ role: z.enum(ROLES), municipalityId: z.string().nullable() })),
  /** Granted, but not counting until this session has proved a second factor. */
  rolesWaiting: z.array(z.enum(ROLES)),
  teams: z.array(z.string()),
  assurance: z.enum(['low', 'high']).nullable(),
  secondFactors: z.array(z.enum(['passkey', 'totp'])),
  identifiers: z.array(z.strictObject({ kind: z.string(), masked: z.string() })),
  contacts: z.array(z.strictObject({ kind: z.enum(CONTACT_KINDS), masked: z.string(), verified: z.boolean() })),
  sessionExpiresAt: z.string().nullable(),
});
export type Me = z.infer<typeof Me>;

export const OwnSession = z.strictObject({
  id: z.string(),
  segment: z.enum(SEGMENTS),
  assurance: z.enum(['low', 'high']),
  device: z.string(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  expiresAt: z.string(),
  current: z.boolean(),
});
export type OwnSession = z.infer<typeof OwnSession>;

/** What everybody who signed in may do about their own account. */
export const ownOperations = ({ vault }: Ports): Operation[] => [
  operation({
    name: 'identity.who-am-i',
    summary: { ar: 'بيانات الحساب الحالي', en: 'The account that is signed in' },
    kind: 'query',
    who: [signedIn()],
    route: { method: 'GET', path: '/identity/me' },
    input: z.strictObject({}),
    output: Me,
    rate: 'read',
    async run(tx, _input, { actor, tenant, now }) {
      const party = await findParty(tx, actor.partyId!);
      if (party === undefined) throw identityProblems['not-found']();
      const session = actor.sessionId === null ? undefined : await findOwnSession(tx, actor.sessionId);
      const grants = party.kind === 'employee' ? await roleGrantsOf(tx, [party.id], now.toString()) : [];
      const names = await displayNames(tx, vault, tenant.id, actor.onBehalfOf === null ? [] : [actor.onBehalfOf]);
      return {
        party: {
          id: party.id,
          kind: party.kind,
          name: nameOf(vault, tenant.id, party),
          language: party.language,
          digits: party.digits,
          sample: party.sample,
        },
        segment: actor.segment,
        actingFor: actor.onBehalfOf === null ? null : { id: actor.onBehalfOf, name: names.get(actor.onBehalfOf) ?? {} },
        roles: actor.roles.map(({ role, municipalityId }) => ({ role, municipalityId })),
        rolesWaiting: actor.roles.length > 0 ? [] : [...new Set(grants.map((grant) => grant.role))],
        teams: [...actor.teams],
        assurance: session?.assurance ?? null,
        secondFactors: (await credentialsOf(tx, party.id)).map((credential) => credential.kind),
        identifiers: (await identifiersOf(tx, party.id))
          .filter(({ kind }) => kind !== 'OIDC_SUBJECT')
          .map(({ kind, masked }) => ({ kind, masked })),
        contacts: (await contactsOf(tx, [party.id])).map(({ kind, masked, verified }) => ({ kind, masked, verified })),
        sessionExpiresAt: session?.expiresAt ?? null,
      };
    },
  }),

  operation({
    name: 'identity.list-my-sessions',
    summary: { ar: 'جلسات الدخول المفتوحة', en: 'My open sessions' },
    kind: 'query',
    who: [signedIn()],
    route: { method: 'GET', path: '/identity/sessions' },
    input: z.strictObject({}),
    output: z.array(OwnSession),
    rate: 'read',
    run: async (tx, _input, { actor, now }) =>
      (await sessionsOf(tx, actor.partyId!, now.toString())).map((session) => ({
        ...session,
        current: session.id === actor.sessionId,
      })),
  }),

  operation({
    name: 'identity.revoke-session',
    summary: { ar: 'إنهاء جلسة دخول', en: 'End one of my sessions' },
    kind: 'command',
    who: [signedIn()],
    route: { method: 'DELETE', path: '/identity/sessions/{sessionId}' },
    input: z.strictObject({ sessionId: IdInput }),
    output: z.strictObject({ ended: z.number() }),
    rate: 'write',
    async run(tx, { sessionId }, { actor, now, about }) {
      about({ type: 'session', id: sessionId });
      const ended = await revokeSession(tx, sessionId, actor.partyId!, now.toString());
      if (ended === 0) throw identityProblems['session-not-found']();
      return { ended };
    },
  }),

  operation({
    name: 'identity.revoke-other-sessions',
    summary: { ar: 'إنهاء جميع الجلسات الأخرى', en: 'End all my other sessions' },
    kind: 'command',
    who: [signedIn()],
    route: { method: 'DELETE', path: '/identity/sessions' },
    input: z.strictObject({}),
    output: z.strictObject({ ended: z.number() }),
    rate: 'write',
    async run(tx, _input, { actor, now, about }) {
      about({ type: 'party', id: actor.partyId! });
      return { ended: await revokeSessionsOf(tx, actor.partyId!, now.toString(), actor.sessionId) };
    },
  }),

  operation({
    name: 'identity.put-preferences',
    summary: { ar: 'لغة الحساب وشكل الأرقام', en: 'My language and digits' },
    kind: 'command',
    who: [signedIn()],
    route: { method: 'PUT', path: '/identity/preferences' },
    input: z.strictObject({ language: z.enum(['ar', 'en']).optional(), digits: z.enum(['latn', 'arab']).optional() }),
    output: z.strictObject({ language: z.string(), digits: z.enum(['latn', 'arab']).nullable() }),
    rate: 'write',
    async run(tx, given, { actor, about }) {
      about({ type: 'party', id: actor.partyId! });
      const kept = await setPreferences(tx, actor.partyId!, given);
      if (kept === undefined) throw identityProblems['not-found']();
      return kept;
    },
  }),

  operation({
    name: 'identity.put-contact',
    summary: { ar: 'تحديث وسيلة التواصل', en: 'Change how I am reached' },
    kind: 'command',
    who: [signedIn()],
    route: { method: 'PUT', path: '/identity/contacts/{kind}' },
    input: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('mobile'), value: z.string().max(20) }),
      z.strictObject({ kind: z.literal('email'), value: z.email().max(254) }),
    ]),
    output: z.strictObject({ kind: z.enum(CONTACT_KINDS), verified: z.literal(false) }),
    rate: 'write',
    async run(tx, { kind, value }, { actor, tenant, about }) {
      const party = await findParty(tx, actor.partyId!);
      if (party === undefined || party.wrappedKey === null) throw identityProblems['not-found']();
      about({ type: 'party', id: party.id });
      await writeContact(tx, vault.subject(tenant.id, party.id, party.wrappedKey), party.id, kind, value, null);
      return { kind, verified: false as const };
    },
  }),
];
