import type { PersonalSource } from '#modules/identity/api.ts';
import type { NotificationsApi } from '#modules/notifications/api.ts';
import { REPORT_TYPE, type ReportParts, reportData } from './operations-shared.ts';

const MOST_NOTICES = 1_000;

/** A person's reports, their photos, what they follow and what they were told, for the copy of their data. */
export const personalSource =
  ({ cases }: Pick<ReportParts, 'cases'>, notifications: Pick<NotificationsApi, 'sentTo'>): PersonalSource =>
  async (tx, _tenant, partyId, context) => {
    const reports: Record<string, unknown>[] = [];
    for (const id of await cases.casesOf(tx, partyId, 'reporter')) {
      const found = await cases.findCase(tx, context, { id });
      if (found === undefined || found.state.type.id !== REPORT_TYPE) continue;
      const { state } = found;
      const data = reportData(state);
      const entries = await cases.actions(tx, id);
      reports.push({
        number: state.number,
        category: data.category.name,
        openedAt: state.openedAt,
        closedAt: state.closedAt,
        state: state.state,
        place: state.place && { longitude: state.place.longitude, latitude: state.place.latitude },
        description: data.description,
        address: data.address,
        landmark: data.landmark,
        contact: data.contact,
        photos: data.photos.map((photo) => `/files/${photo}/display`),
        mine: entries
          .filter(({ actorId }) => actorId === partyId)
          .map(({ at, action, input }) => ({ at, action, input })),
      });
    }
    const followed = await cases.casesOf(tx, partyId, 'follower');
    const numbers = await cases.numbersOf(tx, followed);
    return [
      { name: 'reports', records: reports },
      { name: 'followed', records: followed.map((id) => ({ number: numbers.get(id) ?? '' })) },
      { name: 'notices', records: (await notifications.sentTo(tx, partyId, MOST_NOTICES)).map((one) => ({ ...one })) },
    ];
  };
