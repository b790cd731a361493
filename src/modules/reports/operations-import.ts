import { z } from 'zod';
import { addTime, measureOf, millisecondsOf, type WorkingCalendar } from '#kernel/calendar.ts';
import { makeCaseNumber } from '#kernel/case-number.ts';
import type { CaseEvent, CaseState, CaseType, ClockState, PlacedCase, RestoredCase } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { REPORTS_TAKEN_OVER, type ReportsTakenOver } from './api.ts';
import type { ImportedReport, RefusedLine, Routing } from './model.ts';
import { USUAL_PUBLICATION } from './model-moderation.ts';
import { putFacts } from './operations-figures-kept.ts';
import { putOnMap } from './operations-map-kept.ts';
import { numberGroupOf, REPORT_TYPE, type ReportParts, routingOf, settingsOf } from './operations-shared.ts';
import { keptRouting, readOpen311, route, termsOf } from './rules.ts';
import { FACT_PARTS, factOf, type ReportHistory } from './rules-figures.ts';
import { mapReport } from './rules-map.ts';
import { addToImportRun, findImportRun } from './store.ts';
import { lockFigures, touchFigures } from './store-figures.ts';
import { lockMap } from './store-map.ts';

const WHO = { partyId: null, onBehalfOf: null } as const;
const PUBLIC_AUDIENCE = ['applicant', 'office', 'public'] as const;

interface Setting {
  readonly type: CaseType;
  readonly calendar: WorkingCalendar;
  readonly terms: ReturnType<typeof termsOf>;
}

