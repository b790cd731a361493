import type { StatusMeaning } from '$ui/status-tag/status.ts';

/** Being late is said beside a state, never instead of it. */
type ReportMeaning = Exclude<StatusMeaning, 'late'>;

/** The meaning of each state that is not an end without repair. */
export const MEANINGS: Readonly<Record<string, ReportMeaning>> = {
  received: 'received',
  triaged: 'working',
  assigned: 'working',
  on_site: 'working',
  reopened: 'working',
  waiting_reporter: 'waiting',
  waiting_external: 'waiting',
  resolved: 'waiting',
  verified: 'done',
};

/** What the colour of a report's state says. Green is only what the reporter confirmed; every other end is grey. */
export const meaningOf = (state: string): ReportMeaning => MEANINGS[state] ?? 'closed';

export const isOpen = (state: string): boolean => !['done', 'closed'].includes(meaningOf(state));
