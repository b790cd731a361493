import { PERSON_ERASED, type PersonErased } from '#modules/identity/api.ts';
import type { NotificationsApi } from '#modules/notifications/api.ts';
import type { Subscription } from '#platform/module.ts';
import { CONTACT_FIELDS, type ReportParts, WRITTEN_FIELDS } from './operations-shared.ts';
import { forgetAlerts, forgetTraces } from './store-forgetting.ts';

/**
 * Takes a forgotten person out of the reports they made: contact, words and photos go; what, where and when the city
 * had to repair stays, since it is the city's record and names nobody.
 */
export const forgetting = (
  { cases, documents }: Pick<ReportParts, 'cases' | 'documents'>,
  notifications: Pick<NotificationsApi, 'forget'>,
): Subscription => ({
  name: 'reports.forgetting',
  events: [PERSON_ERASED],
  async handle(tx, events, tenant) {
    for (const event of events) {
      const { partyId } = event.payload as unknown as PersonErased;
      const own = await cases.casesOf(tx, partyId, 'reporter');
      const what = { drop: CONTACT_FIELDS, blank: WRITTEN_FIELDS };
      const taken = await cases.redact(tx, tenant, own, what, 'erasure');
      await forgetAlerts(tx, taken);
      await forgetTraces(tx, partyId, own);
      await documents.forget(tx, partyId, own);
      await notifications.forget(tx, partyId, own);
    }
  },
});
