import type { Id } from '#kernel/id.ts';
import { CASE_CHANGED, type CaseChanged, type CasesApi } from '#modules/cases/api.ts';
import type { Subscription } from '#platform/module.ts';
import { REPORT_TYPE, settingsOf } from './operations-shared.ts';
import { degreesAround, MOST_NEAR } from './operations-similar.ts';
import { LIKELY_SCORE, likelyDuplicates } from './rules.ts';
import { type LikelyPair, putPairs } from './store-likely.ts';

/** Actions after which a report may be about something else than it was. */
const CHANGING = ['open', 'reclassify', 'edit', 'correct', 'split', 'reporterAdds'];
const CHUNK = 200;
/** What of a report's data is compared. */
const COMPARED = ['category,group', 'description', 'partOf,id'];

/** Keeps which open reports are likely about the same thing. */
export const likelySubscription = (cases: Pick<CasesApi, 'parts' | 'neighbours'>): Subscription => ({
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
    const limits = settingsOf(tenant).duplicates;
    const all = [...ids];
    for (let from = 0; from < all.length; from += CHUNK) {
      const chunk = all.slice(from, from + CHUNK);
      const read = await cases.parts(tx, REPORT_TYPE, chunk, COMPARED);
      const open = read.filter(({ closedAt }) => closedAt === null);
      const placed = open.flatMap(({ id, longitude, latitude }) =>
        longitude === null || latitude === null ? [] : [{ of: id, longitude, latitude }],
      );
      const found = await cases.neighbours(tx, REPORT_TYPE, placed, degreesAround(limits), MOST_NEAR, COMPARED);
      const near = Map.groupBy(found, ({ of }) => of);
      const pairs = open.flatMap((row): LikelyPair[] => {
        const [ownGroup, description, whole] = row.values as readonly (string | null)[];
        if (ownGroup == null || whole != null) return [];
        const others = (near.get(row.id) ?? []).flatMap(({ id, topic, openedAt, longitude, latitude, texts }) => {
          const [group, text, part] = texts;
          if (id === row.id || group == null || part != null) return [];
          return [{ id, category: topic ?? '', group, point: { longitude, latitude }, openedAt, text: text ?? null }];
        });
        if (others.length === 0) return [];
        const { longitude, latitude, openedAt } = row;
        const point = { longitude: longitude!, latitude: latitude! };
        const report = { category: row.topic ?? '', group: ownGroup, point, openedAt, text: description ?? null };
        return likelyDuplicates(report, others, limits)
          .filter(({ score }) => score >= LIKELY_SCORE)
          .map(({ candidate, score }) => ({ caseId: row.id, otherId: candidate.id, score }));
      });
      await putPairs(tx, chunk, pairs);
    }
  },
});
