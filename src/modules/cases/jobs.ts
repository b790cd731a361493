import type { Job, Subscription } from '#platform/module.ts';
import { CASE_CHANGED, type CaseChanged } from './api.ts';
import { addToTotals } from './store-totals.ts';

/** Ends and warnings of clocks. Deadlines are given to the minute; a look every few seconds keeps them. */
export const clockJob: Job = {
  name: 'cases.clocks',
  everySeconds: 5,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      for (;;) {
        const { more } = (await call(tenant, 'cases.tick-clocks', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
    }
  },
};

/** Keeps the running totals that boards show. */
export const totals: Subscription = {
  name: 'cases.totals',
  events: [CASE_CHANGED],
  async handle(tx, events) {
    const changes = events.flatMap((event) => {
      const { type, before, after } = event.payload as unknown as CaseChanged;
      if (before !== null && before.state === after.state && before.team === after.team) return [];
      const grown = { type, state: after.state, team: after.team ?? '', by: 1 };
      return before === null ? [grown] : [{ type, state: before.state, team: before.team ?? '', by: -1 }, grown];
    });
    if (changes.length > 0) await addToTotals(tx, changes);
  },
};
