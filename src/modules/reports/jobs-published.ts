import { CASE_CHANGED, type CaseChanged, type CasesApi } from '#modules/cases/api.ts';
import type { ExchangeApi } from '#modules/exchange/api.ts';
import type { Subscription } from '#platform/module.ts';
import { REPORTS_TAKEN_OVER, type ReportsTakenOver } from './api.ts';
import { outgoingEvents } from './operations-published.ts';
import { REPORT_TYPE, type ReportParts } from './operations-shared.ts';

/** Hands what happened to reports to the systems that asked to be told. */
export const webhookNews = (
  exchange: Pick<ExchangeApi, 'hasListeners' | 'publish'>,
  parts: Pick<ReportParts, 'cases' | 'territory' | 'documents' | 'catalogues'>,
): Subscription => ({
  name: 'reports.webhooks',
  events: [CASE_CHANGED],
  async handle(tx, events, tenant) {
    if (!(await exchange.hasListeners(tx))) return;
    const entries = events.flatMap(({ id, payload }) => {
      const changed = payload as unknown as CaseChanged;
      return changed.kind === 'report' ? [{ eventId: id, changed }] : [];
    });
    if (entries.length > 0) await exchange.publish(tx, tenant, await outgoingEvents(tx, tenant, parts, entries));
  },
});

/** Wakes the screens on which a report, or a list it belongs to, is watched. */
export const liveNews = (
  exchange: Pick<ExchangeApi, 'noteChanges'>,
  cases: Pick<CasesApi, 'places'>,
): Subscription => ({
  name: 'reports.live',
  events: [CASE_CHANGED, REPORTS_TAKEN_OVER],
  async handle(tx, events) {
    const newest = new Map<string, { version: number; teams: Set<string> }>();
    for (const { type, payload } of events) {
      if (type === REPORTS_TAKEN_OVER) {
        // One of them wakes the lists, which read themselves anew; thousands would say no more.
        newest.set((payload as unknown as ReportsTakenOver).caseId, { version: 1, teams: new Set() });
        continue;
      }
      const { kind, caseId, seq, before, after } = payload as unknown as CaseChanged;
      if (kind !== 'report') continue;
      const one = newest.get(caseId) ?? { version: seq, teams: new Set<string>() };
      one.version = Math.max(one.version, seq);
      for (const team of [before?.team, after.team]) if (team != null) one.teams.add(team);
      newest.set(caseId, one);
    }
    if (newest.size === 0) return;
    const places = new Map(
      (await cases.places(tx, REPORT_TYPE, { ids: [...newest.keys()] })).map((one) => [one.id, one]),
    );
    await exchange.noteChanges(
      tx,
      [...newest].map(([id, { version, teams }]) => ({
        id,
        version,
        teams: [...teams],
        municipalityId: places.get(id)?.municipalityId ?? null,
      })),
    );
  },
});
