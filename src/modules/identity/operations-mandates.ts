import { z } from 'zod';
import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn, tenantRole } from '#platform/policy.ts';
import {
  Identifier,
  IdInput,
  InstantInput,
  MANDATE_SCOPES,
  type MandateSnapshot,
  PARTY_KINDS,
  TextOutput,
} from './model.ts';
import type { Ports } from './ports.ts';
import { identityProblems, wrongField } from './problems.ts';
import { displayNames, writeParty } from './records.ts';
import { canonicalIdentifier, mandateIsLive, termIsPossible } from './rules.ts';
import { findParty, findPartyByIdentifier } from './store-parties.ts';
import { findOwnSession, revokeSessionsByMandate, setMandate } from './store-sessions.ts';
import { addMandate, findMandate, mandatesFrom, mandatesTo, revokeMandate } from './store-standing.ts';

const Party = z.strictObject({ id: z.string(), name: TextOutput });
const Mandate = z.strictObject({
  id: z.string(),
  from: Party,
  fromKind: z.enum(PARTY_KINDS),
  to: Party,
  scope: z.enum(MANDATE_SCOPES),
  validFrom: z.string(),
  validUntil: z.string().nullable(),
  /** In force now; false before it begins and after it ended. */
  live: z.boolean(),
});
export type MandateView = z.infer<typeof Mandate>;

/** Only the person's number is asked: whether they ever signed in is nobody else's business, so the answer never tells. */
const GrantMandate = z.strictObject({
  identifier: Identifier.extend({ kind: z.enum(['NATIONAL_ID', 'IQAMA']) }),
  scope: z.enum(MANDATE_SCOPES).default('act'),
  validUntil: InstantInput.nullable().default(null),
  /** The party acted for; left out, the one this session acts for. */
  fromParty: IdInput.optional(),
});

