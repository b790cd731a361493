import type { Job } from '#platform/module.ts';

/** Forgets followers without an account whose time is over. */
export const followerJob: Job = {
  name: 'reports.followers',
  everySeconds: 900,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      for (;;) {
        const { more } = (await call(tenant, 'reports.tend-followers', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
    }
  },
};
