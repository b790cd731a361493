import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import type { ServiceParts } from './operations-shared.ts';
import { signedService, tell } from './operations-signing-shared.ts';
import { remindWaiting } from './store-signing.ts';

const MOST_REMINDERS = 3;
const AT_A_TIME = 200;

/** Messages to whoever was asked to sign and has not answered. */
export const signingReminders = (parts: Pick<ServiceParts, 'offered'>): Operation[] => [
  operation({
    name: 'services.remind-signers',
    summary: { ar: 'تذكير من لم يوقع', en: 'Remind whoever has not signed yet' },
    kind: 'command',
    who: [system()],
    route: { method: 'POST', path: '/signature-reminders' },
    rate: 'bulk',
    input: z.strictObject({}),
    output: z.object({ reminded: z.int() }),
    async run(tx, _, context) {
      const services = [...(await parts.offered.of(tx, context.tenant)).values()];
      const days = Math.min(...services.flatMap(({ definition }) => definition.signing?.remindDays ?? []));
      if (!Number.isFinite(days)) return { reminded: 0 };
      const before = context.now.subtract({ hours: 24 * days }).toString();
      const rows = await remindWaiting(tx, before, MOST_REMINDERS, context.now.toString(), AT_A_TIME);
      for (const row of rows) tell(context, 'signatureReminder', await signedService(tx, row), row, [row.signerId]);
      return { reminded: rows.length };
    },
  }),
];
