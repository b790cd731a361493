import { z } from 'zod';
import { makeCaseNumber } from '#kernel/case-number.ts';
import type { PlacedCase, RestoredCase } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Collector, type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { REPORTS_TAKEN_OVER, type ReportsTakenOver } from './api.ts';
import type { ImportedReport, RefusedLine } from './model.ts';
import type { ReportFact } from './model-figures.ts';
import type { MapReport } from './model-map.ts';
import { USUAL_PUBLICATION } from './model-moderation.ts';
import { countWaitingFacts } from './operations-figures-kept.ts';
import { closingEvents, historyOf, type ImportSetting, openingEvents } from './operations-import-events.ts';
import { countWaitingOnMap } from './operations-map-kept.ts';
import { numberGroupOf, REPORT_TYPE, type ReportParts, routingOf, settingsOf } from './operations-shared.ts';
import { readOpen311, route, termsOf } from './rules.ts';
import { factOf } from './rules-figures.ts';
import { mapReport } from './rules-map.ts';
import { addingToImportRun, findImportRun, type ImportBatch, letDiskWait } from './store.ts';
import { insertFacts, lockFigures, touchFigures } from './store-figures.ts';
import { insertMapReports, lockMap } from './store-map.ts';
import { enterUncounted, noteUncounted } from './store-uncounted.ts';

const Refused = z.object({ line: z.int(), reason: z.string(), externalId: z.string().nullable() });

/** Batches whose facts are remembered until they are counted; what is forgotten is read again. */
const MOST_REMEMBERED = 32;

/** The batches of a file add to one row: written last, it is locked for no longer than a commit takes. */
const importRuns: Collector<ImportBatch> = { statement: ([batch]) => addingToImportRun(batch!) };

export function importOperations(parts: ReportParts): Operation[] {
  const { cases, territory, catalogues } = parts;
  const remembered = new Map<string, { facts: readonly ReportFact[]; shown: readonly MapReport[] }>();

  async function settle(tx: Tx, context: OperationContext, reports: readonly ImportedReport[]) {
    const { tenant, now } = context;
    const settings = settingsOf(tenant);
    const setting: ImportSetting = {
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
    await keep(tx, context, restored, placed);
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
   * Writes what was taken over as it counts in the figures and on the map: all that is needed is at hand here, and would
   * otherwise be read again from what was just written. The totals hold it once it is counted.
   */
  async function keep(
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
    const id = context.newId();
    await enterUncounted(tx);
    await insertFacts(tx, facts);
    await insertMapReports(tx, shown);
    await noteUncounted(tx, [
      { counts: 'figures', id, caseIds: facts.map((fact) => fact.case_id) },
      { counts: 'map', id, caseIds: shown.map((report) => report.case_id) },
    ]);
    if (remembered.size === MOST_REMEMBERED) remembered.clear();
    remembered.set(id, { facts, shown });
    const taken: ReportsTakenOver = { caseId: first.id, count: placed.length };
    context.emit({ type: REPORTS_TAKEN_OVER, key: first.id, payload: { ...taken } });
  }

  /** Adds what waits to the totals of figures and map. */
  async function count(tx: Tx, context: OperationContext): Promise<void> {
    await lockFigures(tx);
    const counted = await countWaitingFacts(tx, (id) => remembered.get(id)?.facts);
    if (counted > 0) await touchFigures(tx, context.now.toString());
    await lockMap(tx);
    await countWaitingOnMap(tx, (id) => remembered.get(id)?.shown);
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
        /** Everything is certain once a call that says so is answered; until then the last moment may have to be sent again. */
        finished: z.boolean().default(false),
        /**
         * Leaves adding to the totals of figures and map to a later call, which may have no lines; without one the jobs
         * that build them add it up within two minutes. Adding up many batches at once costs less, and nobody waits for it.
         */
        countLater: z.boolean().default(false),
      }),
      output: z.object({ imported: z.int(), updated: z.int(), unchanged: z.int(), refused: z.array(Refused) }),
      async run(tx, { source, firstLine, lines, settledLines, finished, countLater }, context) {
        const { tenant } = context;
        if (!finished) await letDiskWait(tx);
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
        if (!countLater) await count(tx, context);
        context.collect(importRuns, {
          source,
          linesRead: settledLines,
          imported: outcome.imported,
          refused: refused.length,
          finishedAt: finished ? context.now.toString() : null,
          at: context.now.toString(),
        });
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
