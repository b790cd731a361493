import type { Findings } from './lint-report.ts';
import { alwaysRunning, goesOn, waysOf } from './lint-ways.ts';
import type { CaseType } from './model.ts';

/** States that cannot be reached, left, timed or owned. */
export function lintFlow(type: CaseType, roles: ReadonlySet<string>, findings: Findings): void {
  const { states, initial } = type.flow;
  const ways = waysOf(type);
  const reached = new Set([initial]);
  // A Set visits what is added during the walk.
  for (const state of reached) for (const way of ways.filter(goesOn)) if (way.from === state) reached.add(way.to);
  const running = alwaysRunning(type, ways);
  const office = new Set([...roles, 'team', 'assignee', 'tasked']);
  for (const [key, { category }] of Object.entries(states)) {
    const path = `flow.states.${key}`;
    if (!reached.has(key)) findings.add('unreachable', path);
    if (category === 'closed') continue;
    const out = ways.filter(({ from, to, returns }) => from === key && to !== key && !returns);
    if (out.length === 0) findings.add('dead-end', path);
    const timed = !reached.has(key) || running(key).length > 0;
    if (category === 'open') {
      if (!timed) findings.add('no-clock', path);
      if (!out.some(({ by }) => by.some((one) => office.has(one)))) findings.add('no-owner', path);
    }
    if (category === 'waiting' && !timed) findings.add('waits-for-ever', path, {}, 'warning');
  }
}
