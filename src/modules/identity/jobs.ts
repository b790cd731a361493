import { z } from 'zod';
import type { Job } from '#platform/module.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
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

export const identityJobs: readonly Job[] = [
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
