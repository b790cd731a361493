import type { Id } from '#kernel/id.ts';
import { IDENTIFIERS } from '#kernel/identifiers.ts';
import type { Connectors } from '#modules/exchange/api.ts';
import type { Tenant } from '#platform/tenants.ts';
import { commercialRegister } from './connector.ts';

interface Registered {
  readonly name: string;
  readonly active: boolean;
  readonly people: readonly { readonly kind: 'NATIONAL_ID' | 'IQAMA'; readonly value: string }[];
}

const kindOf = (value: string) => (IDENTIFIERS.NATIONAL_ID.parse(value) === undefined ? 'IQAMA' : 'NATIONAL_ID');

/** Asks who owns and manages an establishment, for a person who wants to act for it and agreed to the question. */
export const registerConnection = (connectors: () => Pick<Connectors, 'ask'>) => ({
  async find(tenant: Tenant, crNumber: string, askedBy: Id): Promise<Registered | 'unknown' | undefined> {
    const answer = await connectors().ask(
      tenant,
      commercialRegister.calls.establishment,
      { crNumber },
      {
        by: { kind: 'party', partyId: askedBy },
        forParty: askedBy,
        purpose: {
          ar: 'التحقق من أنك مالك المنشأة أو مديرها لتعمل باسمها',
          en: 'Seeing that you own or manage the establishment, so that you may act for it',
        },
        consentId: askedBy,
      },
    );
    if (answer.kind === 'refused') return 'unknown';
    if (answer.kind === 'unavailable') return undefined;
    const { name, status, people } = answer.value;
    const numbers = [...new Set(people.flatMap(({ number }) => number ?? []))];
    return { name, active: status === 'active', people: numbers.map((value) => ({ kind: kindOf(value), value })) };
  },
});
