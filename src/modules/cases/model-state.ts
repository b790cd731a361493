import { z } from 'zod';
import { Audience } from './model-field.ts';
import { StateCategory } from './model-type.ts';

const Id = z.string();
/** An instant, ISO 8601 in UTC. */
const At = z.string();
export const Data = z.record(z.string(), z.json());
export type Data = z.infer<typeof Data>;

/** Where a case is. The caller finds municipality and district from the point; rules never look up. */
export const CasePlace = z.object({
  longitude: z.number(),
  latitude: z.number(),
  municipalityId: Id.nullable(),
  districtId: Id.nullable(),
});
export type CasePlace = z.infer<typeof CasePlace>;

/**
 * A clock of one case. While it runs, `dueAt` is the truth; while it is paused, `remaining` is (milliseconds of its
 * measure, negative when it was late already). A clock that is late runs on until it is stopped.
 */
export const ClockState = z.object({
  key: z.string(),
  kind: z.enum(['acknowledge', 'norm', 'legal', 'timer']),
  measure: z.enum(['continuous', 'working']),
  status: z.enum(['running', 'paused', 'stopped']),
  /** The whole time allowed, milliseconds. */
  total: z.int(),
  startedAt: At,
  /** Null while paused; keeps its last value when stopped. */
  dueAt: At.nullable(),
  remaining: z.int().nullable(),
  /** When the warning is due; null when there is none, or none any more. */
  warnAt: At.nullable(),
  /** The warning's distance before the end, milliseconds; null when there is none, or none any more. */
  warnBefore: z.int().nullable(),
  breachedAt: At.nullable(),
  stoppedAt: At.nullable(),
  /** The action the system takes at the end, for a timer set by `schedule`. */
  action: z.string().nullable(),
});
export type ClockState = z.infer<typeof ClockState>;

export const Participant = z.object({
  role: z.string(),
  partyId: Id,
  /** The merged case that brought them; null for the case's own. */
  from: Id.nullable(),
});
export type Participant = z.infer<typeof Participant>;

export const Task = z.object({
  key: z.string(),
  title: z.record(z.string(), z.string()),
  team: z.string().nullable(),
  role: z.string().nullable(),
  assignee: Id.nullable(),
  dueAt: At.nullable(),
  openedAt: At,
});
export type Task = z.infer<typeof Task>;

export const Correction = z.object({
  fields: z.array(z.string()),
  message: z.string().nullable(),
  of: z.array(z.string()),
  /** The state the case goes back to. */
  returnTo: z.string(),
  requestedAt: At,
});
export type Correction = z.infer<typeof Correction>;

/** A case as its events make it. Also the shape of the stored projection. */
export const CaseState = z.object({
  id: Id,
  number: z.string(),
  type: z.object({ id: z.string(), version: z.int() }),
  state: z.string(),
  category: StateCategory,
  data: Data,
  /** Counts the entries of the timeline: the sequence number of the last. */
  version: z.int(),
  openedAt: At,
  updatedAt: At,
  closedAt: At.nullable(),
  openedBy: Id.nullable(),
  place: CasePlace.nullable(),
  team: z.string().nullable(),
  assignee: Id.nullable(),
  /** 1 to 4, 1 the most urgent. */
  priority: z.int(),
  escalation: z.int(),
  /** Times the case left `done` or `closed` again. */
  reopened: z.int(),
  clocks: z.record(z.string(), ClockState),
  participants: z.array(Participant),
  /** Open tasks only. */
  tasks: z.record(z.string(), Task),
  relations: z.array(z.object({ relation: z.string(), caseId: Id })),
  children: z.array(z.object({ child: z.string(), caseId: Id, category: StateCategory })),
  correction: Correction.nullable(),
  /** When what was asked was answered; null again once anybody acts on the case. */
  answeredAt: At.nullable().default(null),
  result: z.object({ result: z.string(), reason: z.string().nullable() }).nullable(),
  documents: z.record(z.string(), z.enum(['requested', 'revoked'])),
  /** The case this one was merged into, and what it was before. */
  duplicateOf: Id.nullable(),
  beforeMerge: z
    .object({
      state: z.string(),
      category: StateCategory,
      closedAt: At.nullable(),
      clocks: z.record(z.string(), ClockState),
      tasks: z.record(z.string(), Task),
      correction: Correction.nullable(),
    })
    .nullable(),
  /** The cases merged into this one. */
  absorbed: z.array(Id),
  /** Who took which action, for the rule of four eyes: action to parties. */
  acted: z.record(z.string(), z.array(Id)),
});
export type CaseState = z.infer<typeof CaseState>;

/** One entry of the timeline as stored: the events one action made. */
export interface TimelineEntry {
  readonly seq: number;
  readonly at: string;
  readonly events: readonly import('./model-event.ts').CaseEvent[];
}

/** An entry as one audience may see it. */
export const VisibleEntry = z.object({
  seq: z.int(),
  at: At,
  action: z.string(),
  /** Office only; null for others and for the system. */
  partyId: Id.nullable(),
  audience: z.array(Audience),
  /** The state it led to, when it led to another. */
  state: z.string().nullable(),
  note: z.string().nullable(),
});
export type VisibleEntry = z.infer<typeof VisibleEntry>;
