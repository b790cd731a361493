import { CASE_CHANGED, type CaseChanged } from '#modules/cases/api.ts';
import { newId } from '#platform/ids.ts';
import type { Subscription } from '#platform/module.ts';
import { insertUpdates, type ServiceUpdate } from './store-exchange.ts';

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
