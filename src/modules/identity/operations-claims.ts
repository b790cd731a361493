import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import { identifierSchema } from '#kernel/identifier-schema.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { relation } from '#platform/policy.ts';
import { TextOutput } from './model.ts';
import type { CompanyRegister, Ports, Registered } from './ports.ts';
import { identityProblems } from './problems.ts';
import { displayNames, writeParty } from './records.ts';
import { assertActive, mandateIsLive } from './rules.ts';
import { findPartyByIdentifier } from './store-parties.ts';
import { addMandate, mandatesTo } from './store-standing.ts';

/** The register is asked again after a year: owners and managers change. */
const CLAIM_DAYS = 365;

const ClaimInput = z.strictObject({
  crNumber: identifierSchema('CR'),
  /** That the register is asked about the establishment. */
  agreed: z.boolean().default(false),
});
type ClaimInput = z.infer<typeof ClaimInput>;

/** A person who signed in for themself or for an establishment; employees act for nobody. */
const aPerson = relation(
  'person who signed in',
  async (_tx, { kind, segment }) => kind === 'person' && (segment === 'individual' || segment === 'business'),
);

interface Claimed {
  readonly crNumber: string;
  readonly registered: Registered;
}

/** Acting for an establishment because the commercial register names one as its owner or manager. */
export function claimOperations({ vault }: Ports, register: CompanyRegister | undefined): Operation[] {
  async function ask({ crNumber, agreed }: ClaimInput, { actor, tenant }: OperationContext): Promise<Claimed> {
    const { partyId, kind, segment } = actor;
    if (partyId === null || kind !== 'person' || segment === 'employee') throw identityProblems['not-found']();
    if (!agreed) throw identityProblems['consent-needed']();
    const answer = await register?.find(tenant, crNumber, partyId);
    if (answer === undefined) throw identityProblems['register-away']();
    if (answer === 'unknown') throw identityProblems['registration-unknown']();
    return { crNumber, registered: answer };
  }

  return [
    operation<ClaimInput, unknown, Claimed>({
      name: 'identity.claim-establishment',
      summary: {
        ar: 'العمل باسم منشأة بصفتي مالكها أو مديرها في السجل التجاري',
        en: 'Act for an establishment as its owner or manager by the commercial register',
      },
      kind: 'command',
      who: [aPerson],
      route: { method: 'POST', path: '/identity/establishments' },
      rate: 'write',
      input: ClaimInput,
      output: z.strictObject({ mandateId: z.string(), name: TextOutput, validUntil: z.string().nullable() }),
      prepare: ask,
      async run(tx, { crNumber, registered }, { actor, tenant, now, newId, about, emit }) {
        const partyId = actor.partyId!;
        // What is stored of a person's number is a keyed digest: each number of the register is looked up by its own.
        let isNamed = false;
        for (const { kind, value } of registered.people) {
          const found = await findPartyByIdentifier(tx, 'public', kind, vault.digest(tenant.id, kind, value));
          isNamed ||= found?.id === partyId;
        }
        if (!isNamed) throw identityProblems['not-in-register']();
        if (!registered.active) throw identityProblems['registration-inactive']();
        const known = await findPartyByIdentifier(tx, 'public', 'CR', vault.digest(tenant.id, 'CR', crNumber));
        if (known !== undefined) assertActive(known.status);
        const body: Id = known?.id ?? newId();
        if (known === undefined) {
          const { name } = registered;
          const identifiers = [{ kind: 'CR' as const, value: crNumber }];
          await writeParty(
            tx,
            vault,
            tenant.id,
            { id: body, kind: 'organisation', name: { text: { ar: name, en: name } }, identifiers },
            undefined,
            now,
          );
        }
        const live = (await mandatesTo(tx, partyId)).find(
          (one) => one.fromParty === body && one.scope === 'manage' && mandateIsLive(one, now),
        );
        const validUntil = live === undefined ? now.add({ hours: 24 * CLAIM_DAYS }).toString() : live.validUntil;
        const mandateId = live?.id ?? newId();
        if (live === undefined) {
          const mandate = { id: mandateId, fromParty: body, toParty: partyId, scope: 'manage' as const };
          await addMandate(tx, { ...mandate, validFrom: now.toString(), validUntil, grantedBy: null });
          emit({
            type: 'identity.mandate-granted',
            key: mandateId,
            payload: { mandateId, fromParty: body, toParty: partyId },
          });
        }
        about({ type: 'mandate', id: mandateId });
        const names = await displayNames(tx, vault, tenant.id, [body]);
        return { mandateId, name: (names.get(body) ?? {}) as Record<string, string>, validUntil };
      },
    }),
  ];
}
