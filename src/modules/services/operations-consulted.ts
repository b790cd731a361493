import type { CaseKind } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { PublishedService } from './model.ts';
import { type ServiceParts, serviceOf } from './operations-shared.ts';

/** What a request for an opinion keeps about whoever is asked and what about. */
export interface AskedBody {
  readonly key: string;
  readonly name: Readonly<Record<string, string>>;
  readonly question: Readonly<Record<string, string>>;
  readonly sees: readonly string[];
  readonly party: string | null;
  readonly team: string | null;
  readonly amount: number;
  readonly unit: string;
  readonly silence: string;
}

/** Whom the bodies of a definition are in this tenant: kept in the application, so that its requests find them there. */
export async function bodiesOf(
  { identity }: Pick<ServiceParts, 'identity'>,
  tx: Tx,
  { definition, offer }: PublishedService,
): Promise<Record<string, AskedBody>> {
  const found: Record<string, AskedBody> = {};
  const teams = definition.consultations === undefined ? [] : await identity.teams(tx);
  for (const { key, title, question, sees } of definition.consultations?.bodies ?? []) {
    const { agency, team, ...time } = offer.consulted[key]!;
    const party = agency === undefined ? undefined : await identity.findPartyByCode(tx, agency);
    const name = party?.name ?? teams.find(({ code }) => code === team)?.name ?? title;
    found[key] = {
      key,
      name: name as Record<string, string>,
      question,
      sees,
      party: party?.id ?? null,
      team: team ?? null,
      ...time,
    };
  }
  return found;
}

/** What requests for an opinion add to the case engine. */
export const consultationKind = ({ identity }: Pick<ServiceParts, 'identity'>): CaseKind => ({
  kind: 'consultation',
  extras(state) {
    const application = typeof state.data.application === 'string' ? [state.data.application] : [];
    return { topic: serviceOf(state).code, public: false, words: [], officeWords: application };
  },
  noticeValues: async (_tx, state) => ({
    service: serviceOf(state).name,
    link: { path: `/account/opinions/${state.id}` },
  }),
  noticeLinks: ({ id }) => ({ team: `/office/opinions/${id}`, supervisor: `/office/opinions/${id}` }),
  noticeTraits: (state) => ({ category: serviceOf(state).code }),
  async recipients(tx, state, role) {
    if (role === 'team') {
      const members = state.team === null ? [] : await identity.membersOf(tx, state.team);
      return members.map((partyId) => ({ role, partyId }));
    }
    if (role === 'supervisor') {
      const found = await identity.partiesWithRole(tx, 'supervisor', null);
      return found.map((partyId) => ({ role, partyId }));
    }
    return state.participants.filter((one) => one.role === role).map(({ partyId }) => ({ role, partyId }));
  },
});
