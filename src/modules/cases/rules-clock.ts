import { addTime, CLOCK_UNITS, type ClockUnit, measureOf, millisecondsOf, timeBetween } from '#kernel/calendar.ts';
import type { Clock, ClockState, Key } from './model.ts';
import { faulty, resultOf } from './rules-feel.ts';
import type { Progress } from './rules-progress.ts';

/** The longest time a clock may run: ten years. More is a mistake in an expression. */
const LONGEST = 3_660;

const isUnit = (value: unknown): value is ClockUnit => CLOCK_UNITS.includes(value as ClockUnit);

interface Span {
  readonly measure: ClockState['measure'];
  readonly total: number;
}

/** The time a clock allows, from its amount and unit, either of which may be an expression. */
export function spanOf(progress: Progress, { amount, unit }: Pick<Clock, 'amount' | 'unit'>, where: string): Span {
  const number = typeof amount === 'number' ? amount : resultOf(amount, progress.scope);
  const per = isUnit(unit) ? unit : resultOf(unit, progress.scope);
  if (typeof number !== 'number' || !isUnit(per)) throw faulty(progress.type, where);
  const days = per === 'hour' ? number / 24 : number;
  if (!(days > 0 && days <= LONGEST)) throw faulty(progress.type, where);
  return { measure: measureOf(per), total: millisecondsOf(number, per) };
}

function warnAtOf(progress: Progress, measure: Span['measure'], dueAt: Temporal.Instant, before: number | null) {
  return before === null ? null : addTime(progress.setting.calendar, measure, dueAt, -before).toString();
}

/** Starts a clock from the whole of its time, whatever it did before; with `keepUsed`, less what it has used. */
export function startClock(progress: Progress, key: Key, factor = 1, keepUsed = false): void {
  const clock = progress.type.clocks[key]!;
  const span = spanOf(progress, clock, `clocks.${key}`);
  const total = Math.max(1, Math.round(span.total * factor));
  const from = keepUsed ? countedFrom(progress, progress.state.clocks[key]) : progress.setting.now;
  begin(progress, key, clock.kind, { measure: span.measure, total }, clock.warnAt, null, from);
  if (clock.pausesIn?.includes(progress.state.state)) pause(progress, progress.state.clocks[key]!);
}

/** When a clock would have started had it never paused: now, less what it has used by its own measure. */
function countedFrom({ setting: { now, calendar } }: Progress, clock: ClockState | undefined): Temporal.Instant {
  if (clock === undefined || clock.status === 'stopped') return now;
  const left =
    clock.status === 'paused'
      ? clock.remaining!
      : timeBetween(calendar, clock.measure, now, Temporal.Instant.from(clock.dueAt!));
  return addTime(calendar, clock.measure, now, left - clock.total);
}

/** The key of the timer that `schedule` makes for an action: one for each, so scheduling again replaces. */
export const timerKey = (action: Key): string => `timer.${action}`;

/** Starts a timer at whose end the system takes `action`. */
export function schedule(progress: Progress, action: Key, span: Span): void {
  begin(progress, timerKey(action), 'timer', span, undefined, action);
}

function begin(
  progress: Progress,
  key: string,
  kind: ClockState['kind'],
  { measure, total }: Span,
  share: number | undefined,
  action: Key | null,
  from = progress.setting.now,
): void {
  const { now, calendar } = progress.setting;
  const dueAt = addTime(calendar, measure, from, total);
  const warnBefore = share === undefined ? null : Math.round(total * (1 - share));
  progress.add({
    type: 'clock-started',
    clock: {
      key,
      kind,
      measure,
      status: 'running',
      total,
      startedAt: now.toString(),
      dueAt: dueAt.toString(),
      remaining: null,
      warnAt: warnAtOf(progress, measure, dueAt, warnBefore),
      warnBefore,
      breachedAt: null,
      stoppedAt: null,
      action,
    },
  });
}

function pause(progress: Progress, clock: ClockState): void {
  const { now, calendar } = progress.setting;
  const dueAt = Temporal.Instant.from(clock.dueAt!);
  progress.add({
    type: 'clock-paused',
    key: clock.key,
    remaining: timeBetween(calendar, clock.measure, now, dueAt),
  });
}

function resume(progress: Progress, clock: ClockState): void {
  const dueAt = addTime(progress.setting.calendar, clock.measure, progress.setting.now, clock.remaining!);
  progress.add({
    type: 'clock-resumed',
    key: clock.key,
    dueAt: dueAt.toString(),
    warnAt: warnAtOf(progress, clock.measure, dueAt, clock.warnBefore),
  });
}

/** Stops a clock that runs or is paused; otherwise nothing. */
export function stopClock(progress: Progress, key: string): void {
  const clock = progress.state.clocks[key];
  if (!clock || clock.status === 'stopped') return;
  const { now } = progress.setting;
  const inTime =
    clock.status === 'paused'
      ? clock.remaining! > 0
      : Temporal.Instant.compare(now, Temporal.Instant.from(clock.dueAt!)) < 0;
  progress.add({ type: 'clock-stopped', key, at: now.toString(), met: clock.breachedAt === null && inTime });
}

const isActive = (clock: ClockState | undefined): boolean => clock !== undefined && clock.status !== 'stopped';

/** What entering a state does to the clocks. A closed case has none that runs, except those set after it closed. */
export function clocksOnState(progress: Progress): void {
  const { state, category } = progress.state;
  if (category === 'closed') {
    for (const key of Object.keys(progress.state.clocks)) stopClock(progress, key);
  }
  for (const [key, { stopsIn, pausesIn, startsOn }] of Object.entries(progress.type.clocks)) {
    const clock = progress.state.clocks[key];
    if (stopsIn?.includes(state)) stopClock(progress, key);
    else if (clock?.status === 'running' && pausesIn?.includes(state)) pause(progress, clock);
    else if (clock?.status === 'paused' && !pausesIn?.includes(state)) resume(progress, clock);
    const starts = typeof startsOn === 'object' && 'state' in startsOn && startsOn.state === state;
    if (starts && !isActive(progress.state.clocks[key])) startClock(progress, key);
  }
}

/** What the opening, or an action, does to the clocks by its name. A clock that runs is left alone. */
export function clocksOnEvent(progress: Progress, happened: 'open' | { action: Key }): void {
  for (const [key, { startsOn, stopsOn }] of Object.entries(progress.type.clocks)) {
    if (happened !== 'open' && stopsOn?.includes(happened.action)) stopClock(progress, key);
    const starts =
      happened === 'open'
        ? startsOn === 'open'
        : typeof startsOn === 'object' && 'action' in startsOn && startsOn.action === happened.action;
    if (starts && !isActive(progress.state.clocks[key])) startClock(progress, key);
  }
}

/** When a clock next asks for `clockTick`, ISO instant; null when it does not. Stored and indexed. */
export function wakeAt(clock: ClockState): string | null {
  if (clock.status !== 'running') return null;
  return clock.warnAt ?? (clock.breachedAt === null ? clock.dueAt : null);
}
