import { addTime, measureOf, millisecondsOf, type WorkingCalendar } from '#kernel/calendar.ts';
import type { CaseEvent, CaseState, CaseType, ClockState, PlacedCase, RestoredCase } from '#modules/cases/api.ts';
import type { ImportedReport, Routing } from './model.ts';
import type { ReportTerms } from './model-report.ts';
import { FACT_PARTS, type ReportHistory } from './rules-figures.ts';
import { keptRouting } from './rules-routing.ts';

const WHO = { partyId: null, onBehalfOf: null } as const;
const PUBLIC_AUDIENCE = ['applicant', 'office', 'public'] as const;

/** How the tenant takes over reports. */
export interface ImportSetting {
  readonly type: CaseType;
  readonly calendar: WorkingCalendar;
  readonly terms: ReportTerms;
}

/** The norm clock of a report made elsewhere: started when it was made; what passed long ago was missed long ago. */
function normClock(report: ImportedReport, { calendar }: ImportSetting, now: Temporal.Instant): CaseEvent[] {
  const { amount, unit } = report.category.resolve;
  const measure = measureOf(unit);
  const total = millisecondsOf(amount, unit);
  const dueAt = addTime(calendar, measure, Temporal.Instant.from(report.openedAt), total).toString();
  const clock: ClockState = {
    key: 'norm',
    kind: 'norm',
    measure,
    status: 'running',
    total,
    startedAt: report.openedAt,
    dueAt,
    remaining: null,
    warnAt: null,
    warnBefore: null,
    breachedAt: null,
    stoppedAt: null,
    action: null,
  };
  const end = report.closedAt === null ? now : Temporal.Instant.from(report.closedAt);
  const late = Temporal.Instant.compare(Temporal.Instant.from(dueAt), end) < 0;
  return [
    { type: 'clock-started', clock },
    ...(late ? [{ type: 'clock-breached', key: 'norm', at: dueAt } as const] : []),
  ];
}

/** What a report made elsewhere begins with: it was opened, lies at its place, was routed, and its norm clock runs. */
export function openingEvents(
  report: ImportedReport,
  routing: Routing,
  identity: { id: string; number: string },
  setting: ImportSetting,
  now: Temporal.Instant,
): CaseEvent[] {
  const { type, terms } = setting;
  const initial = type.flow.initial;
  const data: Record<string, unknown> = {
    category: routing.category,
    terms,
    routing: { ...keptRouting(routing), reasons: [] },
    location: report.point,
    channel: 'open311',
    externalNumber: report.externalId,
  };
  if (report.description !== null) data.description = report.description;
  if (report.address !== null) data.address = report.address.slice(0, 300);
  return [
    {
      type: 'opened',
      ...WHO,
      at: report.openedAt,
      audience: [...PUBLIC_AUDIENCE],
      ...identity,
      caseType: { id: type.id, version: type.version },
      state: initial,
      category: type.flow.states[initial]!.category,
      data: data as CaseState['data'],
      priority: routing.urgency,
      participants: [],
    },
    { type: 'place-set', place: { ...report.point, municipalityId: null, districtId: null } },
    ...(routing.team === null ? [] : [{ type: 'assigned', team: routing.team, assignee: null } as const]),
    ...normClock(report, setting, now),
  ];
}

/** What the other system says happened since, as one entry of the timeline. */
export function closingEvents(report: ImportedReport, from: string, type: CaseType, clockRuns: boolean): CaseEvent[] {
  const to = type.flow.states[report.state];
  if (to === undefined || report.closedAt === null) return [];
  return [
    { type: 'action-recorded', ...WHO, at: report.closedAt, audience: [...PUBLIC_AUDIENCE], action: 'import' },
    { type: 'state-changed', from, to: report.state, category: to.category },
    ...(clockRuns ? [{ type: 'clock-stopped', key: 'norm', at: report.closedAt, met: true } as const] : []),
    { type: 'result-set', result: report.result ?? 'unstated', reason: report.note?.slice(0, 2_000) ?? null },
  ];
}

const VALUES: readonly (readonly string[])[] = FACT_PARTS.values;
const EVENTS: readonly string[] = FACT_PARTS.events;

/** A report as the indicators would read it, with its timeline. */
export function historyOf(placed: PlacedCase, entries: RestoredCase['entries']): ReportHistory {
  const [opened] = entries[0]!.events;
  const data: unknown = opened?.type === 'opened' ? opened.data : {};
  const valueAt = (path: readonly string[]) =>
    path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], data) ?? null;
  return {
    ...placed,
    values: VALUES.map((path) => valueAt(path) as string | null),
    moments: entries.map(({ at, action, events }) => ({
      at,
      action,
      events: events.filter(({ type }) => EVENTS.includes(type)),
    })),
  };
}
