import { isId } from '#kernel/id.ts';
import type { CaseType, Data, Effect, Words } from './model.ts';
import { schedule, spanOf, startClock, stopClock, timerKey } from './rules-clock.ts';
import { setData } from './rules-data.ts';
import { faulty, holds, resultOf } from './rules-feel.ts';
import type { Progress } from './rules-progress.ts';
import { readValue } from './rules-values.ts';

type Of<D extends Effect['do']> = Extract<Effect, { do: D }>;
type Runner<D extends Effect['do']> = (progress: Progress, effect: Of<D>, from: string) => void;

const textOf = (progress: Progress, feel: string, where: string): string => {
  const value = resultOf(feel, progress.scope);
  if (typeof value !== 'string' || value === '') throw faulty(progress.type, where);
  return value;
};

const textOrNull = (progress: Progress, feel: string, where: string): string | null => {
  const value = resultOf(feel, progress.scope);
  if (value !== null && typeof value !== 'string') throw faulty(progress.type, where);
  return value === '' ? null : value;
};

const idOf = (progress: Progress, feel: string, where: string): string => {
  const value = resultOf(feel, progress.scope);
  if (typeof value !== 'string' || !isId(value)) throw faulty(progress.type, where);
  return value;
};

const wholeOf = (progress: Progress, feel: string, where: string, least: number, most: number): number => {
  const value = resultOf(feel, progress.scope);
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
    throw faulty(progress.type, where);
  }
  return value as number;
};

const payloadOf = (progress: Progress, payload: Readonly<Record<string, string>> | undefined): Data =>
  Object.fromEntries(
    Object.entries(payload ?? {}).map(([key, feel]) => [key, resultOf(feel, progress.scope) as Data[string]]),
  );

/** Changes fields to computed values, read as strictly as what a person enters. */
function set(progress: Progress, { values }: Of<'set'>): void {
  const data: Data = {};
  for (const [key, feel] of Object.entries(values)) {
    const field = progress.compiled.fields.get(key);
    if (!field) throw faulty(progress.type, `set ${key}`);
    const reading = readValue(key, resultOf(feel, progress.scope), field);
    if ('problems' in reading) throw faulty(progress.type, `set ${key}`);
    data[key] = reading.value as Data[string];
  }
  setData(progress, data);
}

function openTask(progress: Progress, effect: Of<'openTask'>): void {
  const due = effect.dueClock === undefined ? undefined : progress.state.clocks[effect.dueClock];
  progress.add({
    type: 'task-opened',
    task: {
      key: effect.task,
      title: effect.title as Words,
      team: effect.team === undefined ? null : textOrNull(progress, effect.team, 'openTask team'),
      role: effect.role ?? null,
      assignee: effect.assignee === undefined ? null : textOrNull(progress, effect.assignee, 'openTask assignee'),
      dueAt: due?.status === 'running' ? due.dueAt : null,
      openedAt: progress.setting.now.toString(),
    },
  });
}

function requestCorrection(progress: Progress, effect: Of<'requestCorrection'>, from: string): void {
  const fields = resultOf(effect.fields, progress.scope);
  const known = Array.isArray(fields) && fields.every((key) => progress.compiled.fields.has(key as string));
  if (!known || fields.length === 0) throw faulty(progress.type, 'requestCorrection fields');
  progress.add({
    type: 'correction-requested',
    correction: {
      fields: [...new Set(fields as string[])],
      message: effect.message === undefined ? null : textOrNull(progress, effect.message, 'requestCorrection message'),
      of: effect.of,
      returnTo: from,
      requestedAt: progress.setting.now.toString(),
    },
  });
}

function addParticipant(progress: Progress, { role, party }: Of<'addParticipant'>): void {
  const partyId = idOf(progress, party, 'addParticipant');
  const there = progress.state.participants.some(
    (one) => one.role === role && one.partyId === partyId && one.from === null,
  );
  if (!there) progress.add({ type: 'participant-added', participant: { role, partyId, from: null } });
}

