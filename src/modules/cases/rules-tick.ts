import { Problem } from '#kernel/problem.ts';
import type { CaseEvent, CaseState, CaseType, Effect, Key, StateCategory } from './model.ts';
import { timerKey } from './rules-clock.ts';
import { setData } from './rules-data.ts';
import { attempt, orProblem } from './rules-decide.ts';
import { runEffects } from './rules-effects.ts';
import { Progress } from './rules-progress.ts';
import { type Loaded, returned } from './rules-returns.ts';
import { asSystem, type Setting } from './rules-setting.ts';

/**
 * What the time that has come does to one clock: a warning, or its end. Empty when nothing is due, so that a tick may
 * be repeated. Looks at `setting.now`, never at who calls: the system acts.
 */
export function clockTick(type: CaseType, state: CaseState, key: string, setting: Setting): CaseEvent[] | Problem {
  const clock = state.clocks[key];
  if (clock?.status !== 'running') return [];
  const at = setting.now.toString();
  const reached = (instant: string | null): boolean =>
    instant !== null && Temporal.Instant.compare(Temporal.Instant.from(instant), setting.now) <= 0;
  const declared = Object.hasOwn(type.clocks, key) ? type.clocks[key] : undefined;
  if (clock.breachedAt === null && reached(clock.dueAt)) {
    const because: CaseEvent[] = [{ type: 'clock-breached', key, at }];
    if (clock.kind === 'timer') because.push({ type: 'clock-stopped', key, at, met: true });
    const then = declared?.onBreach ?? [];
    const action = clock.action ?? ('action' in then ? then.action : undefined);
    if (action !== undefined) return bySystem(type, state, action, because, setting, key);
    return entry(type, state, 'clock', because, then as readonly Effect[], setting);
  }
  if (reached(clock.warnAt)) {
    return entry(type, state, 'clock', [{ type: 'clock-warned', key, at }], declared?.onWarn ?? [], setting);
  }
  return [];
}

/** What a change of a child does to its parent; the last one to close may let the system take the next step. */
export function childChanged(
  type: CaseType,
  state: CaseState,
  change: { readonly caseId: string; readonly category: StateCategory },
  setting: Setting,
  /** The child as it is now, where something of it comes back. */
  closed?: Loaded,
): CaseEvent[] | Problem {
  const child = state.children.find(({ caseId }) => caseId === change.caseId);
  if (!child || child.category === change.category) return [];
  const because: CaseEvent[] = [{ type: 'child-changed', ...change }];
  if (state.category === 'closed') return entry(type, state, 'childChanged', because, [], setting);
  const back =
    closed === undefined || change.category !== 'closed' ? null : returned(type, state, child.child, closed, setting);
  if (back !== null) because.push({ type: 'data-set', data: back });
  const others = state.children.filter((one) => one.child === child.child && one.caseId !== change.caseId);
  const last = change.category === 'closed' && others.every(({ category }) => category === 'closed');
  const next = type.children?.[child.child]?.whenClosed;
  const from = next === undefined ? undefined : type.flow.actions[next]?.from;
  if (last && next !== undefined && (from === '*' || from?.includes(state.state)))
    return bySystem(type, state, next, because, setting, timerKey(next));
  return entry(type, state, 'childChanged', because, [], setting);
}

/** One entry in which the system acts; when the action is refused, an entry that says what happened and why not. */
function bySystem(
  type: CaseType,
  state: CaseState,
  action: Key,
  because: readonly CaseEvent[],
  setting: Setting,
  key: string,
): CaseEvent[] | Problem {
  const command = { action, input: {}, expectedVersion: null };
  const taken = attempt(type, state, command, asSystem(setting), because);
  if (!(taken instanceof Problem)) return taken;
  const refused: CaseEvent = { type: 'clock-action-refused', key, action, code: taken.code };
  return entry(type, state, 'clock', [...because, refused], [], setting);
}

function entry(
  type: CaseType,
  state: CaseState,
  name: 'clock' | 'childChanged',
  events: readonly CaseEvent[],
  effects: readonly Effect[],
  setting: Setting,
): CaseEvent[] | Problem {
  return orProblem(() => {
    const progress = new Progress(type, state, asSystem(setting));
    progress.record(name, ['office']);
    for (const event of events) progress.add(event);
    runEffects(progress, effects, state.state);
    setData(progress, {});
    return progress.events;
  });
}
