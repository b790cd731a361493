import type { Job } from '#platform/module.ts';

const HOUR_SECONDS = 3_600;

/** Goes on with runs of renewal offers, a batch at a time: whoever stops one is heard between two batches. */
export const renewalJob: Job = {
  name: 'services.renewals',
  everySeconds: 2,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      const { runs } = (await call(tenant, 'services.due-renewal-runs', {})) as { runs: string[] };
      for (const id of runs) {
        for (let left = true; left && !signal.aborted; ) {
          ({ left } = (await call(tenant, 'services.continue-renewal-run', { id })) as { left: boolean });
        }
      }
    }
  },
};

/** Begins, once a day, what the tenants' schedules say. */
export const renewalScheduleJob: Job = {
  name: 'services.renewal-schedule',
  everySeconds: HOUR_SECONDS,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      if (signal.aborted) return;
      await call(tenant, 'services.schedule-renewals', {});
    }
  },
};
