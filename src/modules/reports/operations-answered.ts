import type { CaseState } from '#modules/cases/api.ts';
import type { NoticeRequested } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { type ReportParts, reportData } from './operations-shared.ts';

/** Lets whoever asked the reporter know of the answer: the employee, else whoever has the report now, else its team. */
export async function tellWhoAsked(
  parts: Pick<ReportParts, 'cases' | 'identity'>,
  tx: Tx,
  context: OperationContext,
  state: CaseState,
): Promise<void> {
  const actions = await parts.cases.actions(tx, state.id);
  const asker = actions.findLast(({ action }) => action === 'askReporter')?.actorId ?? state.assignee;
  const parties = asker !== null ? [asker] : state.team === null ? [] : await parts.identity.membersOf(tx, state.team);
  if (parties.length === 0) return;
  const { category, answer } = reportData(state);
  const notice: NoticeRequested = {
    notice: 'reportAnswered',
    caseId: state.id,
    number: state.number,
    to: parties.map((partyId) => ({ role: 'team', partyId })),
    values: { category: category.name, answer: answer ?? '—', link: { path: `/office/reports/${state.id}` } },
    traits: { category: category.code, group: category.group, status: state.state },
  };
  context.emit({ type: 'reports.notice-requested', key: state.id, payload: { ...notice } });
}