const documentOf = (type: CaseType, key: string) => {
  const document = type.documents?.[key];
  if (!document) throw faulty(type, `documents.${key}`);
  return document;
};

const runners: { readonly [D in Effect['do']]: Runner<D> } = {
  set,
  assign: (progress, { team, assignee }) =>
    progress.add({
      type: 'assigned',
      team: team === undefined ? progress.state.team : textOrNull(progress, team, 'assign team'),
      assignee: assignee === undefined ? progress.state.assignee : textOrNull(progress, assignee, 'assign assignee'),
    }),
  priority: (progress, { to }) =>
    progress.add({ type: 'priority-set', priority: wholeOf(progress, to, 'priority', 1, 4) }),
  escalate: (progress, { by }) => progress.add({ type: 'escalated', level: progress.state.escalation + by }),
  startClock: (progress, { clock }) => {
    const now = progress.state.clocks[clock];
    if (!now || now.status === 'stopped') startClock(progress, clock);
  },
  stopClock: (progress, { clock }) => stopClock(progress, clock),
  restartClock: (progress, { clock, factor, keepUsed }) => startClock(progress, clock, factor, keepUsed),
  openTask,
  closeTask: (progress, { task }) => {
    if (progress.state.tasks[task]) progress.add({ type: 'task-closed', key: task });
  },
  addParticipant,
  removeParticipant: (progress, { role, party }) =>
    progress.add({ type: 'participant-removed', role, partyId: idOf(progress, party, 'removeParticipant') }),
  relate: (progress, { relation, case: other }) =>
    progress.add({ type: 'related', relation, caseId: idOf(progress, other, 'relate') }),
  startChild: (progress, { child, data }) => {
    const kind = progress.type.children?.[child];
    if (!kind) throw faulty(progress.type, `children.${child}`);
    const caseId = progress.setting.newId();
    progress.add({ type: 'child-started', child, caseId, caseType: kind.type, data: payloadOf(progress, data) });
  },
  tellChildren: (progress, { child, action }) => progress.add({ type: 'children-told', child, action }),
  requestCorrection,
  schedule: (progress, { action, after }) => schedule(progress, action, spanOf(progress, after, `schedule ${action}`)),
  unschedule: (progress, { action }) => stopClock(progress, timerKey(action)),
  notify: (progress, { notice, to }) => {
    const known = progress.type.notices?.[notice];
    if (!known) throw faulty(progress.type, `notices.${notice}`);
    progress.add({ type: 'notice-requested', notice, to: to ?? known.to });
  },
  decide: (progress, { result, reason }) =>
    progress.add({
      type: 'result-set',
      result: textOf(progress, result, 'decide'),
      reason: reason === undefined ? null : textOrNull(progress, reason, 'decide reason'),
    }),
  issueDocument: (progress, { document }) =>
    progress.add({ type: 'document-requested', document, template: documentOf(progress.type, document).template }),
  revokeDocument: (progress, { document }) => progress.add({ type: 'document-revoked', document }),
  makeBill: (progress, { bill, amount, currency }) =>
    progress.add({
      type: 'bill-requested',
      bill,
      amount: wholeOf(progress, amount, 'makeBill', 0, Number.MAX_SAFE_INTEGER),
      currency,
    }),
  emit: (progress, { event, payload }) =>
    progress.add({ type: 'emitted', event, payload: payloadOf(progress, payload) }),
};

/**
 * Sets in motion what was declared, in order. Raises `cases.definition-faulty`.
 * @param from the state the case was in before the action
 */
export function runEffects(progress: Progress, effects: readonly Effect[] | undefined, from: string): void {
  for (const effect of effects ?? []) {
    if (effect.when !== undefined && !holds(effect.when, progress.scope)) continue;
    (runners[effect.do] as Runner<Effect['do']>)(progress, effect as never, from);
  }
}
