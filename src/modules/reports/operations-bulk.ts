import { z } from 'zod';
import { hasRole } from '#kernel/actor.ts';
import type { Bilingual } from '#kernel/text.ts';
import { actionTitle, type LoadedCase, stateTitle } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { staff } from '#platform/policy.ts';
import { BulkStanding, BulkView, BulkWords } from './operations-bulk-view.ts';
import { ReportId } from './operations-input.ts';
import { factsOf } from './operations-office.ts';
import { REPORT_TYPE, type ReportParts, reportData } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { BULK_ACTIONS, type BulkBefore, type BulkRequest, canUndo, MOST_AT_ONCE } from './rules-bulk.ts';
import {
  type BulkRun,
  findRun,
  insertRun,
  putItems,
  readItems,
  readRuns,
  refuseForeseen,
  setRun,
} from './store-bulk.ts';

const RUNS_SHOWN = 20;

const beforeOf = ({ type, state }: LoadedCase): BulkBefore => ({
  what: { ...reportData(state).category.name } as Record<string, string>,
  category: reportData(state).category.code,
  state: stateTitle(type, state.state, 'office'),
  team: state.team,
  assignee: state.assignee,
  priority: state.priority,
});

/** One action on many reports: choose, look at what would happen, confirm, see what did, take it back. */
export function bulkOperations(parts: ReportParts): Operation[] {
  const { cases } = parts;

  /** A run of the actor's own; supervisors and auditors see everybody's. @throws Problem reports.bulk-unknown */
  async function runOf(tx: Tx, { actor }: OperationContext, id: string, hold: boolean): Promise<BulkRun> {
    const run = await findRun(tx, id, hold);
    const may = run?.madeBy === actor.partyId || (!hold && hasRole(actor, 'supervisor', 'auditor'));
    if (run === undefined || !may) throw reportProblems['bulk-unknown']();
    return run;
  }

  const reportsOf = async (tx: Tx, context: OperationContext, ids: readonly string[]) =>
    (await cases.readable(tx, context, ids)).filter(({ state }) => state.type.id === REPORT_TYPE);

  async function offersOf(tx: Tx, context: OperationContext, loaded: readonly LoadedCase[]) {
    const found = new Map<string, { count: number; example: LoadedCase }>();
    for (const one of loaded) {
      for (const action of await cases.offered(tx, context, one)) {
        const known = found.get(action);
        if (known === undefined) found.set(action, { count: 1, example: one });
        else known.count += 1;
      }
    }
    return BULK_ACTIONS.flatMap((action) => {
      const offer = found.get(action);
      if (offer === undefined || (action === 'merge' && offer.count < 2)) return [];
      const { type, state } = offer.example;
      return [{ action, title: actionTitle(type, action), count: offer.count, example: state.id }];
    });
  }

  return [
    operation({
      name: 'reports.draft-bulk',
      summary: { ar: 'اختيار بلاغات لإجراء واحد عليها', en: 'Choose reports for one action on all of them' },
      kind: 'command',
      who: [staff()],
      route: { method: 'POST', path: '/reports-bulk' },
      rate: 'write',
      input: z.strictObject({ reports: z.array(ReportId).min(1).max(MOST_AT_ONCE) }),
      output: z.object({ id: z.string(), count: z.int() }),
      async run(tx, { reports }, context) {
        const loaded = await reportsOf(tx, context, [...new Set(reports)]);
        if (loaded.length === 0) throw reportProblems['not-found']();
        const id = context.newId();
        await insertRun(tx, id, context.actor.partyId!, context.now.toString());
        await putItems(
          tx,
          id,
          loaded.map((one) => ({
            caseId: one.state.id,
            number: one.state.number,
            seen: one.state.version,
            before: beforeOf(one),
            expected: null,
          })),
        );
        context.about({ type: 'bulk', id });
        return { id, count: loaded.length };
      },
    }),
    operation({
      name: 'reports.get-bulk',
      summary: {
        ar: 'إجراء جماعي: معاينته وتقدمه ونتيجته',
        en: 'An action on many reports: its preview, progress, result',
      },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/reports-bulk/{runId}' },
      rate: 'read',
      input: z.strictObject({ runId: ReportId }),
      output: BulkView,
      async run(tx, { runId }, context): Promise<BulkView> {
        const run = await runOf(tx, context, runId, false);
        const items = await readItems(tx, runId);
        const { request } = run;
        const ids = items.map(({ caseId }) => caseId);
        const choosing = run.status === 'draft' || run.status === 'planned';
        const loaded = choosing ? await reportsOf(tx, context, ids) : [];
        const into = request?.into ?? null;
        const type = await cases.typeOf(tx, context, REPORT_TYPE);
        return {
          id: run.id,
          status: run.status,
          madeAt: run.madeAt,
          request:
            request === null
              ? null
              : {
                  action: request.action,
                  title: actionTitle(type, request.action),
                  input: request.input as Record<string, z.core.util.JSONType>,
                  category: request.category,
                  into:
                    into === null ? null : { id: into, number: (await cases.numbersOf(tx, [into])).get(into) ?? '' },
                },
          undoable:
            run.status === 'done' &&
            run.madeBy === context.actor.partyId &&
            canUndo(request!.action) &&
            items.some(({ outcome }) => outcome === 'done'),
          offers: await offersOf(tx, context, loaded),
          items: items.map(({ caseId, number, before, expected, outcome, reason, undone }) => ({
            id: caseId,
            number,
            what: { ...before.what },
            state: { ...before.state },
            expected:
              expected === null
                ? null
                : { reason: expected.reason && { ...expected.reason }, state: expected.state && { ...expected.state } },
            outcome,
            reason: reason && { ...reason },
            undone,
          })),
        };
      },
    }),
    operation({
      name: 'reports.plan-bulk',
      summary: {
        ar: 'معاينة إجراء على بلاغات مختارة قبل تنفيذه',
        en: 'See what an action would do to the chosen reports',
      },
      kind: 'command',
      who: [staff()],
      route: { method: 'PUT', path: '/reports-bulk/{runId}/plan' },
      rate: 'write',
      input: z.strictObject({
        runId: ReportId,
        action: z.enum(BULK_ACTIONS),
        input: z.record(z.string(), z.json()).default({}),
        category: z.string().max(64).nullable().default(null),
        into: ReportId.nullable().default(null),
      }),
      output: z.object({ id: z.string(), ready: z.int(), refused: z.int() }),
      async run(tx, { runId, action, input, category, into }, context) {
        const run = await runOf(tx, context, runId, true);
        if (run.status !== 'draft' && run.status !== 'planned') throw reportProblems['bulk-begun']();
        const items = await readItems(tx, runId);
        const ids = items.map(({ caseId }) => caseId);
        const loaded = (await reportsOf(tx, context, ids)).filter(({ state }) => state.id !== into);
        const [survivor] = into === null ? [] : await reportsOf(tx, context, [into]);
        if (action === 'merge' && survivor === undefined) throw reportProblems['bulk-into']();
        const given = { action, category: category ?? undefined };
        const foreseen = await cases.foresee(tx, context, {
          action,
          input,
          ...(survivor === undefined ? {} : { into: survivor }),
          cases: await Promise.all(
            loaded.map(async (one) => ({ loaded: one, facts: await factsOf(parts, tx, context, one.state, given) })),
          ),
        });
        // What is wrong with the form is wrong for all of them: said at its fields instead of in every row.
        const faulty = foreseen.find(({ problem }) => problem?.code === 'cases.input-invalid')?.problem;
        if (faulty && foreseen.every(({ problem }) => problem !== null)) throw faulty;
        const planned = new Map(
          loaded.map((one, i) => {
            const { problem, after } = foreseen[i]!;
            const reason: Bilingual | null = problem === null ? null : { ...(problem.fields[0]?.text ?? problem.text) };
            const state = after === null ? null : stateTitle(one.type, after.state, 'office');
            return [
              one.state.id,
              { seen: one.state.version, before: beforeOf(one), expected: { reason, state } },
            ] as const;
          }),
        );
        await putItems(
          tx,
          runId,
          items.map(({ caseId, number, seen, before }) => {
            const left = reportProblems[caseId === into ? 'bulk-survivor' : 'not-found']().text;
            const plan = planned.get(caseId) ?? { seen, before, expected: { reason: { ...left }, state: null } };
            return { caseId, number, ...plan };
          }),
        );
        const request: BulkRequest = { action, input, category, into };
        await setRun(tx, runId, { status: 'planned', request });
        context.about({ type: 'bulk', id: runId });
        const refused = foreseen.filter(({ problem }) => problem !== null).length;
        return { id: runId, ready: foreseen.length - refused, refused };
      },
    }),
    operation({
      name: 'reports.start-bulk',
      summary: { ar: 'تنفيذ الإجراء على البلاغات بعد معاينته', en: 'Do the action on the reports after looking at it' },
      kind: 'command',
      who: [staff()],
      route: { method: 'POST', path: '/reports-bulk/{runId}/start' },
      rate: 'write',
      input: z.strictObject({ runId: ReportId }),
      output: z.object({ id: z.string(), status: BulkStanding }),
      async run(tx, { runId }, context) {
        const run = await runOf(tx, context, runId, true);
        if (run.status === 'draft') throw reportProblems['bulk-unseen']();
        context.about({ type: 'bulk', id: runId });
        // Pressed twice: it runs once.
        if (run.status !== 'planned') return { id: runId, status: run.status };
        await refuseForeseen(tx, runId);
        await setRun(tx, runId, { status: 'running', actor: context.actor, at: context.now.toString() });
        return { id: runId, status: 'running' as const };
      },
    }),
    operation({
      name: 'reports.undo-bulk',
      summary: { ar: 'التراجع عن إجراء جماعي', en: 'Take back an action on many reports' },
      kind: 'command',
      who: [staff()],
      route: { method: 'POST', path: '/reports-bulk/{runId}/undo' },
      rate: 'write',
      input: z.strictObject({ runId: ReportId }),
      output: z.object({ id: z.string(), status: BulkStanding }),
      async run(tx, { runId }, context) {
        const run = await runOf(tx, context, runId, true);
        context.about({ type: 'bulk', id: runId });
        if (run.status === 'undoing' || run.status === 'undone') return { id: runId, status: run.status };
        if (run.status !== 'done' || !canUndo(run.request!.action)) throw reportProblems['bulk-lasting']();
        await setRun(tx, runId, { status: 'undoing', actor: context.actor, at: context.now.toString() });
        return { id: runId, status: 'undoing' as const };
      },
    }),
    operation({
      name: 'reports.list-bulk',
      summary: { ar: 'الإجراءات الجماعية للموظف', en: 'The actions an employee took on many reports' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/reports-bulk' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({
        runs: z.array(
          z.object({
            id: z.string(),
            status: BulkStanding,
            madeAt: z.string(),
            title: BulkWords,
            items: z.int(),
            done: z.int(),
          }),
        ),
      }),
      async run(tx, _, context) {
        const type = await cases.typeOf(tx, context, REPORT_TYPE);
        const runs = await readRuns(tx, context.actor.partyId!, RUNS_SHOWN);
        return {
          runs: runs.map(({ id, status, madeAt, request, items, done }) => ({
            id,
            status,
            madeAt,
            title: request === null ? {} : actionTitle(type, request.action),
            items,
            done,
          })),
        };
      },
    }),
  ];
}
