import { Problem } from '#kernel/problem.ts';
import type { Action, Audience, CaseEvent, CasePlace, CaseState, CaseType, Data, Key } from './model.ts';
import { refuse } from './problems.ts';
import { formOf, refusalOf } from './rules-allow.ts';
import { clocksOnEvent, clocksOnState } from './rules-clock.ts';
import { setData } from './rules-data.ts';
import { runEffects } from './rules-effects.ts';
import { faulty, holds } from './rules-feel.ts';
import { failedChecks, formProblems, readForm } from './rules-form.ts';
import { Progress } from './rules-progress.ts';
import type { Setting } from './rules-setting.ts';
import { isStandard, type StandardAction } from './rules-standard.ts';
import { fieldProblem } from './rules-values.ts';

export interface Command {
  readonly action: Key;
  /** As it came: checked here, member by member. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The version the actor saw; null for the system and for whoever need not have seen any. */
  readonly expectedVersion: number | null;
  /** Values of fields known to the calling module, such as a snapshot of the chosen category. Never from a client. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Where the case's place field, if the input changes it, lies. */
  readonly place?: CasePlace;
}

/**
 * What taking an action does: the events of one timeline entry, the first of them `action-recorded`.
 * Returns (never throws) `cases.action-unknown`, `not-permitted`, `merged`, `not-in-this-state`, `four-eyes`,
 * `condition-not-met`, `changed-meanwhile`, `input-invalid`, `incomplete`, `too-large`, `place-unresolved`,
 * `two-cases-needed` and `definition-faulty`.
 */
export function decide(type: CaseType, state: CaseState, command: Command, setting: Setting): CaseEvent[] | Problem {
  return attempt(type, state, command, setting, []);
}

/** `decide`, with events that led to the action told in the same entry. */
export function attempt(
  type: CaseType,
  state: CaseState,
  command: Command,
  setting: Setting,
  because: readonly CaseEvent[],
): CaseEvent[] | Problem {
  return orProblem(() => {
    const refusal = refusalOf(type, state, command.action, setting);
    if (refusal) throw refusal;
    // A note adds to whatever was said meanwhile; it cannot contradict it.
    if (command.expectedVersion !== null && command.expectedVersion !== state.version && command.action !== 'note') {
      throw refuse['changed-meanwhile']({ extra: { version: state.version } });
    }
    const progress = new Progress(type, state, setting);
    if (isStandard(command.action)) standard(progress, command.action, command);
    else own(progress, command, because);
    setData(progress, {});
    return progress.events;
  });
}

