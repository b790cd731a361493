/** What an update that another system sends about its own report asks for. */
export type UpdateAction = 'confirm' | 'notFixed' | 'reporterAdds';

/**
 * What an update means. A status alone mostly mirrors ours, so only words that cannot mirror it move the report:
 * `fixed` confirms a repair on record; `reopen`, or `open` said after our answer, says that it is not fixed. All else is
 * something the reporter adds.
 * @param status lower case; the extended statuses of FixMyStreet beside `open` and `closed`
 * @param at when it was said there
 */
export function actionOfUpdate(
  status: string,
  at: Temporal.Instant,
  report: { readonly state: string; readonly updatedAt: string },
): UpdateAction {
  const answered = report.state === 'resolved' || report.state === 'closed';
  if (!answered) return 'reporterAdds';
  if (status === 'fixed' || status.startsWith('fixed ')) return 'confirm';
  const since = Temporal.Instant.compare(at, Temporal.Instant.from(report.updatedAt)) > 0;
  return status === 'reopen' || (status === 'open' && since) ? 'notFixed' : 'reporterAdds';
}