/** Acting for another party: choosing, granting, revoking. */
export function mandateOperations({ vault }: Ports): Operation[] {
  async function describe(tx: Tx, tenantId: number, mandates: readonly MandateSnapshot[], now: Temporal.Instant) {
    const names = await displayNames(
      tx,
      vault,
      tenantId,
      mandates.flatMap((m) => [m.fromParty, m.toParty]),
    );
    const party = (id: Id) => ({ id, name: names.get(id) ?? {} });
    return mandates.map((m) => ({
      id: m.id,
      from: party(m.fromParty),
      fromKind: m.fromKind,
      to: party(m.toParty),
      scope: m.scope,
      validFrom: m.validFrom,
      validUntil: m.validUntil,
      live: mandateIsLive(m, now),
    }));
  }

  /** Whether the actor may grant and revoke for this party: by a live mandate to manage it, or as administrator. */
  async function mayManage(tx: Tx, actor: Actor, fromParty: Id, now: Temporal.Instant): Promise<boolean> {
    if (actor.kind === 'system' || actor.roles.some((g) => g.role === 'administrator' && g.municipalityId === null)) {
      return true;
    }
    if (actor.onBehalfOf !== fromParty) return false;
    const own = await mandatesTo(tx, actor.partyId!);
    return own.some((m) => m.fromParty === fromParty && m.scope === 'manage' && mandateIsLive(m, now));
  }

  return [
    operation({
      name: 'identity.list-mandates',
      summary: {
        ar: 'التفويضات الممنوحة لي والممنوحة عن الجهة التي أمثلها',
        en: 'Mandates given to me and by the party I act for',
      },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/identity/mandates' },
      input: z.strictObject({}),
      output: z.strictObject({ mine: z.array(Mandate), given: z.array(Mandate), mayGrant: z.boolean() }),
      rate: 'read',
      async run(tx, _input, { actor, tenant, now }) {
        const mayGrant = actor.onBehalfOf !== null && (await mayManage(tx, actor, actor.onBehalfOf, now));
        return {
          mine: await describe(tx, tenant.id, await mandatesTo(tx, actor.partyId!), now),
          given: mayGrant ? await describe(tx, tenant.id, await mandatesFrom(tx, actor.onBehalfOf!), now) : [],
          mayGrant,
        };
      },
    }),

    operation({
      name: 'identity.choose-mandate',
      summary: { ar: 'اختيار الجهة التي أمثلها في هذه الجلسة', en: 'Choose whom this session acts for' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'PUT', path: '/identity/acting-for' },
      /** null: for oneself. */
      input: z.strictObject({ mandateId: IdInput.nullable() }),
      output: z.strictObject({ actingFor: Party.nullable() }),
      rate: 'write',
      async run(tx, { mandateId }, { actor, tenant, now, about }) {
        const session = actor.sessionId === null ? undefined : await findOwnSession(tx, actor.sessionId);
        if (session === undefined) throw identityProblems['needs-session']();
        if (mandateId === null) {
          await setMandate(tx, session.id, null);
          return { actingFor: null };
        }
        const mandate = await findMandate(tx, mandateId);
        // Somebody else's mandate answers like one that does not exist.
        if (mandate === undefined || mandate.toParty !== actor.partyId) throw identityProblems['not-found']();
        if (!mandateIsLive(mandate, now)) throw identityProblems['mandate-not-live']();
        about({ type: 'mandate', id: mandate.id });
        await setMandate(tx, session.id, mandate.id);
        const names = await displayNames(tx, vault, tenant.id, [mandate.fromParty]);
        return { actingFor: { id: mandate.fromParty, name: names.get(mandate.fromParty) ?? {} } };
      },
    }),

    operation({
      name: 'identity.grant-mandate',
      summary: { ar: 'تفويض شخص لتمثيل الجهة', en: 'Give a person a mandate to act for the party' },
      kind: 'command',
      who: [signedIn(), tenantRole('administrator')],
      route: { method: 'POST', path: '/identity/mandates' },
      input: GrantMandate,
      output: z.strictObject({ mandateId: z.string() }),
      rate: 'write',
      async run(tx, input, { actor, tenant, now, newId, about, emit }) {
        const fromParty = input.fromParty ?? actor.onBehalfOf;
        if (fromParty === null || !(await mayManage(tx, actor, fromParty, now))) {
          throw identityProblems['may-not-delegate']();
        }
        const body = await findParty(tx, fromParty);
        if (body === undefined || (body.kind !== 'organisation' && body.kind !== 'agency')) {
          throw identityProblems['may-not-delegate']();
        }
        const until = input.validUntil === null ? null : Temporal.Instant.from(input.validUntil);
        if (!termIsPossible(now, until, now)) throw wrongField('ends-before-it-begins', 'validUntil');
        const value = canonicalIdentifier(input.identifier);
        if (value === undefined) throw wrongField('identifier-invalid', 'identifier.value');
        const { kind } = input.identifier;
        const known = await findPartyByIdentifier(tx, 'public', kind, vault.digest(tenant.id, kind, value));
        const toParty = known?.id ?? newId();
        if (known === undefined) {
          const facts = { id: toParty, kind: 'person' as const, name: null, identifiers: [input.identifier] };
          await writeParty(tx, vault, tenant.id, facts, undefined, now);
        }
        const id = newId();
        await addMandate(tx, {
          id,
          fromParty,
          toParty,
          scope: input.scope,
          validFrom: now.toString(),
          validUntil: until?.toString() ?? null,
          grantedBy: actor.partyId,
        });
        about({ type: 'mandate', id });
        emit({ type: 'identity.mandate-granted', key: id, payload: { mandateId: id, fromParty, toParty } });
        return { mandateId: id };
      },
    }),

    operation({
      name: 'identity.revoke-mandate',
      summary: { ar: 'إلغاء تفويض', en: 'Revoke a mandate' },
      kind: 'command',
      who: [signedIn(), tenantRole('administrator')],
      route: { method: 'DELETE', path: '/identity/mandates/{mandateId}' },
      input: z.strictObject({ mandateId: IdInput }),
      output: z.strictObject({ sessionsEnded: z.number() }),
      rate: 'write',
      async run(tx, { mandateId }, { actor, now, about, emit }) {
        const mandate = await findMandate(tx, mandateId);
        // One may lay down one's own mandate; otherwise whoever may grant may revoke.
        if (
          mandate === undefined ||
          (mandate.toParty !== actor.partyId && !(await mayManage(tx, actor, mandate.fromParty, now)))
        ) {
          throw identityProblems['not-found']();
        }
        if ((await revokeMandate(tx, mandateId, now.toString())) === 0) throw identityProblems['mandate-not-live']();
        const sessionsEnded = await revokeSessionsByMandate(tx, mandateId, now.toString());
        about({ type: 'mandate', id: mandateId });
        const { fromParty, toParty } = mandate;
        emit({ type: 'identity.mandate-revoked', key: mandateId, payload: { mandateId, fromParty, toParty } });
        return { sessionsEnded };
      },
    }),
  ];
}
