import type { CasePage } from '#modules/cases/api.ts';
import { isProblem } from '../problem.ts';
import { type Names, namesFor } from './lookups.ts';
import { type ReportRow, rowOf } from './rows.ts';

/** States that wait for somebody to sort them. */
export const TRIAGE_STATES = ['received', 'reopened'] as const;
/** States in which a crew has something to do. */
export const CREW_STATES = ['triaged', 'assigned', 'on_site', 'reopened'] as const;

export const CLOSED_STATES = [
  'verified',
  'closed',
  'duplicate',
  'rejected',
  'cancelled',
  'part_done',
  'part_cancelled',
] as const;

const LISTS = ['state', 'team', 'topic', 'priority'] as const;
const FLAGS = ['mine', 'overdue', 'open', 'unassigned', 'escalated'] as const;
const TEXTS = ['band', 'used', 'assignee', 'district', 'municipality', 'q', 'order', 'after', 'from', 'to'] as const;

/** What `cases.list-cases` is asked for by the address of a page; members the page does not know are left out. */
export function listInput(query: URLSearchParams): Record<string, unknown> {
  const input: Record<string, unknown> = { type: 'report' };
  for (const name of LISTS) {
    const values = query.getAll(name).filter((value) => value !== '');
    if (values.length > 0) input[name] = values;
  }
  for (const name of FLAGS) {
    const value = query.get(name);
    if (value === 'true' || value === 'false') input[name] = value;
  }
  for (const name of TEXTS) {
    const value = query.get(name)?.trim();
    if (value) input[name] = value;
  }
  const closed =
    input.open === 'false' ||
    (input.state as string[] | undefined)?.some((state) => CLOSED_STATES.some((one) => one === state));
  // The order of what is due leaves out what is closed; and what is looked for by words may be closed.
  if (closed || (input.q !== undefined && input.order === undefined))
    input.order = input.order === 'oldest' ? 'oldest' : 'newest';
  return input;
}

/** The same for the triage queue: what nobody has sorted yet, unless the address names one of those states. */
export function triageInput(query: URLSearchParams): Record<string, unknown> {
  const input = listInput(query);
  const asked = (input.state as string[] | undefined)?.filter((state) => TRIAGE_STATES.some((one) => one === state));
  return { ...input, state: asked !== undefined && asked.length > 0 ? asked : TRIAGE_STATES };
}

export interface ReportPage {
  readonly rows: readonly ReportRow[];
  readonly next: string | null;
  readonly total: number;
  readonly estimated: boolean;
  /** The address named something a list cannot be asked for: a mistyped date, a district that is none. */
  readonly refused: string | null;
}

/** One page of a list, ready to be shown. What the address asks wrongly becomes a sentence, not an error page. */
export async function readPage(locals: App.Locals, input: Record<string, unknown>, names?: Names): Promise<ReportPage> {
  const known = names ?? (await namesFor(locals));
  try {
    const page = await locals.call<CasePage>('cases.list-cases', { limit: 50, ...input });
    return {
      rows: page.items.map((item) => rowOf(item, known, locals.language)),
      next: page.next,
      total: page.total.count,
      estimated: page.total.atLeast,
      refused: null,
    };
  } catch (error) {
    if (!isProblem(error) || error.status >= 500 || error.status === 401 || error.status === 403) throw error;
    const text = error.fields[0]?.text ?? error.text;
    return { rows: [], next: null, total: 0, estimated: false, refused: text[locals.language] };
  }
}

/** How many cases a filter finds: at most a thousand are counted. */
export async function countOf(
  locals: App.Locals,
  input: Record<string, unknown>,
): Promise<{ count: number; atLeast: boolean }> {
  const { total } = await locals.call<CasePage>('cases.list-cases', { type: 'report', ...input, limit: 1 });
  return total;
}
