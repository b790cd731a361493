import type { Job } from '#platform/module.ts';
import { pause } from '#platform/pause.ts';
import type { ErasureRegister } from './erasures.ts';

/** Answers requests about data, and keeps beside the database who was forgotten. */
const requestJob = (register: ErasureRegister): Job => ({
  name: 'identity.data-requests',
  everySeconds: 60,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      for (;;) {
        const { more } = (await call(tenant, 'identity.answer-data-requests', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
      const known = register.read(tenant.key);
      const { unknown } = (await call(tenant, 'identity.keep-erasures', { known })) as { unknown: string[] };
      register.add(tenant.key, unknown);
    }
  },
});

export const identityJobs = (register: ErasureRegister): readonly Job[] => [
  requestJob(register),
  {
    // Looks often and finds its night's work done: a program that rested at night does it when it wakes.
    name: 'identity.retention',
    everySeconds: 900,
    async run({ tenants, call, signal }) {
      for (const tenant of await tenants()) {
        for (;;) {
          const began = performance.now();
          const { more } = (await call(tenant, 'identity.run-retention', {})) as { more: boolean };
          if (!more || signal.aborted) break;
          // A quarter of the time is enough for what has waited for years: people work meanwhile.
          await pause(3 * (performance.now() - began));
          if (signal.aborted) break;
        }
      }
    },
  },
];
