import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import {
  Identifier,
  IdInput,
  InstantInput,
  type MandateSnapshot,
  PartyName,
  PutPerson,
  registerOf,
  SegmentInput,
  TextInput,
} from './model.ts';
import type { Ports } from './ports.ts';
import { identityProblems } from './problems.ts';
import { sealName, writeContact, writeParty } from './records.ts';
import {
  API_KEY_PREFIX,
  assertActive,
  assertTerm,
  canonicalIdentifier,
  mandateIsLive,
  sessionExpiry,
} from './rules.ts';
import { confirmTotp, lockTotp, putPendingTotp } from './store-credentials.ts';
import {
  findPartiesByCodes,
  findParty,
  findPartyByCode,
  findPartyByIdentifier,
  type PartyRow,
  setName,
} from './store-parties.ts';
import { addApiKey, addSession, findSession, revokeApiKey, revokeSession } from './store-sessions.ts';
import * as standing from './store-standing.ts';

const Digest = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .transform((text): Uint8Array => Buffer.from(text, 'base64url'));

const OpenSession = z.strictObject({
  tokenDigest: Digest,
  /** The session this browser had before; it ends. */
  formerDigest: Digest.optional(),
  segment: SegmentInput,
  /** Tried in order; a person none of them finds is added. */
  identifiers: z.array(Identifier).min(1).max(4),
  name: PartyName.nullable(),
  mobile: z.string().max(20).optional(),
  email: z.email().max(254).optional(),
  secondFactorProved: z.boolean(),
  device: z.string().max(80),
});

const KEY_DAYS = 365;

