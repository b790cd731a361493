import type { Id } from '#kernel/id.ts';
import type { ExchangeApi } from '#modules/exchange/api.ts';
import type { IdentityApi, PersonalSource } from '#modules/identity/api.ts';
import type { NotificationsApi } from '#modules/notifications/api.ts';
import { CONTACT, REPORT_TYPE, type ReportParts, reportData } from './operations-shared.ts';
import { alertsOf } from './store-alerts.ts';
import { findCallerByDigest, reportsOfNumber } from './store-callers.ts';
import { listCalls } from './store-desk.ts';
import { findFollowersAt } from './store-followers.ts';
import { handoversOf } from './store-handovers.ts';

const MOST_NOTICES = 1_000;
const MOST_CALLS = 1_000;

export interface PersonalParts extends Pick<ReportParts, 'cases'> {
  readonly notifications: Pick<NotificationsApi, 'sentTo'>;
  readonly exchange: Pick<ExchangeApi, 'toldOf'>;
  readonly identity: Pick<IdentityApi, 'consentTo' | 'contactOf' | 'lookupDigest'>;
}

/**
 * A person's reports with their photos, what they follow, their calls, their alerts, what they were told and who else was
 * told of their reports, for the copy of their data. Under a verified number or address it finds what was made without
 * signing in too.
 */
export const personalSource =
  ({ cases, notifications, exchange, identity }: PersonalParts): PersonalSource =>
  async (tx, tenant, partyId, context) => {
    const known = await identity.contactOf(tx, partyId);
    const phone = known?.mobile ? identity.lookupDigest(tenant, 'phone', known.mobile) : undefined;
    const address = known?.email ? identity.lookupDigest(tenant, 'email', known.email.toLowerCase()) : undefined;
    const own = await cases.casesOf(tx, partyId, 'reporter');
    const under: Id[] = [];
    for (const digest of [phone, address]) {
      if (digest !== undefined) under.push(...(await reportsOfNumber(tx, digest, MOST_CALLS)));
    }
    const nobodys = await cases.withoutRole(tx, [...new Set(under)], 'reporter');
    const mine = [...new Set([...own, ...nobodys])];
    const reports: Record<string, unknown>[] = [];
    const consents: Record<string, unknown>[] = [];
    for (const id of mine) {
      const found = await cases.findCase(tx, context, { id });
      if (found === undefined || found.state.type.id !== REPORT_TYPE) continue;
      const { state } = found;
      const data = reportData(state);
      const entries = await cases.actions(tx, id);
      const consent = await identity.consentTo(tx, id, CONTACT);
      if (consent !== undefined) {
        const { number, purpose, noticeVersion: version, givenAt, withdrawnAt } = consent;
        consents.push({ number, purpose, version, acceptedAt: givenAt, withdrawnAt });
      }
      reports.push({
        number: state.number,
        category: data.category.name,
        openedAt: state.openedAt,
        closedAt: state.closedAt,
        state: found.type.flow.states[state.state]?.title.applicant ?? state.state,
        place: state.place && { longitude: state.place.longitude, latitude: state.place.latitude },
        description: data.description,
        address: data.address,
        landmark: data.landmark,
        contact: data.contact,
        photos: data.photos.map((photo) => `/files/${photo}/display`),
        mine: entries
          .filter(({ actorId, system }) => !system && (actorId === partyId || actorId === null))
          .map(({ at, action, input }) => ({ at, action, input })),
      });
    }
    const followed = await cases.casesOf(tx, partyId, 'follower');
    const caller = phone === undefined ? undefined : await findCallerByDigest(tx, phone);
    const calls = caller === undefined ? [] : await listCalls(tx, { caller: caller.id }, MOST_CALLS);
    for (const digest of [phone, address]) {
      if (digest !== undefined) followed.push(...(await findFollowersAt(tx, digest)).map(({ caseId }) => caseId));
    }
    const numbers = await cases.numbersOf(tx, followed);
    return [
      { name: 'consents', records: consents },
      { name: 'reports', records: reports },
      { name: 'followed', records: followed.map((id) => ({ number: numbers.get(id) ?? '' })) },
      {
        name: 'calls',
        records: calls.map(({ startedAt, endedAt, outcome, notes, filed, joined }) => ({
          startedAt,
          endedAt,
          outcome,
          notes,
          filed,
          joined,
        })),
      },
      {
        name: 'alerts',
        records: known?.email ? (await alertsOf(tx, known.email.toLowerCase())).map((one) => ({ ...one })) : [],
      },
      {
        name: 'handovers',
        records: (await handoversOf(tx, mine)).map(({ number, owner, reference, at }) => ({
          number,
          owner,
          reference,
          at,
        })),
      },
      { name: 'told', records: (await exchange.toldOf(tx, mine)).map((one) => ({ ...one })) },
      { name: 'notices', records: (await notifications.sentTo(tx, partyId, MOST_NOTICES)).map((one) => ({ ...one })) },
    ];
  };
