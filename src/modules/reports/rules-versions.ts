import type { ReportCategory, RoutingRule } from './model.ts';

/** One member that differs between two documents; `path` names it, a dot between levels. */
export interface ChangedMember {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const same = (a: unknown, b: unknown): boolean =>
  a === b ||
  (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => same(one, b[i]))) ||
  (isRecord(a) &&
    isRecord(b) &&
    Object.keys({ ...a, ...b }).every(
      (key) => Object.hasOwn(a, key) === Object.hasOwn(b, key) && same(a[key], b[key]),
    ));

/** Whether two documents say the same, whatever the order of their members. */
export const saysTheSame = same;

/** The members in which two documents differ, lists as a whole, in the order of their keys. */
export function changedMembers(before: unknown, after: unknown, path = ''): ChangedMember[] {
  if (same(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [{ path, before: before ?? null, after: after ?? null }];
  return Object.keys({ ...before, ...after })
    .sort()
    .flatMap((key) => changedMembers(before[key], after[key], path === '' ? key : `${path}.${key}`));
}

export interface RuleChange {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  readonly rule: RoutingRule;
  /** Places in the order, from 1; null where it is not in that version. */
  readonly from: number | null;
  readonly to: number | null;
  readonly members: readonly ChangedMember[];
}

/** Ids of the rules that kept their order among each other: a longest increasing run, so that few are said to move. */
function unmoved(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const places = after.map((id) => before.indexOf(id));
  const best: { length: number; previous: number }[] = [];
  for (const [i, place] of places.entries()) {
    best[i] = { length: 1, previous: -1 };
    if (place < 0) continue;
    for (let j = 0; j < i; j++) {
      if (places[j]! >= 0 && places[j]! < place && best[j]!.length + 1 > best[i]!.length) {
        best[i] = { length: best[j]!.length + 1, previous: j };
      }
    }
  }
  const kept = new Set<string>();
  let at = -1;
  for (const [i, { length }] of best.entries()) {
    if (places[i]! >= 0 && (at < 0 || length > best[at]!.length)) at = i;
  }
  for (; at >= 0; at = best[at]!.previous) kept.add(after[at]!);
  return kept;
}

/** What a version of the rules does otherwise than another, in the order of the later one; rules taken away at the end. */
export function ruleChanges(before: readonly RoutingRule[], after: readonly RoutingRule[]): RuleChange[] {
  const [then, now] = [before.map(({ id }) => id), after.map(({ id }) => id)];
  const stayed = unmoved(then, now);
  const changes = after.flatMap((rule, i): RuleChange[] => {
    const at = then.indexOf(rule.id);
    const places = { from: at < 0 ? null : at + 1, to: i + 1 };
    if (at < 0) return [{ kind: 'added', rule, ...places, members: [] }];
    const members = changedMembers(before[at], rule);
    if (members.length > 0) return [{ kind: 'changed', rule, ...places, members }];
    return stayed.has(rule.id) ? [] : [{ kind: 'moved', rule, ...places, members: [] }];
  });
  const removed = before.flatMap((rule, i): RuleChange[] =>
    now.includes(rule.id) ? [] : [{ kind: 'removed', rule, from: i + 1, to: null, members: [] }],
  );
  return [...changes, ...removed];
}

/** The categories that differ between two versions of a catalogue; null where a version has none of that code. */
export function categoryChanges(
  before: readonly ReportCategory[],
  after: readonly ReportCategory[],
): { readonly code: string; readonly before: ReportCategory | null; readonly after: ReportCategory | null }[] {
  const [then, now] = [new Map(before.map((one) => [one.code, one])), new Map(after.map((one) => [one.code, one]))];
  return [...new Set([...then.keys(), ...now.keys()])]
    .map((code) => ({ code, before: then.get(code) ?? null, after: now.get(code) ?? null }))
    .filter((change) => !same(change.before, change.after));
}
