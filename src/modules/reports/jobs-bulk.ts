import type { Actor } from '#kernel/actor.ts';
import { Problem } from '#kernel/problem.ts';
import type { Job } from '#platform/module.ts';
import type { Tenant } from '#platform/tenants.ts';
import { callFor, undoFor } from './rules-bulk.ts';
import { openItems, setOutcome, setRun, waitingRuns } from './store-bulk.ts';

const RUNS_AT_ONCE = 5;
const ITEMS_AT_ONCE = 50;
const UNDO_REASON = 'تراجع عن إجراء جماعي';

/** Calls an operation in somebody's name, through the pipeline that every request goes through. */
export type CallAs = (
  tenant: Tenant,
  actor: Actor,
  operation: string,
  input: unknown,
  idempotencyKey: string,
) => Promise<unknown>;

/**
 * Takes confirmed actions on many reports, one after the other. A report that was acted on before the process died
 * answers the second time as it did the first, by the key of its run.
 */
export const bulkJob = (callAs: CallAs): Job => ({
  name: 'reports.bulk',
  everySeconds: 2,
  async run({ tenants, transaction, signal, now }) {
    for (const tenant of await tenants()) {
      for (const run of await transaction(tenant.id, (tx) => waitingRuns(tx, RUNS_AT_ONCE))) {
        const undoing = run.status === 'undoing';
        const { request, actor } = run;
        for (;;) {
          const items = await transaction(tenant.id, (tx) => openItems(tx, run.id, undoing, ITEMS_AT_ONCE));
          for (const { caseId, seen, version, before } of items) {
            if (signal.aborted) return;
            const call = undoing
              ? undoFor(request!, caseId, version!, before, UNDO_REASON)
              : callFor(request!, caseId, seen);
            const key = `bulk-${undoing ? 'undo-' : ''}${run.id}-${caseId.slice(-12)}`;
            const result = await outcomeOf(async () => {
              if (call === null) return null;
              return callAs(tenant, actor!, call.operation, call.input, key);
            });
            await transaction(tenant.id, (tx) => setOutcome(tx, run.id, caseId, result, undoing));
          }
          if (items.length < ITEMS_AT_ONCE) break;
        }
        const ended = { status: undoing ? ('undone' as const) : ('done' as const), at: now.toString() };
        await transaction(tenant.id, (tx) => setRun(tx, run.id, ended));
      }
    }
  },
});

/** What became of one call. What is nobody's refusal, such as a lost database, is left for the next run. */
async function outcomeOf(work: () => Promise<unknown>) {
  try {
    const answer = (await work()) as { version?: number } | null;
    return { outcome: 'done' as const, reason: null, version: answer?.version ?? null };
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    const outcome = error.code === 'cases.changed-meanwhile' ? ('changed' as const) : ('refused' as const);
    return { outcome, reason: { ...(error.fields[0]?.text ?? error.text) }, version: null };
  }
}
