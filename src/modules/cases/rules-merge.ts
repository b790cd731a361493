import type { Problem } from '#kernel/problem.ts';
import type { CaseEvent, CaseState, CaseType } from './model.ts';
import { refuse } from './problems.ts';
import { refusalOf } from './rules-allow.ts';
import { orProblem } from './rules-decide.ts';
import { Progress } from './rules-progress.ts';
import type { Setting } from './rules-setting.ts';

/** One of two cases, and what the actor is to it. */
export interface Side {
  readonly type: CaseType;
  readonly state: CaseState;
  readonly relations: readonly string[];
  readonly expectedVersion: number | null;
}

export interface TwoEntries {
  readonly absorbed: CaseEvent[];
  readonly survivor: CaseEvent[];
}

function guard(side: Side, action: 'merge' | 'split', setting: Setting): void {
  const { type, state, relations, expectedVersion } = side;
  const refusal = refusalOf(type, state, action, { ...setting, relations });
  if (refusal) throw refusal;
  changed(state, expectedVersion);
}

function changed(state: CaseState, expected: number | null): void {
  if (expected !== null && expected !== state.version) {
    throw refuse['changed-meanwhile']({ extra: { case: state.id, version: state.version } });
  }
}

/**
 * Joins `absorbed` to `survivor`. The absorbed case rests: its clocks stand still, its tasks are closed, and its people
 * follow the survivor, whose deadline is now theirs. `setting.relations` is not looked at; each side has its own.
 * Returns the Problems of `decide`, and `cases.cannot-merge`.
 */
export function merge(sides: { absorbed: Side; survivor: Side }, setting: Setting): TwoEntries | Problem {
  return orProblem(() => {
    const { absorbed, survivor } = sides;
    guard(absorbed, 'merge', setting);
    guard(survivor, 'merge', setting);
    if (absorbed.state.id === survivor.state.id || absorbed.type.id !== survivor.type.id)
      throw refuse['cannot-merge']();
    const { to, notice } = absorbed.type.flow.standard!.merge!;
    const first = new Progress(absorbed.type, absorbed.state, setting);
    first.record('merge', ['applicant', 'office']);
    const { category } = absorbed.type.flow.states[to]!;
    first.add({ type: 'merged-into', caseId: survivor.state.id, state: to, category });
    const words = notice === undefined ? undefined : absorbed.type.notices?.[notice];
    if (notice !== undefined && words !== undefined) first.add({ type: 'notice-requested', notice, to: words.to });
    const second = new Progress(survivor.type, survivor.state, setting);
    second.record('merge', ['office']);
    second.add({ type: 'absorbed', caseId: absorbed.state.id, participants: absorbed.state.participants });
    return { absorbed: first.events, survivor: second.events };
  });
}

/**
 * Undoes a merge: the absorbed case is where it was, with the deadlines it had, since the mistake was not made by the
 * people who wait; one that passed meanwhile is found by the next tick. Its people leave the survivor.
 * Returns the Problems of `decide`, `cases.not-merged`, and `cases.merged` when the survivor rests in a third case.
 */
export function split(sides: { absorbed: Side; survivor: Side }, setting: Setting): TwoEntries | Problem {
  return orProblem(() => {
    const { absorbed, survivor } = sides;
    guard(absorbed, 'split', setting);
    changed(survivor.state, survivor.expectedVersion);
    const joined =
      absorbed.state.duplicateOf === survivor.state.id && survivor.state.absorbed.includes(absorbed.state.id);
    if (!joined) throw refuse['not-merged']();
    if (survivor.state.duplicateOf !== null) throw refuse.merged({ extra: { into: survivor.state.duplicateOf } });
    const first = new Progress(absorbed.type, absorbed.state, setting);
    first.record('split', ['applicant', 'office']);
    first.add({ type: 'unmerged', caseId: survivor.state.id });
    const second = new Progress(survivor.type, survivor.state, setting);
    second.record('split', ['office']);
    second.add({ type: 'released', caseId: absorbed.state.id });
    return { absorbed: first.events, survivor: second.events };
  });
}
