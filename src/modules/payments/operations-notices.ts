import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { getTerms, type PaymentParts, RecordId } from './operations-shared.ts';
import { taken } from './operations-take.ts';
import { paymentProblems } from './problems.ts';
import { readNotice } from './rules.ts';
import { findNotice } from './store.ts';

export const noticeOperations = (parts: PaymentParts): Operation[] => [
  operation({
    name: 'payments.take-notice',
    summary: { ar: 'تسجيل إشعار سداد ثبت مصدره', en: 'Take in a notice of payment that was shown to be the biller’s' },
    kind: 'command',
    // Over the network notices come in through the connector, which looks at their signature first.
    who: [system()],
    route: { method: 'POST', path: '/payments/notices/{id}' },
    rate: 'write',
    input: z.strictObject({ id: RecordId }),
    output: z.object({ outcome: z.enum(['counted', 'failed', 'unknown', 'known', 'contradicts']) }),
    async run(tx, { id }, context) {
      const kept = await findNotice(tx, id);
      if (kept === undefined) throw paymentProblems['notice-not-found']();
      const notice = readNotice(kept.body);
      if (notice === undefined) throw paymentProblems['notice-unreadable']();
      const { billerCode, ...attempt } = notice;
      const terms = await getTerms(parts, tx, context);
      if (billerCode !== terms.biller.code) throw paymentProblems['notice-of-another-biller']();
      return { outcome: await taken(parts, tx, context, attempt, 'notice') };
    },
  }),
];
