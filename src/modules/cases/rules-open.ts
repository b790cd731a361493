import type { Id } from '#kernel/id.ts';
import type { Problem } from '#kernel/problem.ts';
import type { CaseEvent, CaseEventOf, CasePlace, CaseType, Data } from './model.ts';
import { refuse } from './problems.ts';
import { clocksOnEvent, clocksOnState } from './rules-clock.ts';
import { compile } from './rules-compiled.ts';
import { setData } from './rules-data.ts';
import { movePlace, orProblem, readFacts } from './rules-decide.ts';
import { runEffects } from './rules-effects.ts';
import { faulty } from './rules-feel.ts';
import { apply } from './rules-fold.ts';
import { dependentChanges, failedChecks, formProblems, readForm } from './rules-form.ts';
import { doerOf, Progress } from './rules-progress.ts';
import { permitted, type Setting } from './rules-setting.ts';

export interface OpenCommand {
  readonly id: Id;
  readonly number: string;
  /** As it came: only the fields the type lets an opener fill in. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Values of any field, known to the calling module. Never from a client. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly participants?: readonly { readonly role: string; readonly partyId: Id }[];
  readonly place?: CasePlace;
  /** The state it begins in; the first of the type unless said. */
  readonly state?: string;
  /** 1 to 4; 3 unless said. */
  readonly priority?: number;
}

/** Staff act on behalf of whoever called; everybody else only where the service is meant for them. */
const meantFor = (type: CaseType, { actor }: Setting): boolean =>
  actor.kind === 'system' || actor.segment === 'employee' || type.segments.includes(actor.segment ?? 'anonymous');

/**
 * What opening a case does: the events of its first timeline entry, the first of them `opened`.
 * Returns (never throws) `cases.may-not-open`, `input-invalid`, `too-large`, `place-unresolved`, `definition-faulty`.
 */
export function open(type: CaseType, command: OpenCommand, setting: Setting): CaseEvent[] | Problem {
  return orProblem(() => {
    const { flow } = type;
    if (!permitted(flow.open.by, setting, command.place?.municipalityId ?? null) || !meantFor(type, setting)) {
      throw refuse['may-not-open']();
    }
    const { opening } = compile(type);
    const { values, problems } = readForm(opening, command.data);
    if (problems.length > 0) throw refuse['input-invalid']({ fields: problems });
    const progress = new Progress(type, null, setting);
    const begins = command.state ?? flow.initial;
    if (!Object.hasOwn(flow.states, begins)) throw faulty(type, `states.${begins}`);
    const { category } = flow.states[begins]!;
    const data: Data = { ...values, ...readFacts(progress, command.facts) };
    const opened: CaseEventOf<'opened'> = {
      type: 'opened',
      ...doerOf(setting),
      audience: flow.open.audience ?? ['applicant', 'office'],
      id: command.id,
      number: command.number,
      caseType: { id: type.id, version: type.version },
      state: begins,
      category,
      data,
      priority: command.priority ?? 3,
      participants: participantsOf(type, command),
    };
    const scope = { data, input: values, state: apply(null, opened), setting };
    const complete = { ...data, ...dependentChanges(progress.compiled.dependent, scope) };
    progress.add({ ...opened, data: withoutNulls(complete) });
    progress.input = values;
    movePlace(progress, data, command.place);
    const wrong = [
      ...formProblems(opening, progress.state.data, progress.scope, category !== 'draft'),
      ...(category === 'draft' ? [] : failedChecks(flow.open.checks, progress.scope)),
    ];
    if (wrong.length > 0) throw refuse['input-invalid']({ fields: wrong });
    clocksOnState(progress);
    clocksOnEvent(progress, 'open');
    runEffects(progress, flow.open.effects, begins);
    setData(progress, {});
    return progress.events;
  });
}

const withoutNulls = (data: Data): Data =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));

function participantsOf(type: CaseType, { participants = [] }: OpenCommand) {
  return participants.map(({ role, partyId }) => {
    if (!Object.hasOwn(type.participants, role)) throw faulty(type, `participants.${role}`);
    return { role, partyId, from: null };
  });
}
