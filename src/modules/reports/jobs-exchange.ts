import { CASE_CHANGED, type CaseChanged } from '#modules/cases/api.ts';
import { newId } from '#platform/ids.ts';
import type { Subscription } from '#platform/module.ts';
import { insertUpdates, type ServiceUpdate } from './store-exchange.ts';
import { insertPost } from './store-handover-posts.ts';
import { endHandovers, insertHandover } from './store-handovers.ts';

/** Keeps what happened to each report by time, for systems that ask what is new. */
export const serviceUpdates: Subscription = {
  name: 'reports.service-updates',
  events: [CASE_CHANGED],
  async handle(tx, events) {
    const updates = events.flatMap((event): ServiceUpdate[] => {
      const { kind, caseId, seq, at, before, after, result } = event.payload as unknown as CaseChanged;
      if (kind !== 'report' || before === null || before.state === after.state) return [];
      return [{ id: newId(), caseId, seq, at, state: after.state, result, origin: null, externalId: null, told: true }];
    });
    if (updates.length > 0) await insertUpdates(tx, updates);
  },
};

/** Notes what is handed over to another owner, what is added meanwhile, and what comes back from there by another way. */
export const handoverNotes: Subscription = {
  name: 'reports.handovers',
  events: [CASE_CHANGED],
  async handle(tx, events) {
    for (const event of events) {
      const { kind, caseId, number, seq, at, action, before, after } = event.payload as unknown as CaseChanged;
      if (kind !== 'report' || before === null) continue;
      if (before.state === 'waiting_external' && after.state !== 'waiting_external') await endHandovers(tx, caseId, at);
      if (action === 'reporterAdds' && after.state === 'waiting_external') {
        await insertPost(tx, { id: newId(), caseId, seq, at });
      }
      if (action === 'handOver') await insertHandover(tx, { id: newId(), caseId, number, seq, at });
    }
  },
};
