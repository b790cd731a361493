import type { Job } from '#platform/module.ts';

/** Asks agencies again for what could not be fetched while an application was written. */
export const verifyJob: Job = {
  name: 'services.verify-answers',
  everySeconds: 60,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      const { items } = (await call(tenant, 'services.due-verifications', {})) as {
        items: { draftId: string; key: string }[];
      };
      for (const item of items) {
        if (signal.aborted) return;
        await call(tenant, 'services.verify-answers', item);
      }
    }
  },
};
