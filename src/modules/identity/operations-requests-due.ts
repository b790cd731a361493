import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import type { Tenant } from '#platform/tenants.ts';
import { IdInput } from './model.ts';
import type { PersonalPart } from './model-requests.ts';
import type { Ports } from './ports.ts';
import { nameOf, openContact } from './records.ts';
import { fetchableUntil } from './rules-requests.ts';
import { contactsOf, erase, erasedAmong, erasedParties, findParty, identifiersOf } from './store-parties.ts';
import { dropDocuments, dueRequests, requestsOf, setDocument, setRequest } from './store-requests.ts';
import { revokeSessionsOf, sessionsOf } from './store-sessions.ts';
import { mandatesTo } from './store-standing.ts';

/** What a module keeps about a person, in words a person can read. */
export type PersonalSource = (
  tx: Tx,
  tenant: Tenant,
  partyId: Id,
  context: OperationContext,
) => Promise<PersonalPart[]>;

/** How a person who is about to be forgotten can be reached: by this, modules find what they keep without an account. */
export interface KnownBy {
  /** E.164. */
  readonly mobile: string | null;
  readonly email: string | null;
}

/** Forgets what a module keeps under a telephone number or an address of a person, while these can still be read. */
export type ForgettingSource = (tx: Tx, tenant: Tenant, partyId: Id, known: KnownBy) => Promise<void>;

const AT_ONCE = 20;

/** Forgets a person; what other modules keep for the party goes when they hear of it. */
export async function forgetPerson(
  tx: Tx,
  { vault }: Pick<Ports, 'vault'>,
  sources: readonly ForgettingSource[],
  partyId: Id,
  { now, emit, tenant }: OperationContext,
): Promise<number> {
  const party = await findParty(tx, partyId);
  if (party?.wrappedKey) {
    const verified = (await contactsOf(tx, [partyId])).filter((one) => one.verified);
    const told = (kind: 'mobile' | 'email') => {
      const row = verified.find((one) => one.kind === kind);
      return row === undefined ? null : openContact(vault, tenant.id, party.wrappedKey!, row);
    };
    const known = { mobile: told('mobile'), email: told('email') };
    for (const forget of sources) await forget(tx, tenant, partyId, known);
  }
  const sessionsEnded = await revokeSessionsOf(tx, partyId, now.toString());
  await erase(tx, partyId);
  emit({ type: 'identity.person-erased', key: partyId, payload: { partyId } });
  return sessionsEnded;
}

export function dueRequestOperations(
  { vault }: Ports,
  sources: readonly PersonalSource[],
  forgetting: readonly ForgettingSource[],
): Operation[] {
  async function ownParts(tx: Tx, tenantId: number, partyId: Id, now: string): Promise<PersonalPart[]> {
    const party = (await findParty(tx, partyId))!;
    const subject = vault.subject(tenantId, partyId, party.wrappedKey!);
    const contacts = await contactsOf(tx, [partyId]);
    const identifiers = await identifiersOf(tx, partyId);
    return [
      {
        name: 'account',
        records: [
          {
            name: nameOf(vault, tenantId, party),
            language: party.language,
            digits: party.digits,
            ...Object.fromEntries(
              identifiers
                .filter(({ kind }) => kind !== 'OIDC_SUBJECT')
                .map(({ kind, sealed }) => [kind, subject.open(`identifier/${kind}`, sealed)]),
            ),
            ...Object.fromEntries(
              contacts.map((row) => [row.kind, openContact(vault, tenantId, party.wrappedKey!, row)]),
            ),
          },
        ],
      },
      {
        name: 'sessions',
        records: (await sessionsOf(tx, partyId, now)).map(({ device, createdAt, lastSeenAt }) => ({
          device,
          createdAt,
          lastSeenAt,
        })),
      },
      {
        name: 'mandates',
        records: (await mandatesTo(tx, partyId)).map(({ scope, validFrom, validUntil }) => ({
          scope,
          validFrom,
          validUntil,
        })),
      },
      {
        name: 'requests',
        records: (await requestsOf(tx, partyId)).map(({ kind, state, requestedAt, endedAt }) => ({
          kind,
          state,
          requestedAt,
          endedAt,
        })),
      },
    ];
  }

  return [
    operation({
      name: 'identity.answer-data-requests',
      summary: { ar: 'تنفيذ طلبات البيانات التي حان وقتها', en: 'Carry out requests about data whose time has come' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/identity/system/data-requests' },
      input: z.strictObject({}),
      output: z.strictObject({ answered: z.int(), more: z.boolean() }),
      rate: 'bulk',
      async run(tx, _input, context) {
        const { tenant, now } = context;
        const at = now.toString();
        await dropDocuments(tx, at);
        const due = await dueRequests(tx, at, AT_ONCE);
        for (const { id, partyId, kind } of due) {
          const party = await findParty(tx, partyId);
          if (kind === 'access' && party?.wrappedKey) {
            const parts = await ownParts(tx, tenant.id, partyId, at);
            for (const source of sources) parts.push(...(await source(tx, tenant, partyId, context)));
            const text = JSON.stringify({ madeAt: at, tenant: tenant.name, parts });
            const sealed = vault.subject(tenant.id, partyId, party.wrappedKey).seal('export', text);
            await setDocument(tx, id, sealed, fetchableUntil(now).toString());
          }
          if (kind === 'erasure') await forgetPerson(tx, { vault }, forgetting, partyId, context);
          await setRequest(tx, id, { state: 'done', reason: null, by: null, at });
        }
        return { answered: due.length, more: due.length === AT_ONCE };
      },
    }),
    operation({
      name: 'identity.keep-erasures',
      summary: { ar: 'إعادة حذف من حُذفوا قبل استعادة نسخة', en: 'Forget again whom a restored copy brought back' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/identity/system/erasures' },
      input: z.strictObject({ known: z.array(IdInput).max(1_000_000) }),
      bodyLimit: 64 * 1024 * 1024,
      output: z.strictObject({ repeated: z.int(), unknown: z.array(z.string()) }),
      rate: 'bulk',
      async run(tx, { known }, context) {
        const back = await erasedAmong(tx, known);
        for (const partyId of back) await forgetPerson(tx, { vault }, forgetting, partyId, context);
        const listed = new Set(known);
        return { repeated: back.length, unknown: (await erasedParties(tx)).filter((id) => !listed.has(id)) };
      },
    }),
  ];
}
