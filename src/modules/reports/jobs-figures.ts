import { CASE_CHANGED, type CaseChanged, type CasesApi } from '#modules/cases/api.ts';
import type { Job, Subscription } from '#platform/module.ts';
import { REPORT_RATED, REPORTS_IMPORTED, type ReportRated, type ReportsImported } from './api.ts';
import { factsOf } from './operations-figures-build.ts';
import { putFacts } from './operations-figures-kept.ts';
import { lockFigures, touchFigures } from './store-figures.ts';

/** Reports whose figures are written at once. */
const CHUNK = 1_000;

/**
 * Keeps the indicators: each report that changed is read with its whole timeline and made to count as that says, so an
 * event that comes twice or late counts nothing twice. What an import brings, it counts itself; told of are such reports
 * only by a version before that.
 */
export const figureSubscription = (cases: Pick<CasesApi, 'histories'>): Subscription => ({
  name: 'reports.figures',
  events: [CASE_CHANGED, REPORTS_IMPORTED, REPORT_RATED],
  async handle(tx, events, tenant) {
    const ids = new Set<string>();
    for (const { type, payload } of events) {
      if (type === REPORTS_IMPORTED) {
        for (const id of (payload as unknown as ReportsImported).caseIds) ids.add(id);
      } else if (type === REPORT_RATED) ids.add((payload as unknown as ReportRated).caseId);
      else if ((payload as unknown as CaseChanged).kind === 'report') {
        ids.add((payload as unknown as CaseChanged).caseId);
      }
    }
    if (ids.size === 0) return;
    await lockFigures(tx);
    const all = [...ids];
    for (let from = 0; from < all.length; from += CHUNK) {
      await putFacts(tx, await factsOf(tx, tenant, cases, { ids: all.slice(from, from + CHUNK) }));
    }
    const times = events.map(({ at }) => at.epochMilliseconds);
    await touchFigures(tx, Temporal.Instant.fromEpochMilliseconds(Math.max(...times)).toString());
  },
});

/** Counts the figures where there are reports from before they were kept, or where an operator asked for it. */
export const figureJob: Job = {
  name: 'reports.figures-build',
  everySeconds: 30,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      for (;;) {
        const { more } = (await call(tenant, 'reports.build-figures', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
    }
  },
};
