import type { Findings } from './lint-report.ts';
import { alwaysRunning, goesOn, type Way, waysOf } from './lint-ways.ts';
import type { CaseType } from './model.ts';

/** States that cannot be reached, left, timed or owned. */
export function lintFlow(type: CaseType, roles: ReadonlySet<string>, findings: Findings): void {
  const { states, initial } = type.flow;
  const ways = waysOf(type);
  const reached = new Set([initial]);
  // A Set visits what is added during the walk.
  for (const state of reached) for (const way of ways.filter(goesOn)) if (way.from === state) reached.add(way.to);
  const running = alwaysRunning(type, ways);
  const ending = leadingToEnd(states, ways);
  const alone = ways.filter(
    ({ from, to, by, returns }) => from !== to && !returns && by.every((one) => one === 'system'),
  );
  const office = new Set([...roles, 'team', 'assignee', 'tasked']);
  for (const [key, { category }] of Object.entries(states)) {
    const path = `flow.states.${key}`;
    if (!reached.has(key)) findings.add('unreachable', path);
    if (category === 'closed') continue;
    const out = ways.filter(({ from, to, returns }) => from === key && to !== key && !returns);
    if (out.length === 0) findings.add('dead-end', path);
    else if (!ending.has(key)) findings.add('no-end', path);
    const round = circleFrom(key, alone);
    if (round !== undefined) findings.add('turns-by-itself', path, { name: round.join(', ') });
    const timed = !reached.has(key) || running(key).length > 0;
    if (category === 'open') {
      if (!timed) findings.add('no-clock', path);
      if (!out.some(({ by }) => by.some((one) => office.has(one)))) findings.add('no-owner', path);
    }
    if (category === 'waiting' && !timed) findings.add('waits-for-ever', path, {}, 'warning');
  }
}

/** States from which some way leads to a closed one. */
function leadingToEnd(states: CaseType['flow']['states'], ways: readonly Way[]): ReadonlySet<string> {
  const found = new Set(Object.keys(states).filter((key) => states[key]!.category === 'closed'));
  // A Set visits what is added during the walk.
  for (const state of found) for (const { from, to, returns } of ways) if (to === state && !returns) found.add(from);
  return found;
}

/** The actions of a way round that begins and ends in a state, if these make one. */
function circleFrom(start: string, ways: readonly Way[]): string[] | undefined {
  const taken = new Map<string, string[]>([[start, []]]);
  for (const [at, keys] of taken) {
    for (const { from, to, key } of ways) {
      if (from !== at) continue;
      if (to === start) return [...keys, key];
      if (!taken.has(to)) taken.set(to, [...keys, key]);
    }
  }
  return undefined;
}
