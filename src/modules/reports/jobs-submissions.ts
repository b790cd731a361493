import type { Job } from '#platform/module.ts';

/** Forgets the traces of anonymous submissions. */
export const submissionJob: Job = {
  name: 'reports.submissions',
  everySeconds: 3_600,
  async run({ tenants, call }) {
    for (const tenant of await tenants()) await call(tenant, 'reports.forget-submissions', {});
  },
};
