import type { CaseKind } from '#modules/cases/api.ts';
import type { PersonalSource } from '#modules/identity/api.ts';
import { type ServiceParts, serviceOf, withoutGiven } from './operations-shared.ts';
import { listDrafts } from './store.ts';

const MOST_DRAFTS = 100;

/** What applications add to the case engine: how they are found, and the words and addresses of their notices. */
export const applicationKind = (parts: Pick<ServiceParts, 'identity'>): CaseKind => ({
  kind: 'application',
  extras(state) {
    const { code, name, findBy } = serviceOf(state);
    const texts = findBy.flatMap((key) => (typeof state.data[key] === 'string' ? [state.data[key] as string] : []));
    return { topic: code, public: false, words: [code, ...Object.values(name)], officeWords: texts };
  },
  noticeValues: async (_tx, state) => ({
    service: serviceOf(state).name,
    link: { path: `/account/applications/${state.id}` },
    ...(state.correction?.message ? { message: state.correction.message } : {}),
    ...(state.result?.reason ? { reason: state.result.reason } : {}),
  }),
  noticeLinks: ({ id }) => ({
    team: `/office/applications/${id}`,
    supervisor: `/office/applications/${id}`,
    assignee: `/office/applications/${id}`,
  }),
  noticeTraits: (state) => ({ category: serviceOf(state).code }),
  async recipients(tx, state, role) {
    if (role === 'team') {
      const members = state.team === null ? [] : await parts.identity.membersOf(tx, state.team);
      return members.map((partyId) => ({ role, partyId }));
    }
    if (role === 'supervisor') {
      const found = await parts.identity.partiesWithRole(tx, 'supervisor', state.place?.municipalityId ?? null);
      return found.map((partyId) => ({ role, partyId }));
    }
    if (role === 'assignee') return state.assignee === null ? [] : [{ role, partyId: state.assignee }];
    return state.participants.filter((one) => one.role === role).map(({ partyId }) => ({ role, partyId }));
  },
});

/** A person's applications and what they are writing, for the copy of their data. */
export const personalSource =
  ({ cases }: Pick<ServiceParts, 'cases'>): PersonalSource =>
  async (tx, _tenant, partyId, context) => {
    const applications: Record<string, unknown>[] = [];
    for (const id of await cases.casesOf(tx, partyId, 'applicant')) {
      const found = await cases.findCase(tx, context, { id });
      if (found?.type.kind !== 'application') continue;
      const { state } = found;
      applications.push({
        number: state.number,
        service: serviceOf(state).name,
        openedAt: state.openedAt,
        closedAt: state.closedAt,
        state: state.state,
        result: state.result,
        data: withoutGiven(state.data),
      });
    }
    const drafts = await listDrafts(tx, partyId, MOST_DRAFTS);
    return [
      { name: 'applications', records: applications },
      {
        name: 'drafts',
        records: drafts.map(({ serviceId, startedAt, updatedAt }) => ({ service: serviceId, startedAt, updatedAt })),
      },
    ];
  };
