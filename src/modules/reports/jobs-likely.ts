import type { Id } from '#kernel/id.ts';
import { CASE_CHANGED, type CaseChanged, type CasesApi } from '#modules/cases/api.ts';
import type { Subscription } from '#platform/module.ts';
import { REPORT_TYPE, reportData } from './operations-shared.ts';
import { neighboursOf } from './operations-similar.ts';
import { LIKELY_SCORE } from './rules.ts';
import { type LikelyPair, putPairs } from './store-likely.ts';

/** Actions after which a report may be about something else than it was. */
const CHANGING = ['open', 'reclassify', 'edit', 'correct', 'split', 'reporterAdds'];
const CHUNK = 200;

/** Keeps which open reports are likely about the same thing. */
export const likelySubscription = (cases: Pick<CasesApi, 'list' | 'nearest'>): Subscription => ({
  name: 'reports.likely',
  // What another system hands over in bulk is compared when a new report comes near it.
  events: [CASE_CHANGED],
  async handle(tx, events, tenant) {
    const ids = new Set<Id>();
    for (const { payload } of events) {
      const { kind, caseId, action, before, after } = payload as unknown as CaseChanged;
      if (kind !== 'report') continue;
      const turned = (before?.category === 'closed') !== (after.category === 'closed');
      if (turned || CHANGING.includes(action)) ids.add(caseId);
    }
    const all = [...ids];
    for (let from = 0; from < all.length; from += CHUNK) {
      const chunk = all.slice(from, from + CHUNK);
      const open = await cases.list(tx, { type: REPORT_TYPE, ids: chunk, open: true }, 'newest', undefined, CHUNK);
      const pairs: LikelyPair[] = [];
      for (const row of open) {
        if (row.longitude === null || row.latitude === null) continue;
        const { category, description } = reportData(row);
        const near = await neighboursOf(
          { cases },
          tx,
          tenant,
          {},
          {
            category: category.code,
            group: category.group,
            point: { longitude: row.longitude, latitude: row.latitude },
            openedAt: row.openedAt,
            text: description,
          },
        );
        for (const { candidate, score } of near(row.id)) {
          if (score >= LIKELY_SCORE) pairs.push({ caseId: row.id, otherId: candidate.row.id, score });
        }
      }
      await putPairs(tx, chunk, pairs);
    }
  },
});
