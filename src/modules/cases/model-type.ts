import { z } from 'zod';
import { Effect } from './model-effect.ts';
import { Audience, Check, Feel, Field, Key, Words } from './model-field.ts';

/** Units of a limit: hours and days run on through the night and the weekend, working days on the calendar. */
export const CLOCK_UNITS = ['hour', 'day', 'workingDay'] as const;

export const STATE_CATEGORIES = ['draft', 'open', 'waiting', 'decided', 'done', 'closed'] as const;
/**
 * What a state means to everybody who does not know the type: being written, being worked on, waiting for somebody
 * outside, decided, the work is done, final.
 */
export const StateCategory = z.enum(STATE_CATEGORIES).meta({ id: 'StateCategory' });
export type StateCategory = z.infer<typeof StateCategory>;

const Permission = z.array(z.string().min(1).max(60)).min(1).meta({
  id: 'Permission',
  description: 'Roles of an employee, relations to the case (team, assignee, a participant role), anyone, system',
});

export const State = z
  .strictObject({
    /** The state in the words of each audience; what is missing for `public` is not shown in public. */
    title: z.strictObject({ applicant: Words, office: Words, public: Words.optional() }),
    category: StateCategory,
    /** Who may change which fields by the standard action `edit` while the case is here. */
    editable: z.array(z.strictObject({ by: Permission, fields: z.union([z.literal('*'), z.array(Key)]) })).optional(),
  })
  .meta({ id: 'State' });
export type State = z.infer<typeof State>;

/** The first row whose condition is true says where the case goes; the last row has none. */
export const Branches = z
  .array(z.strictObject({ when: Feel.optional(), to: Key }))
  .min(1)
  .max(50)
  .meta({ id: 'Branches' });
export type Branches = z.infer<typeof Branches>;

export const Action = z
  .strictObject({
    title: Words,
    from: z.union([z.literal('*'), z.array(Key).min(1)]),
    /** Where it leads; the case stays where it is when absent. */
    to: z.union([Key, Branches]).optional(),
    by: Permission,
    /** Decides whether the action is offered, so it cannot look at `input`. */
    when: Check.omit({ field: true }).optional(),
    /** A key names a field of the case, whose value is changed; a field of its own belongs to this action alone. */
    input: z.array(z.union([Key, Field])).optional(),
    /** Looked at when the action is taken: `input` and, with the case's changed fields, `data`. */
    checks: z.array(Check).optional(),
    /** Nobody who took one of these actions on this case may take this one. */
    fourEyes: z.array(Key).optional(),
    /** Who sees the entry in the timeline; the office when absent. */
    audience: z.array(Audience).optional(),
    effects: z.array(Effect).optional(),
  })
  .meta({ id: 'Action' });
export type Action = z.infer<typeof Action>;

export const Clock = z
  .strictObject({
    /** How soon somebody answers, how soon it should be done, how soon the law says it must be, or a plain timer. */
    kind: z.enum(['acknowledge', 'norm', 'legal', 'timer']),
    title: Words,
    amount: z.union([z.number().positive(), Feel]),
    unit: z.union([z.enum(CLOCK_UNITS), Feel]),
    startsOn: z.union([z.literal('open'), z.strictObject({ state: Key }), z.strictObject({ action: Key })]).optional(),
    /** An action that meets the clock without a change of state. */
    stopsOn: z.array(Key).optional(),
    pausesIn: z.array(Key).optional(),
    stopsIn: z.array(Key).optional(),
    /** Share of the time after which a warning is recorded, 0 to 1. */
    warnAt: z.number().gt(0).lt(1).optional(),
    onWarn: z.array(Effect).optional(),
    /** What happens at the end: effects, or an action that the system takes. */
    onBreach: z.union([z.array(Effect), z.strictObject({ action: Key })]).optional(),
    /** Who sees the date; the person concerned and the office when absent. */
    audience: z.array(Audience).optional(),
  })
  .meta({ id: 'Clock' });
export type Clock = z.infer<typeof Clock>;

