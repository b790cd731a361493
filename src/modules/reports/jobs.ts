import { dayIn } from '#kernel/day.ts';
import { CASE_CHANGED, type CaseChanged, type CasesApi } from '#modules/cases/api.ts';
import type { Job, Subscription } from '#platform/module.ts';
import { REPORTS_IMPORTED, type ReportsImported } from './api.ts';
import { putOnMap } from './operations-map-kept.ts';
import { offensiveWordsOf, PUBLISHABLE_PARTS, publishableOf, REPORT_TYPE } from './operations-shared.ts';
import { mapReport } from './rules-map.ts';
import { whyLook } from './rules-moderation.ts';
import { addCameBack } from './store.ts';
import { lockMap } from './store-map.ts';
import { queueForLook } from './store-moderation.ts';

/** Keeps how many reports came back as not fixed on each day; every other figure is `reports.figures`'. */
export const daily: Subscription = {
  name: 'reports.daily',
  events: [CASE_CHANGED],
  async handle(tx, events, tenant) {
    const cameBack = events.flatMap((event) => {
      const { kind, topic, at, before, after, parentId } = event.payload as unknown as CaseChanged;
      // Parts of a report are its work, not reports of their own.
      if (kind !== 'report' || parentId != null || before?.state === after.state || after.state !== 'reopened')
        return [];
      return [{ day: dayIn(tenant.timeZone, at), topic: topic ?? '' }];
    });
    if (cameBack.length > 0) await addCameBack(tx, cameBack);
  },
};

/** Cases whose place on the map is written at once. */
const MAP_CHUNK = 2_000;

/**
 * Keeps the public map and the figures of the areas: what is counted is made to agree with how a case stands now, so an
 * event that comes twice or late counts nothing twice. What an import brings, it puts on the map itself; told of are
 * such reports only by a version before that.
 */
export const mapSubscription = (cases: Pick<CasesApi, 'places'>): Subscription => ({
  name: 'reports.map',
  events: [CASE_CHANGED, REPORTS_IMPORTED],
  async handle(tx, events, tenant) {
    const ids = new Set<string>();
    for (const { type, payload } of events) {
      if (type === REPORTS_IMPORTED) {
        for (const id of (payload as unknown as ReportsImported).caseIds) ids.add(id);
      } else if ((payload as unknown as CaseChanged).kind === 'report') {
        ids.add((payload as unknown as CaseChanged).caseId);
      }
    }
    if (ids.size === 0) return;
    await lockMap(tx);
    const all = [...ids];
    for (let from = 0; from < all.length; from += MAP_CHUNK) {
      const chunk = all.slice(from, from + MAP_CHUNK);
      const found = await cases.places(tx, REPORT_TYPE, { ids: chunk });
      await putOnMap(
        tx,
        chunk,
        found.flatMap((one) => mapReport(one, tenant.timeZone) ?? []),
      );
    }
  },
});

/** Builds the map where there are reports from before it was kept, or where an operator asked for it. */
export const mapJob: Job = {
  name: 'reports.map-build',
  everySeconds: 30,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      for (;;) {
        const { more } = (await call(tenant, 'reports.build-map', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
    }
  },
};

/** Actions by which something new is written or shown. */
const WRITING = ['correct', 'edit', 'notFixed', 'resolve', 'ownerDone'];

/** Queues reports whose public side somebody should look at. */
export const moderation = (cases: Pick<CasesApi, 'parts'>): Subscription => ({
  name: 'reports.moderation',
  events: [CASE_CHANGED],
  async handle(tx, events, tenant) {
    const words = offensiveWordsOf(tenant);
    const written = events
      .map(({ payload }) => payload as unknown as CaseChanged)
      .filter(
        ({ kind, public: shown, action, before }) =>
          kind === 'report' && shown && (before === null || WRITING.includes(action)),
      );
    if (written.length === 0) return;
    const ids = [...new Set(written.map(({ caseId }) => caseId))];
    const read = await cases.parts(tx, REPORT_TYPE, ids, PUBLISHABLE_PARTS);
    const found = new Map(read.map((row) => [row.id, row]));
    for (const { caseId, number, action, before, at } of written) {
      const row = found.get(caseId);
      if (row === undefined) continue;
      const { why, hints } = whyLook(publishableOf(row), words, before !== null && action !== 'resolve');
      if (why.length === 0) continue;
      await queueForLook(tx, { caseId, number, municipalityId: row.municipalityId, why, hints, since: at });
    }
  },
});
