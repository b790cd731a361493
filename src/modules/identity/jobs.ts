import { z } from 'zod';
import type { Job } from '#platform/module.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import type { ErasureRegister } from './erasures.ts';
import { forgetSessions } from './store-sessions.ts';

/** Ended sessions are kept this long, so that "where was I signed in" can still be answered after a fright. */
const KEEP_DAYS = 90;

export const forgetSessionsOperation = (): Operation =>
  operation({
    name: 'identity.forget-sessions',
    summary: { ar: 'حذف سجلات الجلسات القديمة', en: 'Remove the records of old sessions' },
    kind: 'command',
    who: [system()],
    route: { method: 'POST', path: '/identity/system/forgotten-sessions' },
    input: z.strictObject({}),
    output: z.strictObject({ removed: z.number() }),
    rate: 'bulk',
    run: async (tx, _input, { now }) => ({
      removed: await forgetSessions(tx, now.subtract({ hours: 24 * KEEP_DAYS }).toString()),
    }),
  });

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
    name: 'identity.forget-sessions',
    everySeconds: 3_600,
    async run({ tenants, call, signal }) {
      for (const tenant of await tenants()) {
        let removed = 1_000;
        while (removed === 1_000 && !signal.aborted) {
          removed = ((await call(tenant, 'identity.forget-sessions', {})) as { removed: number }).removed;
        }
      }
    },
  },
];
