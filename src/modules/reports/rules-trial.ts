import type { Routing } from './model.ts';

/** A report of the past with where it would go by two sets of rules. */
export interface TriedReport {
  readonly id: string;
  readonly number: string;
  readonly openedAt: string;
  readonly before: Routing;
  readonly after: Routing;
}

export interface TrialOutcome {
  readonly total: number;
  /** Reports that would be treated otherwise, in the order given. */
  readonly changed: readonly TriedReport[];
  /** How many go from one team to another, the most first; null: no team. */
  readonly moves: readonly { readonly from: string | null; readonly to: string | null; readonly count: number }[];
  /** For how many reports each rule decided, by its id; `default` where none did. */
  readonly fired: Readonly<Record<string, number>>;
  readonly otherTeam: number;
  readonly otherPriority: number;
  readonly otherOwner: number;
  readonly toldSupervisors: number;
}

const owner = ({ category }: Routing): string | null => category.externalOwner?.code ?? null;

const differs = ({ before, after }: TriedReport): boolean =>
  before.team !== after.team ||
  before.category.priority !== after.category.priority ||
  owner(before) !== owner(after) ||
  before.notify !== after.notify;

const count = (reports: readonly TriedReport[], holds: (report: TriedReport) => boolean): number =>
  reports.filter(holds).length;

/** What other rules would have changed of the past. */
export function trialOf(reports: readonly TriedReport[]): TrialOutcome {
  const fired: Record<string, number> = {};
  const moves = new Map<string, { from: string | null; to: string | null; count: number }>();
  for (const { before, after } of reports) {
    const rule = after.rule ?? 'default';
    fired[rule] = (fired[rule] ?? 0) + 1;
    if (before.team === after.team) continue;
    const key = JSON.stringify([before.team, after.team]);
    const move = moves.get(key) ?? { from: before.team, to: after.team, count: 0 };
    move.count += 1;
    moves.set(key, move);
  }
  return {
    total: reports.length,
    changed: reports.filter(differs),
    moves: [...moves.values()].sort((a, b) => b.count - a.count),
    fired,
    otherTeam: count(reports, ({ before, after }) => before.team !== after.team),
    otherPriority: count(reports, ({ before, after }) => before.category.priority !== after.category.priority),
    otherOwner: count(reports, ({ before, after }) => owner(before) !== owner(after)),
    toldSupervisors: count(reports, ({ after }) => after.notify),
  };
}
