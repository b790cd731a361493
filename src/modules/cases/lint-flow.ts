import type { Findings } from './lint-report.ts';
import type { Action, CaseType, Clock, Key } from './model.ts';

const targetsOf = ({ to }: Action): Key[] =>
  to === undefined ? [] : typeof to === 'string' ? [to] : to.map((row) => row.to);

/** The ways out of each state: where they lead, and who may take them. */
interface Way {
  readonly from: Key;
  readonly to: Key;
  readonly by: readonly string[];
  readonly action: Action | null;
}

function waysOf({ flow }: CaseType): Way[] {
  const states = Object.keys(flow.states);
  const live = states.filter((key) => flow.states[key]!.category !== 'closed');
  const ways: Way[] = [];
  for (const action of Object.values(flow.actions)) {
    for (const from of action.from === '*' ? live : action.from) {
      for (const to of targetsOf(action)) if (to !== from) ways.push({ from, to, by: action.by, action });
    }
  }
  const { requestCorrection, merge } = flow.standard ?? {};
  for (const from of requestCorrection?.from ?? []) {
    const { to, by, of } = requestCorrection!;
    ways.push({ from, to, by, action: null }, { from: to, to: from, by: of, action: null });
  }
  for (const from of merge ? live.filter((key) => key !== merge.to) : []) {
    ways.push(
      { from, to: merge!.to, by: merge!.by, action: null },
      { from: merge!.to, to: from, by: merge!.by, action: null },
    );
  }
  return ways;
}

/** States that cannot be reached, left, timed or owned. */
export function lintFlow(type: CaseType, roles: ReadonlySet<string>, findings: Findings): void {
  const { states, initial } = type.flow;
  const ways = waysOf(type);
  const reached = new Set([initial]);
  // A Set visits what is added during the walk.
  for (const state of reached) for (const way of ways) if (way.from === state) reached.add(way.to);
  const office = new Set([...roles, 'team', 'assignee', 'tasked']);
  for (const [key, { category }] of Object.entries(states)) {
    const path = `flow.states.${key}`;
    if (!reached.has(key)) findings.add('unreachable', path);
    if (category === 'closed') continue;
    const out = ways.filter(({ from }) => from === key);
    if (out.length === 0) findings.add('dead-end', path);
    if (category === 'open') {
      if (!isTimed(type, key, ways)) findings.add('no-clock', path);
      if (!out.some(({ by }) => by.some((one) => office.has(one)))) findings.add('no-owner', path);
    }
    if (category === 'waiting' && !isTimed(type, key, ways)) findings.add('waits-for-ever', path, {}, 'warning');
  }
}

const started = ({ startsOn }: Clock, key: Key, type: CaseType): boolean =>
  startsOn !== undefined ||
  Object.values(type.flow.actions).some((action) =>
    action.effects?.some(
      (effect) => (effect.do === 'startClock' || effect.do === 'restartClock') && effect.clock === key,
    ),
  );

/** Whether some clock runs in the state, or some way into it sets a timer. */
function isTimed(type: CaseType, state: Key, ways: readonly Way[]): boolean {
  const runs = Object.entries(type.clocks).some(
    ([key, clock]) => started(clock, key, type) && !clock.pausesIn?.includes(state) && !clock.stopsIn?.includes(state),
  );
  const schedules = ways.some(
    ({ to, action }) => to === state && action?.effects?.some((effect) => effect.do === 'schedule'),
  );
  return runs || schedules;
}
