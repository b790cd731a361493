import { z } from 'zod';
import { Feel, Key } from './model-field.ts';

const when = Feel.optional();
const effect = <N extends string, S extends z.core.$ZodLooseShape>(name: N, shape: S) =>
  z.strictObject({ do: z.literal(name), ...shape, when });

/**
 * What an action, an opening or a clock sets in motion, in order, each seeing what those before it did.
 * An effect with `when` happens only if that is true.
 */
export const Effect = z
  .discriminatedUnion('do', [
    /** Field key to expression; null empties the field. */
    effect('set', { values: z.record(Key, Feel) }),
    /** Null takes the team or the person away; what is absent stays. */
    effect('assign', { team: Feel.optional(), assignee: Feel.optional() }),
    /** 1 is the most urgent, 4 the least. */
    effect('priority', { to: Feel }),
    effect('escalate', { by: z.int().positive() }),
    effect('startClock', { clock: Key }),
    effect('stopClock', { clock: Key }),
    /**
     * Starts anew with `factor` times the amount: 0.5 for a report that comes back. With `keepUsed` the time a running
     * clock has used counts, as when only the amount changed.
     */
    effect('restartClock', {
      clock: Key,
      factor: z.number().positive().max(10).optional(),
      keepUsed: z.boolean().optional(),
    }),
    effect('openTask', {
      task: Key,
      title: z.record(z.string(), z.string().max(300)),
      team: Feel.optional(),
      role: z.string().max(60).optional(),
      assignee: Feel.optional(),
      /** The task is due when this clock is. */
      dueClock: Key.optional(),
    }),
    effect('closeTask', { task: Key }),
    effect('addParticipant', { role: Key, party: Feel }),
    effect('removeParticipant', { role: Key, party: Feel }),
    /** `followsFrom`, `objectionTo` … */
    effect('relate', { relation: Key, case: Feel }),
    effect('startChild', { child: Key, data: z.record(Key, Feel).optional() }),
    /** The system takes `action` on the children of this kind that are not closed. */
    effect('tellChildren', { child: Key, action: Key }),
    /** `fields`: a list of field keys. The case returns to the state it came from when they are corrected. */
    effect('requestCorrection', { fields: Feel, message: Feel.optional(), of: z.array(z.string()).min(1) }),
    /** The system takes `action` after that time; scheduling it again replaces it. */
    effect('schedule', {
      action: Key,
      after: z.strictObject({
        amount: z.union([z.number().positive(), Feel]),
        unit: z.enum(['hour', 'day', 'workingDay']),
      }),
    }),
    effect('unschedule', { action: Key }),
    /** To the roles the notice names, unless `to` names others. */
    effect('notify', { notice: Key, to: z.array(z.string()).min(1).optional() }),
    effect('decide', { result: Feel, reason: Feel.optional() }),
    effect('issueDocument', { document: Key }),
    effect('revokeDocument', { document: Key }),
    /** `amount`: in the smallest unit of the currency. */
    effect('makeBill', { bill: Key, amount: Feel, currency: z.string().length(3) }),
    /** News for other modules, by the name they subscribe to. */
    effect('emit', { event: Key, payload: z.record(Key, Feel).optional() }),
  ])
  .meta({ id: 'Effect' });
export type Effect = z.infer<typeof Effect>;