/** Operations of the program itself: opening sessions after sign-in, seeding, keys for other programs. */
export function systemOperations({ vault, tokens, totp }: Ports): Operation[] {
  async function findByAny(
    tx: Tx,
    tenantId: number,
    register: 'public' | 'staff',
    identifiers: readonly Identifier[],
  ): Promise<PartyRow | undefined> {
    for (const identifier of identifiers) {
      const value = canonicalIdentifier(identifier);
      if (value === undefined) throw identityProblems['identifier-invalid']();
      const { kind } = identifier;
      const found = await findPartyByIdentifier(tx, register, kind, vault.digest(tenantId, kind, value));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return [
    operation({
      name: 'identity.open-session',
      summary: {
        ar: 'فتح جلسة بعد تحقق خدمة الدخول من الشخص',
        en: 'Open a session for somebody the provider identified',
      },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/identity/system/sessions' },
      input: OpenSession,
      output: z.strictObject({
        sessionId: z.string(),
        partyId: z.string(),
        next: z.enum(['second-factor', 'choose-mandate']).nullable(),
      }),
      rate: 'sign-in',
      async run(tx, input, { tenant, now, newId, about }) {
        const at = now.toString();
        const employee = input.segment === 'employee';
        const known = await findByAny(tx, tenant.id, employee ? 'staff' : 'public', input.identifiers);
        if (known === undefined && employee) throw identityProblems['not-staff']();
        if (known !== undefined) assertActive(known.status);
        const partyId = known?.id ?? newId();
        about({ type: 'party', id: partyId });
        const { name, identifiers, mobile, email } = input;
        if (known === undefined) {
          await writeParty(
            tx,
            vault,
            tenant.id,
            { id: partyId, kind: 'person', name, identifiers, mobile, email },
            known,
            now,
          );
        } else if (known.wrappedKey !== null) {
          const subject = vault.subject(tenant.id, partyId, known.wrappedKey);
          if (known.kind === 'person' && name !== null) await setName(tx, partyId, sealName(subject, name));
          if (mobile !== undefined) await writeContact(tx, subject, partyId, 'mobile', mobile, at);
          if (email !== undefined) await writeContact(tx, subject, partyId, 'email', email, at);
        }
        let mandates: MandateSnapshot[] = [];
        if (input.segment === 'business' || input.segment === 'government') {
          const body = input.segment === 'business' ? 'organisation' : 'agency';
          mandates = (await standing.mandatesTo(tx, partyId)).filter(
            (mandate) => mandate.fromKind === body && mandateIsLive(mandate, now),
          );
        }
        if (input.formerDigest !== undefined) {
          const former = await findSession(tx, input.formerDigest, at);
          if (former !== undefined) await revokeSession(tx, former.id, former.partyId, at);
        }
        const sessionId = newId();
        await addSession(tx, {
          id: sessionId,
          tokenDigest: input.tokenDigest,
          partyId,
          segment: input.segment,
          // Somebody with a single body to act for signed in to act for it.
          mandateId: mandates.length === 1 ? mandates[0]!.id : null,
          assurance: input.secondFactorProved ? 'high' : 'low',
          device: input.device,
          createdAt: at,
          expiresAt: sessionExpiry(input.segment, now).toString(),
        });
        const choose = (input.segment === 'business' || input.segment === 'government') && mandates.length !== 1;
        const next = employee && !input.secondFactorProved ? 'second-factor' : choose ? 'choose-mandate' : null;
        return { sessionId, partyId, next };
      },
    }),

    operation({
      name: 'identity.put-person',
      summary: { ar: 'إضافة طرف أو تحديثه من سجل', en: 'Add a party or bring it up to date from a register' },
      kind: 'command',
      who: [system()],
      route: { method: 'PUT', path: '/identity/system/parties/{code}' },
      input: PutPerson,
      output: z.strictObject({ partyId: z.string(), totpSecret: z.string().nullable() }),
      rate: 'bulk',
      answersOnce: true,
      async run(tx, input, context) {
        const { tenant, now, newId, about } = context;
        const at = now.toString();
        if (input.kind !== 'employee' && (input.roles.length > 0 || input.teams.length > 0)) {
          throw identityProblems['not-an-employee']();
        }
        if (input.enrolTotp && !input.sample) throw identityProblems['not-a-sample']();
        const known =
          (await findPartyByCode(tx, input.code)) ??
          (await findByAny(tx, tenant.id, registerOf(input.kind), input.identifiers));
        const partyId = known?.id ?? newId();
        about({ type: 'party', id: partyId });
        const { code, kind, name, identifiers, mobile, email, sample, language, digits } = input;
        const facts = { id: partyId, kind, code, name, identifiers, mobile, email, sample, language, digits };
        await writeParty(tx, vault, tenant.id, facts, known, now);

        if (kind === 'employee') {
          const held = await standing.roleGrantsOf(tx, [partyId], at);
          for (const { role, municipalityId } of input.roles) {
            if (held.some((grant) => grant.role === role && grant.municipalityId === municipalityId)) continue;
            const id: Id = newId();
            const term = { validFrom: at, validUntil: null };
            await standing.addRoleGrant(tx, { id, partyId, role, municipalityId, ...term, grantedBy: null });
          }
          await standing.setTeamsOf(tx, partyId, input.teams);
        }

        if (input.represents.length > 0) {
          const bodies = await findPartiesByCodes(
            tx,
            input.represents.map((body) => body.code),
          );
          const given = await standing.mandatesTo(tx, partyId);
          for (const { code: bodyCode, scope } of input.represents) {
            const body = bodies.find((row) => row.code === bodyCode);
            if (body === undefined) throw identityProblems['not-found']();
            if (given.some((mandate) => mandate.fromParty === body.id && mandateIsLive(mandate, now))) continue;
            const term = { validFrom: at, validUntil: null };
            await standing.addMandate(tx, {
              id: newId(),
              fromParty: body.id,
              toParty: partyId,
              scope,
              ...term,
              grantedBy: null,
            });
          }
        }

        let totpSecret: string | null = null;
        if (input.enrolTotp && (await lockTotp(tx, partyId, 'confirmed')) === undefined) {
          totpSecret = totp.newSecret();
          const party = (await findParty(tx, partyId))!;
          const sealedSecret = vault.subject(tenant.id, partyId, party.wrappedKey!).seal('totp', totpSecret);
          await putPendingTotp(tx, { id: newId(), partyId, label: 'عامل العرض التجريبي', sealedSecret, createdAt: at });
          await confirmTotp(tx, partyId, at);
        }
        return { partyId, totpSecret };
      },
    }),

    operation({
      name: 'identity.create-api-key',
      summary: { ar: 'إصدار مفتاح خدمة لجهة أو منشأة', en: 'Issue a service key to an agency or establishment' },
      kind: 'command',
      who: [tenantRole('administrator', 'integration-manager'), system()],
      route: { method: 'POST', path: '/identity/api-keys' },
      input: z.strictObject({
        ownerId: IdInput,
        name: TextInput,
        label: plainText({ max: 60 }),
        /** Operation names, `module.*`, or `*`. */
        scopes: z
          .array(z.string().regex(/^(\*|[a-z-]+\.(\*|[a-z0-9-]+))$/))
          .min(1)
          .max(50),
        rateClass: z.enum(['standard', 'bulk']).default('standard'),
        validUntil: InstantInput.optional(),
      }),
      output: z.strictObject({ keyId: z.string(), partyId: z.string(), key: z.string() }),
      rate: 'write',
      answersOnce: true,
      async run(tx, input, { tenant, now, newId, about }) {
        const until =
          input.validUntil === undefined ? now.add({ hours: 24 * KEY_DAYS }) : Temporal.Instant.from(input.validUntil);
        assertTerm(now, until, now);
        const owner = await findParty(tx, input.ownerId);
        if (owner === undefined) throw identityProblems['not-found']();
        if (owner.kind !== 'agency' && owner.kind !== 'organisation') throw identityProblems['not-a-body']();
        const partyId = newId();
        const facts = { id: partyId, kind: 'service' as const, name: { text: input.name }, ownerId: owner.id };
        await writeParty(tx, vault, tenant.id, facts, undefined, now);
        const { token } = tokens.create();
        const key = `${API_KEY_PREFIX}${token}`;
        const keyId = newId();
        await addApiKey(tx, {
          id: keyId,
          partyId,
          label: input.label,
          digest: tokens.digestOf(key),
          scopes: input.scopes,
          rateClass: input.rateClass,
          createdAt: now.toString(),
          expiresAt: until.toString(),
        });
        about({ type: 'api-key', id: keyId });
        return { keyId, partyId, key };
      },
    }),

    operation({
      name: 'identity.revoke-api-key',
      summary: { ar: 'إلغاء مفتاح خدمة', en: 'Revoke a service key' },
      kind: 'command',
      who: [tenantRole('administrator', 'integration-manager'), system()],
      route: { method: 'DELETE', path: '/identity/api-keys/{keyId}' },
      input: z.strictObject({ keyId: IdInput }),
      output: z.strictObject({ revoked: z.number() }),
      rate: 'write',
      async run(tx, { keyId }, { now, about }) {
        const revoked = await revokeApiKey(tx, keyId, now.toString());
        if (revoked === 0) throw identityProblems['not-found']();
        about({ type: 'api-key', id: keyId });
        return { revoked };
      },
    }),
  ];
}
