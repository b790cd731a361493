import { CASE_CHANGED, type CaseChanged, type CasesApi } from '#modules/cases/api.ts';
import type { Cached } from '#platform/cached.ts';
import type { Job, Subscription } from '#platform/module.ts';
import type { ReportCatalogue } from './model.ts';
import { placeOf, weekOf } from './operations-alerts-due.ts';
import { REPORT_TYPE } from './operations-shared.ts';
import { concerns, keysOfReport, tellAt } from './rules-alerts.ts';
import { addMatches, findByKeys } from './store-alerts.ts';

/** Notes for each new public report whom it is to be told to. Nothing is sent here. */
export const alertSubscription = (
  cases: Pick<CasesApi, 'places'>,
  catalogues: Cached<ReportCatalogue>,
): Subscription => ({
  name: 'reports.alerts',
  events: [CASE_CHANGED],
  async handle(tx, events, tenant) {
    const opened = events.flatMap((event) => {
      const { kind, caseId, public: shown, before } = event.payload as unknown as CaseChanged;
      return kind === 'report' && before === null && shown ? [{ caseId, at: event.at }] : [];
    });
    if (opened.length === 0) return;
    const at = new Map(opened.map((one) => [one.caseId, one.at]));
    const found = await cases.places(tx, REPORT_TYPE, { ids: [...at.keys()] });
    const reports = found.flatMap(({ id, longitude, latitude, topic, districtId, municipalityId, public: shown }) => {
      if (!shown || longitude === null || latitude === null) return [];
      const point = { longitude, latitude };
      return [{ id, point, topic, keys: keysOfReport(point, [districtId, municipalityId]) }];
    });
    const alerts = await findByKeys(tx, [...new Set(reports.flatMap(({ keys }) => keys))]);
    if (alerts.length === 0) return;
    const { categories } = await catalogues.of(tx, tenant);
    const groupOf = new Map(categories.map(({ code, group }) => [code, group]));
    const matches = alerts.flatMap((alert) => {
      const place = placeOf(alert);
      const last = alert.lastSentAt === null ? null : Temporal.Instant.from(alert.lastSentAt);
      return reports.flatMap((report) => {
        if (!alert.keys.some((key) => report.keys.includes(key))) return [];
        const group = groupOf.get(report.topic ?? '') ?? null;
        if (!concerns({ place, categoryGroup: alert.categoryGroup }, { point: report.point, group })) return [];
        const dueAt = tellAt(alert.frequency, at.get(report.id)!, last, weekOf(tenant)).toString();
        return [{ alertId: alert.id, caseId: report.id, dueAt }];
      });
    });
    if (matches.length > 0) await addMatches(tx, matches);
  },
});

/** Sends what is due. */
export const alertJob: Job = {
  name: 'reports.alerts',
  everySeconds: 30,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      for (;;) {
        const { more } = (await call(tenant, 'reports.send-alerts', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
    }
  },
};
