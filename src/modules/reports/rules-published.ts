export type Published = 'report.received' | 'report.state-changed' | 'report.assigned' | 'report.changed';

interface Standing {
  readonly state: string;
  readonly team: string | null;
}

/** Actions, beside those that change the state, by which something changes that everybody may see. */
const PUBLIC_ACTIONS: readonly string[] = ['reclassify', 'edit', 'correct', 'moderate', 'split'];

/** What an entry of a report's timeline is called outside, and whether the public could notice it. */
export function publishedAs({
  before,
  after,
  action,
}: {
  readonly before: Standing | null;
  readonly after: Standing;
  readonly action: string;
}): { readonly type: Published; readonly publicNews: boolean } {
  if (before === null) return { type: 'report.received', publicNews: true };
  if (before.state !== after.state) return { type: 'report.state-changed', publicNews: true };
  if (before.team !== after.team) return { type: 'report.assigned', publicNews: false };
  return { type: 'report.changed', publicNews: PUBLIC_ACTIONS.includes(action) };
}
