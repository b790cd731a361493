import type { Job } from '#platform/module.ts';

const HOUR_SECONDS = 3_600;

/** Reminds whoever was asked for a signature and has not answered. */
export const signingJob: Job = {
  name: 'services.signing',
  everySeconds: HOUR_SECONDS,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      if (signal.aborted) return;
      await call(tenant, 'services.remind-signers', {});
    }
  },
};
