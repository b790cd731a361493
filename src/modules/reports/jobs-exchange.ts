import { CASE_CHANGED, type CaseChanged, type CasesApi } from '#modules/cases/api.ts';
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

/** Whether an entry is to be told to an owner: what the reporter adds, and what the office writes for others to read. */
function isForOwner(action: string, input: Readonly<Record<string, unknown>>): boolean {
  if (action === 'reporterAdds') return true;
  const { audience } = input;
  return action === 'note' && Array.isArray(audience) && audience.some((one) => one !== 'office');
}

/** Notes what is handed over to another owner, what is added meanwhile, and what comes back from there by another way. */
export const handoverNotes = ({ actions }: Pick<CasesApi, 'actions'>): Subscription => ({
  name: 'reports.handovers',
  events: [CASE_CHANGED],
  async handle(tx, events) {
    for (const event of events) {
      const { kind, caseId, number, seq, at, action, before, after } = event.payload as unknown as CaseChanged;
      if (kind !== 'report' || before === null) continue;
      if (before.state === 'waiting_external' && after.state !== 'waiting_external') await endHandovers(tx, caseId, at);
      if (['reporterAdds', 'note'].includes(action) && after.state === 'waiting_external') {
        const entry = (await actions(tx, caseId)).find((one) => one.seq === seq);
        if (isForOwner(action, (entry?.input ?? {}) as Record<string, unknown>)) {
          await insertPost(tx, { id: newId(), caseId, seq, at });
        }
      }
      if (action === 'handOver') await insertHandover(tx, { id: newId(), caseId, number, seq, at });
    }
  },
});
