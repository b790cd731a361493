import { CASE_CHANGED, type CaseChanged } from '#modules/cases/api.ts';
import type { Subscription } from '#platform/module.ts';
import { addToDaily, type DailyChange } from './store.ts';

const FINAL = ['closed', 'rejected', 'cancelled', 'duplicate'];

/** Keeps the figures of each day: what came in, what was confirmed, what was closed without that, what came back. */
export const daily: Subscription = {
  name: 'reports.daily',
  events: [CASE_CHANGED],
  async handle(tx, events, tenant) {
    const changes = events.flatMap((event): DailyChange[] => {
      const { kind, topic, at, before, after } = event.payload as unknown as CaseChanged;
      if (kind !== 'report' || before?.state === after.state) return [];
      const day = Temporal.Instant.from(at).toZonedDateTimeISO(tenant.timeZone).toPlainDate().toString();
      return [
        {
          day,
          topic: topic ?? '',
          received: before === null ? 1 : 0,
          confirmed: after.state === 'verified' ? 1 : 0,
          closed: FINAL.includes(after.state) ? 1 : 0,
          reopened: after.state === 'reopened' ? 1 : 0,
        },
      ];
    });
    if (changes.length > 0) await addToDaily(tx, changes);
  },
};
