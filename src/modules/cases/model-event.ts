import { z } from 'zod';
import { Audience } from './model-field.ts';
import { CasePlace, ClockState, Correction, Data, Participant, Task } from './model-state.ts';
import { StateCategory } from './model-type.ts';

const Id = z.string();
const At = z.string();
const event = <N extends string, S extends z.core.$ZodLooseShape>(type: N, payload: S) =>
  z.object({ type: z.literal(type), ...payload });

/** Who did it, as the timeline keeps it. */
const doer = { at: At, partyId: Id.nullable(), onBehalfOf: Id.nullable(), audience: z.array(Audience) };

/**
 * What can happen to a case. Events carry results, never expressions, so folding them needs neither the type nor a
 * calendar and an old case can be read for ever. They only grow: a new member is optional, a new meaning a new type.
 * Each entry of the timeline begins with `opened` or `action-recorded`; these two count the version.
 */
export const CaseEvent = z
  .discriminatedUnion('type', [
    event('opened', {
      ...doer,
      id: Id,
      number: z.string(),
      caseType: z.object({ id: z.string(), version: z.int() }),
      state: z.string(),
      category: StateCategory,
      data: Data,
      priority: z.int(),
      participants: z.array(Participant),
    }),
    event('action-recorded', { ...doer, action: z.string() }),
    event('state-changed', { from: z.string(), to: z.string(), category: StateCategory }),
    /** The changed fields only; null empties one. */
    event('data-set', { data: Data }),
    event('place-set', { place: CasePlace }),
    event('assigned', { team: z.string().nullable(), assignee: Id.nullable() }),
    event('priority-set', { priority: z.int() }),
    event('escalated', { level: z.int() }),
    event('clock-started', { clock: ClockState }),
    event('clock-paused', { key: z.string(), remaining: z.int() }),
    event('clock-resumed', { key: z.string(), dueAt: At, warnAt: At.nullable() }),
    event('clock-stopped', { key: z.string(), at: At, /** Whether it was in time. */ met: z.boolean() }),
    event('clock-warned', { key: z.string(), at: At }),
    event('clock-breached', { key: z.string(), at: At }),
    /** The action the clock should have taken was refused; the code says why. */
    event('clock-action-refused', { key: z.string(), action: z.string(), code: z.string() }),
    event('task-opened', { task: Task }),
    event('task-closed', { key: z.string() }),
    event('participant-added', { participant: Participant }),
    event('participant-removed', { role: z.string(), partyId: Id }),
    event('note-added', { text: z.string() }),
    event('correction-requested', { correction: Correction }),
    event('corrected', { fields: z.array(z.string()) }),
    event('related', { relation: z.string(), caseId: Id }),
    event('child-started', { child: z.string(), caseId: Id, caseType: z.string(), data: Data }),
    event('children-told', { child: z.string(), action: z.string() }),
    event('child-changed', { caseId: Id, category: StateCategory }),
    event('merged-into', { caseId: Id, state: z.string(), category: StateCategory }),
    event('unmerged', { caseId: Id }),
    event('absorbed', { caseId: Id, participants: z.array(Participant) }),
    event('released', { caseId: Id }),
    event('result-set', { result: z.string(), reason: z.string().nullable() }),
    event('document-requested', { document: z.string(), template: z.string() }),
    event('document-revoked', { document: z.string() }),
    event('bill-requested', { bill: z.string(), amount: z.int(), currency: z.string() }),
    event('notice-requested', { notice: z.string(), to: z.array(z.string()) }),
    event('emitted', { event: z.string(), payload: Data }),
  ])
  .meta({ id: 'CaseEvent' });
export type CaseEvent = z.infer<typeof CaseEvent>;
export type CaseEventOf<T extends CaseEvent['type']> = Extract<CaseEvent, { type: T }>;
