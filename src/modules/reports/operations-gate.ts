import type { CaseState } from '#modules/cases/api.ts';
import type { Collector, OperationContext } from '#platform/operations.ts';
import type { SubmitReport } from './operations-input.ts';
import type { ReportParts } from './operations-shared.ts';
import { bandsOf, cellOf } from './rules.ts';
import { insertionOf, type NewSubmission } from './store-submissions.ts';

/**
 * Counts a request by which somebody without an account makes us write to an address.
 * @throws Problem reports.proof-needed
 */
export async function letAsk({ gate }: Pick<ReportParts, 'gate'>, context: OperationContext): Promise<void> {
  const { actor, origin, now, tenant, proof, transactionId } = context;
  if (actor.kind !== 'anonymous' || origin === undefined) return;
  const knock = { id: transactionId, tenantId: tenant.id, origin, cell: null, bands: [], urgent: false, proof };
  await gate.pass(knock, now);
}

const submissions: Collector<NewSubmission> = { statement: insertionOf };

/**
 * Stands before an anonymous report that came over the network; all others pass. What is urgent passes too and is
 * marked for a look. Returns what is to be done once its case is open.
 * @throws Problem reports.proof-needed
 */
export async function letIn(
  { gate }: Pick<ReportParts, 'gate'>,
  context: OperationContext,
  input: SubmitReport,
  urgent: boolean,
): Promise<(state: CaseState) => void> {
  const { actor, origin, now, tenant } = context;
  if (actor.kind !== 'anonymous' || origin === undefined) return () => {};
  const cell = input.location === null ? null : cellOf(input.location);
  const bands = bandsOf(input.description ?? '');
  const { pressed } = await gate.pass(
    { id: context.transactionId, tenantId: tenant.id, origin, cell, bands, urgent, proof: context.proof },
    now,
  );
  return ({ id, number }) =>
    context.collect(submissions, {
      caseId: id,
      number,
      at: now.toString(),
      origin: Buffer.from(gate.digestOf(origin, now)).toString('hex'),
      cell,
      bands,
      urgent: urgent && pressed,
    });
}
