// Long because each property of the engine is proven on the same random types and walks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Actor, systemActor } from '#kernel/actor.ts';
import { timeBetween } from '#kernel/calendar.ts';
import { Problem } from '#kernel/problem.ts';
import {
  accepted,
  calendar,
  idOf,
  officer,
  openPothole,
  reportType,
  resident,
  START,
  setting,
} from './fixtures/fixtures.ts';
import { CONDITIONS, randomType } from './fixtures/random-types.ts';
import { type Action, CaseEvent, CaseState, type CaseType } from './model.ts';
import {
  apply,
  available,
  childChanged,
  clockTick,
  decide,
  fold,
  formOf,
  merge,
  open,
  relationsOf,
  STANDARD_ACTIONS,
  split,
} from './rules.ts';

const ACTORS: readonly Actor[] = [
  resident,
  { ...officer(21, 'crew'), teams: ['T1'] },
  officer(22, 'triage'),
  officer(23, 'supervisor', idOf(999)),
  { ...officer(24, 'supervisor'), teams: ['T1'], onBehalfOf: idOf(22) },
  systemActor(1),
];
const ACTIONS = [...Array.from({ length: 5 }, (_, index) => `a${index}`), ...STANDARD_ACTIONS, 'toString'];

interface Step {
  readonly kind: 'act' | 'tick' | 'child';
  readonly action: string;
  readonly actor: number;
  /** Takes an action that is offered, counted round by this, and fills in its form, instead of what the step says. */
  readonly guided: number | null;
  readonly input: Readonly<Record<string, unknown>>;
  readonly later: number;
}

const VALUES = fc.record({
  n: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant(null)),
  flag: fc.boolean(),
  text: fc.constantFrom('نص', ''),
  audience: fc.constantFrom(['office'], ['applicant', 'office']),
  team: fc.constant('T1'),
  assignee: fc.constant(idOf(21)),
  priority: fc.integer({ min: 1, max: 4 }),
  fields: fc.constantFrom(['text'], ['n', 'text']),
  message: fc.constant('وضّح'),
});
const input = fc.oneof(
  { weight: 5, arbitrary: VALUES },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, unknown>>({}, { n: '7' }, { __proto__: null, constructor: 1 }),
  },
);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('act', 'act', 'act', 'act', 'tick', 'child'),
  action: fc.constantFrom(...ACTIONS),
  actor: fc.nat(ACTORS.length - 1),
  guided: fc.option(fc.nat(), { freq: 4 }),
  input,
  later: fc.integer({ min: 0, max: 200_000_000 }),
});
const steps = fc.array(step, { maxLength: 20, size: 'max' });

/** What a guided step means for this case. */
function guide(type: CaseType, state: CaseState, one: Step): Step {
  if (one.guided === null) return one;
  const at = setting(ACTORS[one.actor]!, relationsOf(state, ACTORS[one.actor]!));
  const offered = available(type, state, at).filter(
    ({ action, offered: is }) => is && action !== 'merge' && action !== 'split',
  );
  if (offered.length === 0) return one;
  const { action } = offered[one.guided % offered.length]!;
  const form = formOf(type, state, action, at).map(({ key }) => key);
  return { ...one, action, input: Object.fromEntries(Object.entries(one.input).filter(([key]) => form.includes(key))) };
}

interface Walk {
  readonly entries: CaseEvent[][];
  readonly state: CaseState;
}

/** Opens a case and takes every step that is accepted, showing each to `see` first. */
function walk(
  type: CaseType,
  all: readonly Step[],
  see: (before: CaseState, step: Step, outcome: CaseEvent[] | Problem, now: Temporal.Instant) => void = () => {},
  id = 1,
): Walk {
  let now = START;
  const opened = accepted(
    open(
      type,
      {
        id: idOf(id),
        number: `T-${id}`,
        data: { n: 3 },
        participants: [{ role: 'reporter', partyId: resident.partyId! }],
      },
      setting(resident, [], now),
    ),
  );
  const entries = [opened];
  let state = fold(opened);
  for (const raw of all) {
    const one = guide(type, state, raw);
    now = now.add({ milliseconds: one.later });
    const outcome = take(type, state, one, now);
    see(state, one, outcome, now);
    if (outcome instanceof Problem || outcome.length === 0) continue;
    entries.push(outcome);
    state = outcome.reduce<CaseState>(apply, state);
  }
  return { entries, state };
}

function take(type: CaseType, state: CaseState, one: Step, now: Temporal.Instant): CaseEvent[] | Problem {
  const actor = ACTORS[one.actor]!;
  const at = setting(actor, relationsOf(state, actor), now);
  if (one.kind === 'tick') {
    const keys = Object.keys(state.clocks);
    return keys.length === 0 ? [] : clockTick(type, state, keys[one.actor % keys.length]!, at);
  }
  if (one.kind === 'child') {
    const child = state.children.find(({ category }) => category !== 'closed');
    return child ? childChanged(type, state, { caseId: child.caseId, category: 'closed' }, at) : [];
  }
  return decide(type, state, { action: one.action, input: one.input, expectedVersion: state.version }, at);
}