/** The norm clock of a report made elsewhere: started when it was made; what passed long ago was missed long ago. */
function normClock(report: ImportedReport, { calendar }: Setting, now: Temporal.Instant): CaseEvent[] {
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

function openingEvents(
  report: ImportedReport,
  routing: Routing,
  identity: { id: string; number: string },
  setting: Setting,
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
function closingEvents(report: ImportedReport, from: string, type: CaseType, clockRuns: boolean): CaseEvent[] {
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
function historyOf(placed: PlacedCase, entries: RestoredCase['entries']): ReportHistory {
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

const Refused = z.object({ line: z.int(), reason: z.string(), externalId: z.string().nullable() });

export function importOperations(parts: ReportParts): Operation[] {
  const { cases, territory, catalogues } = parts;

  async function settle(tx: Tx, context: OperationContext, reports: readonly ImportedReport[]) {
    const { tenant, now } = context;
    const settings = settingsOf(tenant);
    const setting: Setting = {
      type: await cases.typeOf(tx, context, REPORT_TYPE),
      calendar: await territory.calendarOf(tx, tenant),
      // Another system made it public already.
      terms: { ...termsOf(settings), publication: USUAL_PUBLICATION },
    };
    const routingSetting = await routingOf(parts, tx, tenant);
    const { catalogue } = routingSetting;
    const known = await cases.byExternalRef(
      tx,
      REPORT_TYPE,
      reports.map(({ externalId }) => externalId),
    );
    const fresh = reports.filter(({ externalId }) => !known.has(externalId));
    const numbers = await cases.takeNumbers(tx, fresh.length);
    const restored: RestoredCase[] = fresh.map((report, i) => {
      const opened = Temporal.Instant.from(report.openedAt).toZonedDateTimeISO(tenant.timeZone);
      const number = makeCaseNumber({
        prefix: settings.numberPrefix,
        year: opened.year,
        group: numberGroupOf(catalogue, report.category.group),
        sequence: numbers[i]!,
      });
      const routing = route(routingSetting, {
        category: report.category,
        area: { municipality: null, district: null },
        channel: 'open311',
        at: Temporal.Instant.from(report.openedAt),
        description: report.description,
      });
      const opening = openingEvents(report, routing, { id: context.newId(), number }, setting, now);
      const closing = closingEvents(report, setting.type.flow.initial, setting.type, true);
      return {
        externalRef: report.externalId,
        entries: [
          { action: 'open', at: report.openedAt, events: opening },
          ...(closing.length === 0 ? [] : [{ action: 'import', at: report.closedAt!, events: closing }]),
        ],
      };
    });
    const placed = await cases.restore(tx, context, restored);
    await count(tx, context, restored, placed);
    let updated = 0;
    for (const report of reports) {
      const state = known.get(report.externalId);
      // Only what the other system moved on is taken over; what happened here since is ours.
      if (state === undefined || state.state !== setting.type.flow.initial || report.closedAt === null) continue;
      const events = closingEvents(report, state.state, setting.type, state.clocks.norm?.status === 'running');
      if (events.length === 0) continue;
      await cases.record(tx, context, state.id, 'import', events);
      updated += 1;
    }
    return { imported: fresh.length, updated, unchanged: reports.length - fresh.length - updated };
  }

  /**
   * Counts what was taken over in the figures and on the map: all that is needed is at hand here, and would otherwise be
   * read again from what was just written.
   */
  async function count(
    tx: Tx,
    context: OperationContext,
    restored: readonly RestoredCase[],
    placed: readonly PlacedCase[],
  ): Promise<void> {
    const [first] = placed;
    if (first === undefined) return;
    const { tenant } = context;
    const facts = placed.map((one, i) => factOf(historyOf(one, restored[i]!.entries), null, tenant.timeZone));
    const shown = placed.flatMap((one) => mapReport(one, tenant.timeZone) ?? []);
    await lockFigures(tx);
    await putFacts(tx, facts);
    await touchFigures(tx, context.now.toString());
    await lockMap(tx);
    await putOnMap(
      tx,
      placed.map(({ id }) => id),
      shown,
    );
    const taken: ReportsTakenOver = { caseId: first.id, count: placed.length };
    context.emit({ type: REPORTS_TAKEN_OVER, key: first.id, payload: { ...taken } });
  }

  return [
    operation({
      name: 'reports.import-open311',
      summary: { ar: 'استيراد دفعة طلبات من نظام Open311', en: 'Take over a batch of requests of an Open311 system' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/reports-import' },
      rate: 'bulk',
      bodyLimit: 16 << 20,
      input: z.strictObject({
        /** Names the file or server, so that a broken run can be taken up again. */
        source: z.string().min(1).max(200),
        /** Number of the first line, from 1. */
        firstLine: z.int().positive(),
        lines: z.array(z.string().max(100_000)).max(5_000),
        /** Lines of the source that are settled without gap; batches may come in parallel and end in any order. */
        settledLines: z.int().min(0),
        finished: z.boolean().default(false),
      }),
      output: z.object({ imported: z.int(), updated: z.int(), unchanged: z.int(), refused: z.array(Refused) }),
      async run(tx, { source, firstLine, lines, settledLines, finished }, context) {
        const { tenant } = context;
        const { area } = tenant.settings as { area?: { west: number; south: number; east: number; north: number } };
        const reports: ImportedReport[] = [];
        const refused: RefusedLine[] = [];
        const defaults = {
          catalogue: await catalogues.of(tx, tenant),
          language: tenant.languages[0] ?? 'en',
          area: area ?? null,
          now: context.now,
        };
        for (const read of readOpen311(lines, defaults)) {
          if ('reason' in read) refused.push({ ...read, line: read.line + firstLine - 1 });
          else reports.push(read);
        }
        const outcome = await settle(tx, context, reports);
        await addToImportRun(
          tx,
          source,
          { linesRead: settledLines, imported: outcome.imported, refused: refused.length },
          finished ? context.now.toString() : null,
          context.now.toString(),
        );
        return { ...outcome, refused };
      },
    }),
    operation({
      name: 'reports.get-import',
      summary: { ar: 'أين توقف استيراد سابق', en: 'Where an import stopped' },
      kind: 'query',
      who: [system()],
      route: { method: 'GET', path: '/reports-import' },
      rate: 'read',
      input: z.strictObject({ source: z.string().min(1).max(200) }),
      output: z.object({ linesRead: z.int(), imported: z.int(), refused: z.int(), finishedAt: z.string().nullable() }),
      run: async (tx, { source }) =>
        (await findImportRun(tx, source)) ?? { linesRead: 0, imported: 0, refused: 0, finishedAt: null },
    }),
  ];
}
