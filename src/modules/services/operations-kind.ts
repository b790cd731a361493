import type { CaseKind, CaseState, CaseType } from '#modules/cases/api.ts';
import type { PersonalSource } from '#modules/identity/api.ts';
import { requestProblems } from '#platform/validation.ts';
import { numbersNotTheirs } from './operations-applicant-numbers.ts';
import { pinnedService, sheetIn } from './operations-application-shared.ts';
import { appointmentValues, bookingFacts, followAppointment } from './operations-booking.ts';
import { followBreaches } from './operations-breaches.ts';
import { documentsFollow } from './operations-issuing.ts';
import { followPayment } from './operations-payment.ts';
import { placeOf, placesOutside } from './operations-places.ts';
import { demandRenewing } from './operations-renewing.ts';
import {
  afterInput,
  extensionFeeFor,
  feeFor,
  type ServiceParts,
  serviceOf,
  withoutGiven,
} from './operations-shared.ts';
import { listDrafts } from './store.ts';

const MOST_DRAFTS = 100;

/** What applications add to the case engine: how they are found, and the words and addresses of their notices. */
export const applicationKind = (parts: ServiceParts): CaseKind => ({
  kind: 'application',
  /** What is to be paid, and where it is, follow what the application says, also where that was corrected. */
  async follows(tx, context, loaded, { action, input }) {
    const { type, state } = loaded;
    const booking = await bookingFacts(parts, tx, context, loaded, { action, input });
    if (booking !== undefined) return { facts: booking };
    if (action === 'requestExtension') {
      const service = await pinnedService(parts, tx, context, loaded);
      const asked = afterInput(await sheetIn(parts, tx, context, loaded), ['extendBy'], input);
      return { facts: { extensionFee: extensionFeeFor(service, asked) } };
    }
    const keys = saidBy(type, state, action, input);
    if (keys.length === 0) return {};
    const service = await pinnedService(parts, tx, context, loaded);
    const after = afterInput(await sheetIn(parts, tx, context, loaded), keys, input);
    const applicant = state.participants.find(({ role }) => role === 'applicant')?.partyId;
    const wrong = [
      ...(await placesOutside(parts, tx, context, type, after.data, keys)),
      ...(applicant === undefined ? [] : await numbersNotTheirs(parts, tx, applicant, service.definition, after, keys)),
    ];
    if (wrong.length > 0) throw requestProblems.invalid({ fields: wrong });
    const fee = feeFor(service, after);
    const place = await placeOf(parts, tx, context, type, after.data);
    return { ...(fee === null ? {} : { facts: { fee } }), ...(place === undefined ? {} : { place }) };
  },
  extras(state) {
    const { code, name, findBy } = serviceOf(state);
    const texts = findBy.flatMap((key) => (typeof state.data[key] === 'string' ? [state.data[key] as string] : []));
    return { topic: code, public: false, words: [code, ...Object.values(name)], officeWords: texts };
  },
  async happened(tx, context, loaded, events, before) {
    await demandRenewing(parts, tx, context, loaded, events, before);
    await followPayment(parts, tx, context, loaded, events, before);
    await documentsFollow(parts, tx, context, loaded, events);
    await followBreaches(parts, tx, context, loaded, events, before);
    await followAppointment(parts, tx, context, loaded, events, before);
  },
  noticeValues: async (tx, state, context, notice) => ({
    service: serviceOf(state).name,
    link: { path: `/account/applications/${state.id}` },
    ...(state.correction?.message ? { message: state.correction.message } : {}),
    ...(state.result?.reason ? { reason: state.result.reason } : {}),
    documentGround: typeof state.data.documentGround === 'string' ? state.data.documentGround : '',
    documentReason: typeof state.data.documentReason === 'string' ? state.data.documentReason : '',
    ...(await appointmentValues(parts, tx, state, context, notice)),
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

/** The answers that an action gives or changes: by a correction, an edit, or a form the applicant fills in later. */
function saidBy(type: CaseType, state: CaseState, action: string, input: Readonly<Record<string, unknown>>): string[] {
  if (action === 'correct' || action === 'edit') return state.correction?.fields.slice() ?? Object.keys(input);
  const { by = [], input: form = [] } = type.flow.actions[action] ?? {};
  const asked = new Set(type.sections.flatMap(({ fields }) => fields.map(({ key }) => key)));
  return by.includes('applicant') ? form.flatMap((one) => (typeof one === 'string' && asked.has(one) ? one : [])) : [];
}

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