/**
 * Actions with a meaning the engine knows. Each exists in a type only when the type says who may take it; their form,
 * rules and texts are the same everywhere. `edit` needs no entry: `State.editable` says it all.
 */
export const Standard = z
  .strictObject({
    /** Add a note for the audiences the writer chooses among these. */
    note: z.strictObject({ by: Permission, audiences: z.array(Audience).min(1) }).optional(),
    assign: z.strictObject({ by: Permission }).optional(),
    setPriority: z.strictObject({ by: Permission }).optional(),
    /** Ask `of` to correct named fields; the case waits in `to` and returns to where it was. */
    requestCorrection: z
      .strictObject({
        by: Permission,
        of: Permission,
        from: z.array(Key).min(1),
        to: Key,
        fields: z.array(Key).optional(),
      })
      .optional(),
    /** Join this case to another about the same thing; it rests in `to` and can be split off again. */
    merge: z
      .strictObject({
        by: Permission,
        to: Key,
        /** Tells the people of the case that was joined. */ notice: Key.optional(),
      })
      .optional(),
  })
  .meta({ id: 'Standard' });
export type Standard = z.infer<typeof Standard>;

export const Flow = z
  .strictObject({
    initial: Key,
    /** Who may open a case of this type, and what that sets in motion. */
    open: z.strictObject({
      by: Permission,
      fields: z.union([z.literal('*'), z.array(Key)]),
      checks: z.array(Check).optional(),
      audience: z.array(Audience).optional(),
      effects: z.array(Effect).optional(),
    }),
    states: z.record(Key, State),
    actions: z.record(Key, Action),
    standard: Standard.optional(),
  })
  .meta({ id: 'Flow' });
export type Flow = z.infer<typeof Flow>;

export const Section = z.strictObject({ key: Key, title: Words, visible: Feel.optional(), fields: z.array(Field) });
export type Section = z.infer<typeof Section>;

/** A message to the people of a case. `{number}` and `{fieldKey}` are filled in. */
export const Notice = z.strictObject({
  to: z.array(z.string()).min(1),
  title: Words,
  body: Words,
  /** Sent at once whatever the hour and the person's preferences. */
  urgent: z.boolean().optional(),
});
export type Notice = z.infer<typeof Notice>;

/**
 * A kind of case as the municipality defines it: a document, with nothing in it that JSON cannot say.
 * A published version never changes; each case keeps the version it was opened under.
 */
export const CaseType = z
  .strictObject({
    id: Key,
    version: z.int32().positive(),
    /** report, application, inspection, violation, objection, incident, bid …: an open list. */
    kind: z.string().min(1).max(40),
    title: Words,
    description: Words.optional(),
    /** The unit that answers for the type: a team code. */
    owner: z.string().min(1).max(60),
    segments: z.array(z.enum(['individual', 'business', 'government', 'employee', 'anonymous'])).min(1),
    sections: z.array(Section),
    /** The field that says where it is; changing it moves the case. */
    place: Key.optional(),
    /** What people can be in a case besides team and assignee: reporter, applicant, agency … */
    participants: z.record(Key, z.strictObject({ title: Words })),
    flow: Flow,
    clocks: z.record(Key, Clock),
    documents: z.record(Key, z.strictObject({ title: Words, template: z.string().min(1).max(100) })).optional(),
    notices: z.record(Key, Notice).optional(),
    children: z
      .record(
        Key,
        z.strictObject({
          type: Key,
          title: Words,
          /** The state it begins in, where somebody has decided already what others still have to; else the first of its type. */
          state: Key.optional(),
          /** Taken by the system when the last is closed. */ whenClosed: Key.optional(),
          /**
           * What comes back when one closes: a row of the table `into`, in place of the one with the same `key`. The
           * expressions look at the child.
           */
          returns: z.strictObject({ into: Key, key: Key, when: Feel.optional(), row: z.record(Key, Feel) }).optional(),
        }),
      )
      .optional(),
    retention: z.strictObject({ months: z.int().positive(), basis: Words.optional() }),
  })
  .meta({ id: 'CaseType', title: 'Case type' });
export type CaseType = z.infer<typeof CaseType>;
