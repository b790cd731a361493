/** What a report was before it was acted on with others. */
export interface BulkBefore {
  readonly what: Readonly<Record<string, string>>;
  readonly category: string;
  readonly state: Readonly<Record<string, string>>;
  readonly team: string | null;
  readonly assignee: string | null;
  readonly priority: number;
}

/** One action on many reports. */
export interface BulkRequest {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** With `reclassify`. */
  readonly category: string | null;
  /** With `merge`: the report the others are joined to. */
  readonly into: string | null;
}

/** Actions that can be taken on many reports at once; each still has to be open to this person on that report. */
export const BULK_ACTIONS = [
  'triage',
  'dispatch',
  'assign',
  'reclassify',
  'setPriority',
  'note',
  'merge',
  'reject',
  'closeWithReason',
] as const;

/** Reports one run takes: what a person can still look through before confirming. */
export const MOST_AT_ONCE = 500;

/** A call that does what is asked of one report. */
export interface BulkCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What does the action on one report, as its maker would by hand. */
export function callFor(request: BulkRequest, id: string, seen: number): BulkCall {
  const { action, input, category, into } = request;
  if (action === 'merge') return { operation: 'cases.merge', input: { id, version: seen, into } };
  const further = category === null ? {} : { category };
  return { operation: 'reports.act', input: { id, action, input, version: seen, ...further } };
}

/** Whether the engine has a way back from an action. What reached people, such as a note or a rejection, has none. */
export const canUndo = (action: string): boolean => ['assign', 'setPriority', 'reclassify', 'merge'].includes(action);

/** What takes the action back from one report, given what it was before; null where nothing does. */
export function undoFor(
  request: BulkRequest,
  id: string,
  version: number,
  before: BulkBefore,
  reason: string,
): BulkCall | null {
  const act = (action: string, input: object, further: object = {}): BulkCall => ({
    operation: 'reports.act',
    input: { id, action, input, version, ...further },
  });
  switch (request.action) {
    case 'merge':
      return { operation: 'cases.split', input: { id, version } };
    case 'assign':
      return act('assign', { team: before.team, assignee: before.assignee });
    case 'setPriority':
      return act('setPriority', { priority: before.priority });
    case 'reclassify':
      return act('reclassify', { reason }, { category: before.category });
    default:
      return null;
  }
}
