import { type CaseState, stateTitle } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { TrackedReport } from './operations-input.ts';
import { type ReportParts, reportData } from './operations-shared.ts';

/** What other departments do of a report's work, as its reporter is told: no numbers, teams or names. */
export async function partsFor(
  { cases, catalogues }: Pick<ReportParts, 'cases' | 'catalogues'>,
  tx: Tx,
  context: OperationContext,
  state: CaseState,
): Promise<TrackedReport['parts']> {
  if (state.children.length === 0) return [];
  const { departments } = await catalogues.of(tx, context.tenant);
  const parts: TrackedReport['parts'] = [];
  for (const { caseId } of state.children) {
    const { type, state: part } = await cases.getCase(tx, context, { id: caseId });
    const { category, routing } = reportData(part);
    const department = departments.find(({ code }) => code === (routing?.department ?? category.department));
    parts.push({
      what: category.name,
      department: department?.name ?? {},
      stateTitle: stateTitle(type, part.state, 'applicant'),
      category: part.category,
      dueAt: part.clocks.norm?.status === 'running' ? part.clocks.norm.dueAt : null,
    });
  }
  return parts;
}
