import type { Action, CaseType, Effect, Key } from './model.ts';
import { timerKey } from './rules-clock.ts';

/** One way a case can go: from a state to another, or back to the same when the action leaves it where it is. */
export interface Way {
  readonly from: Key;
  readonly to: Key;
  readonly by: readonly string[];
  /** The key of the action. */
  readonly key: string;
  readonly action: Action | null;
  /** An excursion: the case comes back to where it was, so it is no way out. */
  readonly returns: boolean;
}

const targetsOf = ({ to }: Action, from: Key): Key[] =>
  to === undefined ? [from] : typeof to === 'string' ? [to] : to.map((row) => row.to);

/** Coming back from a merge or a correction leads to where the case was, so it reaches nothing new. */
export const goesOn = ({ key }: Way): boolean => key !== 'correct' && key !== 'split';

/** All the ways of a type, those of its standard actions included. */
export function waysOf({ flow }: CaseType): Way[] {
  const live = Object.keys(flow.states).filter((key) => flow.states[key]!.category !== 'closed');
  const ways: Way[] = [];
  for (const [key, action] of Object.entries(flow.actions)) {
    for (const from of action.from === '*' ? live : action.from) {
      for (const to of targetsOf(action, from)) ways.push({ from, to, by: action.by, key, action, returns: false });
    }
  }
  const excursion = (from: Key, to: Key, there: Pick<Way, 'by' | 'key'>, back: Pick<Way, 'by' | 'key'>) => {
    if (from === to) return;
    ways.push({ from, to, ...there, action: null, returns: true });
    ways.push({ from: to, to: from, ...back, action: null, returns: false });
  };
  const { requestCorrection, merge } = flow.standard ?? {};
  for (const from of requestCorrection?.from ?? []) {
    const { to, by, of } = requestCorrection!;
    excursion(from, to, { by, key: 'requestCorrection' }, { by: of, key: 'correct' });
  }
  for (const from of merge ? live : []) {
    excursion(from, merge!.to, { by: merge!.by, key: 'merge' }, { by: merge!.by, key: 'split' });
  }
  return ways;
}

/** Clocks that effects start whatever the values, and those they may stop. */
function touched(effects: readonly Effect[] | undefined): { starts: string[]; stops: string[] } {
  const starts: string[] = [];
  const stops: string[] = [];
  for (const effect of effects ?? []) {
    const sure = effect.when === undefined;
    if ((effect.do === 'startClock' || effect.do === 'restartClock') && sure) starts.push(effect.clock);
    if (effect.do === 'schedule' && sure) starts.push(timerKey(effect.action));
    if (effect.do === 'stopClock') stops.push(effect.clock);
    if (effect.do === 'unschedule') stops.push(timerKey(effect.action));
  }
  return { starts, stops };
}

/**
 * Which clocks surely run while a case is in a state, whichever way it came: what is alive on every way in, found by
 * going round until nothing changes, without those that pause there and timers that could do nothing there.
 */
export function alwaysRunning(type: CaseType, ways: readonly Way[]): (state: Key) => string[] {
  const { flow, clocks } = type;
  const entries = Object.entries(clocks);
  const enter = (alive: ReadonlySet<string>, state: Key): Set<string> => {
    const after = new Set(flow.states[state]?.category === 'closed' ? [] : alive);
    for (const [key, { stopsIn, startsOn }] of entries) {
      if (stopsIn?.includes(state)) after.delete(key);
      if (typeof startsOn === 'object' && 'state' in startsOn && startsOn.state === state) after.add(key);
    }
    return after;
  };
  const act = (alive: Set<string>, happened: string, effects: readonly Effect[] | undefined): Set<string> => {
    for (const [key, { stopsOn, startsOn }] of entries) {
      if (stopsOn?.includes(happened)) alive.delete(key);
      const starts =
        startsOn === 'open' ? happened === 'open' : startsOn && 'action' in startsOn && startsOn.action === happened;
      if (starts) alive.add(key);
    }
    const { starts, stops } = touched(effects);
    for (const key of stops) alive.delete(key);
    for (const key of starts) alive.add(key);
    return alive;
  };

  const alive = new Map<Key, Set<string>>([
    [flow.initial, act(enter(new Set(), flow.initial), 'open', flow.open.effects)],
  ]);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to, key, action } of ways.filter(goesOn)) {
      const before = alive.get(from);
      if (!before) continue;
      const moved = to === from ? new Set(before) : enter(before, to);
      const after = act(moved, key, action?.effects);
      const known = alive.get(to);
      const both = known ? new Set([...known].filter((clock) => after.has(clock))) : after;
      if (known && both.size === known.size) continue;
      alive.set(to, both);
      changed = true;
    }
  }
  return (state) => [...(alive.get(state) ?? [])].filter((key) => runsIn(type, key, state));
}

function runsIn({ flow, clocks }: CaseType, key: string, state: Key): boolean {
  const clock = clocks[key];
  if (clock) return !clock.pausesIn?.includes(state);
  const action = Object.entries(flow.actions).find(([name]) => timerKey(name) === key)?.[1];
  return action !== undefined && (action.from === '*' || action.from.includes(state));
}