/** What `rule` returns, or the Problem it threw. Anything else thrown is a mistake in the program and goes on. */
export function orProblem<T>(rule: () => T): T | Problem {
  try {
    return rule();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function own(progress: Progress, command: Command, because: readonly CaseEvent[]): void {
  const { compiled, type } = progress;
  const action = compiled.actions.get(command.action)!;
  const form = compiled.forms.get(command.action)!;
  const ownKeys = compiled.own.get(command.action)!;
  const before = progress.state;
  const { values, problems } = readForm(form, command.input);
  if (problems.length > 0) throw refuse['input-invalid']({ fields: problems });

  progress.record(command.action, action.audience);
  for (const event of because) progress.add(event);
  progress.input = values;
  const changes = Object.fromEntries(Object.entries(values).filter(([key]) => !ownKeys.has(key)));
  setData(progress, { ...changes, ...readFacts(progress, command.facts) });
  movePlace(progress, changes, command.place);
  const shown = { ...progress.state.data, ...values };
  const wrong = [...formProblems(form, shown, progress.scope), ...failedChecks(action.checks, progress.scope)];
  if (wrong.length > 0) throw refuse['input-invalid']({ fields: wrong });

  const to = targetOf(progress, action);
  if (to !== undefined && to !== before.state) {
    const leavesDraft = before.category === 'draft' && type.flow.states[to]!.category !== 'draft';
    if (leavesDraft) demandComplete(progress);
    moveTo(progress, to);
  }
  clocksOnEvent(progress, { action: command.action });
  runEffects(progress, action.effects, before.state);
}

/** Fields of the type given by the calling module, checked as strictly as what a person enters. */
export function readFacts(progress: Progress, facts: Readonly<Record<string, unknown>> | undefined): Data {
  if (!facts) return {};
  const { values, problems } = readForm([...progress.compiled.fields.values()], facts);
  if (problems.length > 0) throw refuse['input-invalid']({ fields: problems });
  return values;
}

/** Moves the case when its place field changed. Raises `cases.place-unresolved` when nobody looked up where that is. */
export function movePlace(progress: Progress, changes: Data, place: CasePlace | undefined): void {
  const key = progress.type.place;
  if (key === undefined || changes[key] === undefined || changes[key] === null) return;
  const { longitude, latitude } = changes[key] as { longitude: number; latitude: number };
  const now = progress.state.place;
  if (now?.longitude === longitude && now.latitude === latitude) return;
  if (!place) throw refuse['place-unresolved']();
  const { municipalityId, districtId } = place;
  progress.add({ type: 'place-set', place: { longitude, latitude, municipalityId, districtId } });
}

/** A draft that leaves for the office has everything its opening asks for. Raises `cases.incomplete`. */
function demandComplete(progress: Progress): void {
  const missing = formProblems(progress.compiled.opening, progress.state.data, progress.scope);
  if (missing.length === 0) return;
  throw refuse.incomplete({ fields: missing.map((one) => ({ ...one, path: one.path.replace(/^input\b/, 'data') })) });
}

function targetOf(progress: Progress, { to }: Action): Key | undefined {
  if (to === undefined || typeof to === 'string') return to;
  const row = to.find(({ when }) => when === undefined || holds(when, progress.scope));
  if (!row) throw faulty(progress.type, 'to');
  return row.to;
}

/** Changes the state, and lets the clocks follow. */
export function moveTo(progress: Progress, to: Key): void {
  const state = progress.type.flow.states[to];
  if (!state) throw faulty(progress.type, `states.${to}`);
  progress.add({ type: 'state-changed', from: progress.state.state, to, category: state.category });
  clocksOnState(progress);
}

function standard(progress: Progress, action: StandardAction, command: Command): void {
  const { type, state, setting } = progress;
  if (action === 'merge' || action === 'split') throw refuse['two-cases-needed']();
  const form = formOf(type, state, action, setting);
  const { values, problems } = readForm(form, command.input);
  if (problems.length > 0) throw refuse['input-invalid']({ fields: problems });
  if (action === 'edit' || action === 'correct') {
    change(progress, action, command, values);
    return;
  }
  const wrong = formProblems(form, values, { ...progress.scope, input: values });
  if (wrong.length > 0) throw refuse['input-invalid']({ fields: wrong });
  progress.record(action, action === 'note' ? (values.audience as Audience[]) : ['office']);
  switch (action) {
    case 'note':
      progress.add({ type: 'note-added', text: values.text as string });
      break;
    case 'assign':
      progress.add({
        type: 'assigned',
        team: 'team' in values ? (values.team as string | null) : state.team,
        assignee: 'assignee' in values ? (values.assignee as string | null) : state.assignee,
      });
      break;
    case 'setPriority':
      progress.add({ type: 'priority-set', priority: values.priority as number });
      break;
    case 'requestCorrection':
      requestCorrection(progress, values.fields as string[], values.message as string);
  }
  clocksOnEvent(progress, { action });
}

function requestCorrection(progress: Progress, fields: readonly string[], message: string): void {
  const { of, to } = progress.type.flow.standard!.requestCorrection!;
  const returnTo = progress.state.state;
  if (to !== returnTo) moveTo(progress, to);
  const requestedAt = progress.setting.now.toString();
  progress.add({
    type: 'correction-requested',
    correction: { fields: [...fields], message, of, returnTo, requestedAt },
  });
}

/** Editing, and correcting what was asked for: the case's own fields, some of them. */
function change(progress: Progress, action: 'edit' | 'correct', command: Command, values: Data): void {
  const form = formOf(progress.type, progress.state, action, progress.setting);
  const { correction } = progress.state;
  if (Object.keys(values).length === 0) {
    throw refuse['input-invalid']({ fields: form.map(({ key }) => fieldProblem(`input.${key}`, 'required')) });
  }
  progress.record(action, ['applicant', 'office']);
  setData(progress, { ...values, ...readFacts(progress, command.facts) });
  movePlace(progress, values, command.place);
  const demand = action === 'correct' || progress.state.category !== 'draft';
  const wrong = formProblems(form, progress.state.data, { ...progress.scope, input: values }, demand);
  if (wrong.length > 0) throw refuse['input-invalid']({ fields: wrong });
  if (action === 'correct' && correction) {
    progress.add({ type: 'corrected', fields: Object.keys(values) });
    if (correction.returnTo !== progress.state.state) moveTo(progress, correction.returnTo);
  }
  clocksOnEvent(progress, { action });
}