const runs = { numRuns: 150 };

describe('any accepted sequence', () => {
  it('folds to the state it was built up to, through JSON, one entry a version', () => {
    fc.assert(
      fc.property(randomType, steps, (type, all) => {
        const { entries, state } = walk(type, all);
        const stored = JSON.parse(JSON.stringify(entries)) as CaseEvent[][];
        expect(fold(stored.flat())).toEqual(state);
        expect(CaseState.parse(state)).toEqual(state);
        expect(state.version).toBe(entries.length);
        for (const events of stored) {
          const heads = events.map(({ type: kind }) => kind === 'opened' || kind === 'action-recorded');
          expect(heads.indexOf(true)).toBe(0);
          expect(heads.lastIndexOf(true)).toBe(0);
          for (const event of events) expect(CaseEvent.parse(event)).toEqual(event);
        }
      }),
      runs,
    );
  });

  it('never contains an action its definition forbids', () => {
    let taken = 0;
    fc.assert(
      fc.property(randomType, steps, (type, all) => {
        const acted = new Map<string, string[]>([['open', [resident.partyId!]]]);
        walk(type, all, (before, one, outcome) => {
          if (one.kind !== 'act' || outcome instanceof Problem) return;
          const actor = ACTORS[one.actor]!;
          const definition = Object.hasOwn(type.flow.actions, one.action) ? type.flow.actions[one.action] : undefined;
          if (definition) expect(forbidden(definition, type, before, actor, acted)).toBeNull();
          else expect(STANDARD_ACTIONS).toContain(one.action);
          taken++;
          for (const party of [actor.partyId, actor.onBehalfOf]) {
            if (party) acted.set(one.action, [...(acted.get(one.action) ?? []), party]);
          }
        });
      }),
      runs,
    );
    expect(taken).toBeGreaterThan(runs.numRuns);
  });

  it('consists of what was available, and what was not is refused for the same reason', () => {
    const forItsInput = ['input-invalid', 'incomplete', 'definition-faulty', 'two-cases-needed'].map(
      (code) => `cases.${code}`,
    );
    fc.assert(
      fc.property(randomType, steps, (type, all) => {
        walk(type, all, (before, one, outcome, now) => {
          if (one.kind !== 'act') return;
          const actor = ACTORS[one.actor]!;
          const offers = available(type, before, setting(actor, relationsOf(before, actor), now));
          const offer = offers.find(({ action }) => action === one.action);
          const code = outcome instanceof Problem ? outcome.code : null;
          if (!offer) expect(code).toBe('cases.action-unknown');
          else if (!offer.offered) expect(code).toBe(offer.reason?.code);
          else if (code !== null) expect(forItsInput).toContain(code);
        });
      }),
      runs,
    );
  });

  it('gives every offered action a form, and takes nothing that is not in it', () => {
    fc.assert(
      fc.property(randomType, steps, (type, all) => {
        walk(type, all, (before, one, outcome) => {
          if (one.kind !== 'act' || outcome instanceof Problem) return;
          const actor = ACTORS[one.actor]!;
          const form = formOf(type, before, one.action, setting(actor, relationsOf(before, actor)));
          for (const key of Object.keys(one.input)) expect(form.map((field) => field.key)).toContain(key);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('keeps no value in a hidden field and every calculated one up to date', () => {
    fc.assert(
      fc.property(randomType, steps, (type, all) => {
        const { state } = walk(type, all);
        const { n, flag, text, double } = state.data;
        expect(double ?? null).toBe(n === undefined ? null : (n as number) * 2 <= 1e15 ? (n as number) * 2 : null);
        expect(state.data.whereabouts).toBe(state.state);
        const hides = type.sections[0]!.fields.some(({ visible }) => visible !== undefined);
        if (hides && flag !== true) expect(text).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });
});

/** Why the definition forbids it, judged without the code under test; null when it does not. */
function forbidden(
  action: Action,
  type: CaseType,
  state: CaseState,
  actor: Actor,
  acted: ReadonlyMap<string, readonly string[]>,
): string | null {
  const is = (who: string): boolean => {
    if (who === 'system') return actor.kind === 'system';
    if (who === 'reporter') {
      return state.participants.some(
        ({ role, partyId }) => role === who && (partyId === actor.partyId || partyId === actor.onBehalfOf),
      );
    }
    if (who === 'team') return state.team !== null && actor.teams.includes(state.team);
    return actor.roles.some(({ role, municipalityId }) => role === who && municipalityId === null);
  };
  if (!action.by.some(is)) return 'by';
  if (state.duplicateOf !== null) return 'merged';
  if (action.from === '*' ? type.flow.states[state.state]!.category === 'closed' : !action.from.includes(state.state))
    return 'from';
  const condition = action.when && CONDITIONS.find(({ feel }) => feel === action.when!.must)!;
  if (condition && !condition.means(state.data)) return 'when';
  if (actor.kind === 'system') return null;
  const hands = (action.fourEyes ?? []).flatMap((key) => acted.get(key) ?? []);
  return hands.some((party) => party === actor.partyId || party === actor.onBehalfOf) ? 'fourEyes' : null;
}

describe('clocks', () => {
  it('are paused in the states that pause them, and in no other', () => {
    fc.assert(
      fc.property(randomType, steps, (type, all) => {
        walk(type, all, (state) => {
          for (const [key, { pausesIn }] of Object.entries(type.clocks)) {
            const status = state.clocks[key]?.status;
            if (status === 'running') expect(pausesIn ?? []).not.toContain(state.state);
            if (status === 'paused') expect(pausesIn).toContain(state.state);
          }
        });
      }),
      runs,
    );
  });

  it('stand still in a closed case, unless they were started as it closed or since', () => {
    let closings = 0;
    fc.assert(
      fc.property(randomType, steps, (type, all) => {
        const { entries } = walk(type, all);
        let state: CaseState | null = null;
        for (const events of entries) {
          const closes = events.findIndex((event) => event.type === 'state-changed' && event.category === 'closed');
          state = events.reduce<CaseState | null>(apply, state);
          if (closes < 0) continue;
          closings++;
          const since = events
            .slice(closes)
            .flatMap((event) => (event.type === 'clock-started' ? event.clock.key : []));
          const active = Object.values(state!.clocks).filter(({ status }) => status !== 'stopped');
          for (const { key } of active) expect(since).toContain(key);
        }
      }),
      { numRuns: 300 },
    );
    expect(closings).toBeGreaterThan(20);
  });

  const waiting = (unit: 'hour' | 'workingDay'): CaseType => ({
    ...reportType,
    place: undefined,
    flow: {
      initial: 'working',
      open: { by: ['anyone'], fields: [] },
      states: {
        working: { title: { applicant: {}, office: {} }, category: 'open' },
        waiting: { title: { applicant: {}, office: {} }, category: 'waiting' },
      },
      actions: {
        wait: { title: {}, from: ['working'], to: 'waiting', by: ['anyone'] },
        go_on: { title: {}, from: ['waiting'], to: 'working', by: ['anyone'] },
      },
    },
    clocks: {
      norm: { kind: 'norm', title: {}, amount: 200, unit, startsOn: 'open', pausesIn: ['waiting'], warnAt: 0.5 },
    },
  });

  it.each([
    ['hour', 'continuous', 0],
    // A working day of 7 hours counts as 24, so a millisecond of the wall is worth 3.4: two of them are its rounding.
    ['workingDay', 'working', 4],
  ] as const)('neither lose nor gain time over pauses, by %s', (unit, measure, tolerance) => {
    const type = waiting(unit);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400_000_000 }), { maxLength: 30 }), (pauses) => {
        let now = START;
        let state = fold(accepted(open(type, { id: idOf(1), number: 'T', data: {} }, setting(resident, [], now))));
        const { total } = state.clocks.norm!;
        let used = 0;
        for (const [index, milliseconds] of pauses.entries()) {
          const then = now;
          now = now.add({ milliseconds });
          if (state.state === 'working') used += timeBetween(calendar, measure, then, now);
          const action = state.state === 'working' ? 'wait' : 'go_on';
          const events = accepted(
            decide(type, state, { action, input: {}, expectedVersion: null }, setting(resident, [], now)),
          );
          state = events.reduce<CaseState>(apply, state);
          const clock = state.clocks.norm!;
          const left = clock.remaining ?? timeBetween(calendar, measure, now, Temporal.Instant.from(clock.dueAt!));
          expect(Math.abs(used + left - total)).toBeLessThanOrEqual(tolerance * (index + 1));
          if (clock.dueAt && clock.warnAt) {
            const before = timeBetween(
              calendar,
              measure,
              Temporal.Instant.from(clock.warnAt),
              Temporal.Instant.from(clock.dueAt),
            );
            expect(Math.abs(before - clock.warnBefore!)).toBeLessThanOrEqual(tolerance);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('merging', () => {
  it('and splitting again restores both cases', () => {
    let joined = 0;
    fc.assert(
      fc.property(randomType, steps, steps, fc.nat(100_000_000), (type, some, others, later) => {
        const absorbed = walk(type, some).state;
        const survivor = walk(type, others, undefined, 2).state;
        const supervisor = setting(officer(25, 'supervisor'), [], START.add({ hours: 24 * 200 }));
        const side = (state: CaseState) => ({ type, state, relations: [], expectedVersion: state.version });
        const together = merge({ absorbed: side(absorbed), survivor: side(survivor) }, supervisor);
        if (together instanceof Problem) return;
        joined++;
        const resting = together.absorbed.reduce<CaseState>(apply, absorbed);
        const fuller = together.survivor.reduce<CaseState>(apply, survivor);
        expect(resting.duplicateOf).toBe(survivor.id);
        expect(Object.values(resting.clocks).filter(({ status }) => status !== 'stopped')).toEqual([]);
        expect(fuller.participants.filter(({ from }) => from === absorbed.id)).toHaveLength(
          absorbed.participants.length,
        );
        const then = { ...supervisor, now: supervisor.now.add({ milliseconds: later }) };
        const apart = accepted(split({ absorbed: side(resting), survivor: side(fuller) }, then));
        expect(bare(apart.absorbed.reduce<CaseState>(apply, resting))).toEqual(bare(absorbed));
        expect(bare(apart.survivor.reduce<CaseState>(apply, fuller))).toEqual(bare(survivor));
      }),
      { numRuns: 200 },
    );
    expect(joined).toBeGreaterThan(30);
  });

  /** A case without what every entry of the timeline adds. */
  const bare = ({ version: _, updatedAt: __, acted: ___, ...rest }: CaseState) => rest;

  it('keeps a correction that was asked for', () => {
    const supervisor = setting(officer(25, 'supervisor'), ['team']);
    const opened = fold(openPothole());
    const input = { fields: ['description'], message: 'وضّح' };
    const asked = accepted(
      decide(reportType, opened, { action: 'requestCorrection', input, expectedVersion: 1 }, supervisor),
    );
    const state = asked.reduce<CaseState>(apply, opened);
    const side = (one: CaseState) => ({ type: reportType, state: one, relations: [], expectedVersion: null });
    const other = fold(openPothole({ id: idOf(2) }));
    const together = accepted(merge({ absorbed: side(state), survivor: side(other) }, supervisor));
    const resting = together.absorbed.reduce<CaseState>(apply, state);
    expect(resting.correction).toBeNull();
    const survivor = together.survivor.reduce<CaseState>(apply, other);
    const apart = accepted(split({ absorbed: side(resting), survivor: side(survivor) }, supervisor));
    expect(apart.absorbed.reduce<CaseState>(apply, resting).correction).toEqual(state.correction);
  });

  it('is refused for a case with itself, one that is closed, and one that is merged', () => {
    const type = { ...reportType };
    const supervisor = setting(officer(25, 'supervisor'));
    const opened = (id: number) =>
      fold(
        accepted(
          open(
            type,
            {
              id: idOf(id),
              number: `T-${id}`,
              data: { description: 'حفرة عميقة' },
              facts: { category: { resolve: { target: 1, unit: 'hour' } } },
            },
            setting(resident),
          ),
        ),
      );
    const side = (state: CaseState) => ({ type, state, relations: [], expectedVersion: null });
    const [first, second, third] = [opened(1), opened(2), opened(3)];
    const code = (outcome: unknown) => (outcome instanceof Problem ? outcome.code : null);
    expect(code(merge({ absorbed: side(first!), survivor: side(first!) }, supervisor))).toBe('cases.cannot-merge');
    const together = accepted(merge({ absorbed: side(first!), survivor: side(second!) }, supervisor));
    const resting = together.absorbed.reduce<CaseState>(apply, first!);
    expect(code(merge({ absorbed: side(third!), survivor: side(resting) }, supervisor))).toBe('cases.merged');
    const act = (action: string, values: Record<string, unknown>) =>
      decide(
        type,
        resting,
        { action, input: values, expectedVersion: null },
        setting({ ...officer(25, 'supervisor') }, ['team']),
      );
    expect(code(act('start', {}))).toBe('cases.merged');
    expect(code(act('setPriority', { priority: 1 }))).toBe('cases.merged');
    expect(code(act('note', { text: 'مكرر', audience: ['office'] }))).toBeNull();
    expect(clockTick(type, resting, 'resolve', setting(resident, [], START.add({ hours: 99 })))).toEqual([]);
    expect(code(split({ absorbed: side(resting), survivor: side(third!) }, supervisor))).toBe('cases.not-merged');
    expect(code(merge({ absorbed: side(third!), survivor: side(second!) }, setting(resident)))).toBe(
      'cases.not-permitted',
    );
    const stale = { ...side(second!), expectedVersion: 5 };
    expect(code(merge({ absorbed: side(third!), survivor: stale }, supervisor))).toBe('cases.changed-meanwhile');
  });
});
