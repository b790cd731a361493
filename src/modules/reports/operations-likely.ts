import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { staff } from '#platform/policy.ts';
import { ReportId } from './operations-input.ts';
import { REPORT_TYPE, type ReportParts } from './operations-shared.ts';
import { findPairs } from './store-likely.ts';

const MOST_ASKED = 100;
const MOST_OTHERS = 500;

export function likelyOperations({ cases }: Pick<ReportParts, 'cases'>): Operation[] {
  return [
    operation({
      name: 'reports.list-likely',
      summary: {
        ar: 'بلاغات مفتوحة يحتمل أنها عن الملاحظة نفسها، لكل بلاغ في قائمة',
        en: 'For each report of a list, the open ones that are likely about the same thing',
      },
      kind: 'query',
      who: [staff()],
      route: { method: 'POST', path: '/reports-likely' },
      rate: 'read',
      input: z.strictObject({ reports: z.array(ReportId).max(MOST_ASKED) }),
      /** Only reports that have any, and of the others only those within reach; the likeliest first. */
      output: z.object({ items: z.array(z.object({ id: z.string(), others: z.array(z.string()) })) }),
      async run(tx, { reports }, context) {
        const pairs = reports.length === 0 ? [] : await findPairs(tx, reports);
        const ids = [...new Set(pairs.flatMap(({ caseId, otherId }) => [caseId, otherId]))].slice(0, MOST_OTHERS);
        if (ids.length === 0) return { items: [] };
        // What was joined, closed or moved out of reach since the pair was noted is not told of.
        const filter = { ...cases.scope(context.actor), type: REPORT_TYPE, ids, open: true };
        const open = new Set((await cases.list(tx, filter, 'newest', undefined, ids.length)).map(({ id }) => id));
        const others = new Map<Id, Id[]>();
        for (const { caseId, otherId } of pairs) {
          if (!open.has(caseId) || !open.has(otherId)) continue;
          others.set(caseId, [...(others.get(caseId) ?? []), otherId]);
        }
        return { items: [...others].map(([id, found]) => ({ id, others: found })) };
      },
    }),
  ];
}
