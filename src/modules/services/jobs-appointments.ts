import type { Job } from '#platform/module.ts';

/** Calls off appointments in what an officer closed, each by itself, so that one that fails holds up no other. */
export const closureJob: Job = {
  name: 'services.closures',
  everySeconds: 5,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      const { ids } = (await call(tenant, 'services.find-displaced', {})) as { ids: string[] };
      const failures: unknown[] = [];
      for (const id of ids) {
        if (signal.aborted) return;
        try {
          await call(tenant, 'services.call-off-appointment', { id });
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'appointments that were closed are still booked');
    }
  },
};
