import type { Job } from '#platform/module.ts';

/** Learns categories anew in each tenant where enough was decided since. */
export const trainingJob: Job = {
  name: 'reports.training',
  everySeconds: 3_600,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      if (signal.aborted) return;
      if (tenant.settings.reports !== undefined) await call(tenant, 'reports.train-suggestions', { force: false });
    }
  },
};
