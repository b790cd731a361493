import { z } from 'zod';
import { Flag } from '#kernel/flag.ts';
import { isId } from '#kernel/id.ts';
import { CaseType, Data, Field, StateCategory, VisibleEntry, Words } from './model.ts';

/** How late a case is. `soon` is due within a day. */
export const BANDS = ['soon', 'd1', 'd3', 'd7', 'more'] as const;
export type Band = (typeof BANDS)[number];

/** How much of the time of its clock a case that is not late has used: under a half, under four fifths, more. */
export const SHARES = ['under50', 'under80', 'under100'] as const;
export type Share = (typeof SHARES)[number];

export const CaseId = z.string().refine(isId, { params: { code: 'not-uuid' } });
const At = z.string();

/** One row of a list, as it is served. */
export const CaseItem = z.object({
  id: z.string(),
  number: z.string(),
  type: z.string(),
  topic: z.string().nullable(),
  state: z.string(),
  stateTitle: Words,
  category: StateCategory,
  version: z.int(),
  team: z.string().nullable(),
  assignee: z.object({ id: z.string(), name: Words }).nullable(),
  priority: z.int(),
  escalation: z.int(),
  openedAt: At,
  updatedAt: At,
  closedAt: At.nullable(),
  dueAt: At.nullable(),
  /** When what was asked was answered, while nobody has acted since. */
  answeredAt: At.nullable(),
  place: z.object({ longitude: z.number(), latitude: z.number() }).nullable(),
  districtId: z.string().nullable(),
  municipalityId: z.string().nullable(),
  /** Values of the fields the reader may see. */
  data: Data,
});
export type CaseItem = z.infer<typeof CaseItem>;

/** A page of a list; `next` is null on the last. */
export const CasePage = z.object({
  items: z.array(CaseItem),
  next: z.string().nullable(),
  total: z.object({
    count: z.int(),
    /** True when there are more than `count`; counting stops there. */
    atLeast: z.boolean(),
  }),
});
export type CasePage = z.infer<typeof CasePage>;

export const OfferedAction = z.object({
  action: z.string(),
  title: Words,
  offered: z.boolean(),
  /** Why it is not offered. */
  reason: Words.nullable(),
  /** The fields its form has. */
  form: z.array(Field),
});
export type OfferedAction = z.infer<typeof OfferedAction>;

export const TimelineItem = VisibleEntry.extend({
  title: Words,
  stateTitle: Words.nullable(),
  /** Person, system or an agency: told apart on the page. */
  by: z.enum(['applicant', 'office', 'agency', 'system']),
  name: Words.nullable(),
  /** Input members worth reading again: reasons and messages; and other cases an entry tells of, by their number. */
  remarks: z.array(z.object({ title: Words, text: z.string(), caseId: z.string().optional() })),
});
export type TimelineItem = z.infer<typeof TimelineItem>;

export const ClockView = z.object({
  key: z.string(),
  title: Words,
  kind: z.enum(['acknowledge', 'norm', 'legal', 'timer']),
  status: z.enum(['running', 'paused', 'stopped']),
  startedAt: At,
  dueAt: At.nullable(),
  remaining: z.number().nullable(),
  breachedAt: At.nullable(),
  stoppedAt: At.nullable(),
});
export type ClockView = z.infer<typeof ClockView>;

/** A case as an employee works on it. */
export const CaseView = CaseItem.extend({
  typeTitle: Words,
  typeVersion: z.int(),
  reopened: z.int(),
  result: z.object({ result: z.string(), reason: z.string().nullable() }).nullable(),
  duplicateOf: z.object({ id: z.string(), number: z.string() }).nullable(),
  absorbed: z.array(z.object({ id: z.string(), number: z.string() })),
  /** Its parts, as a list shows them. */
  children: z.array(CaseItem.extend({ child: z.string() })),
  fields: z.array(Field),
  withheld: z.array(z.string()),
  clocks: z.array(ClockView),
  tasks: z.array(z.object({ key: z.string(), title: Words, team: z.string().nullable(), dueAt: At.nullable() })),
  actions: z.array(OfferedAction),
  timeline: z.array(TimelineItem),
});
export type CaseView = z.infer<typeof CaseView>;

const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).min(1).max(50),
  );

/** How a list is asked for; the same members in a query string, in a page's address and in a call. */
export const ListInput = z.strictObject({
  type: list(z.string().max(64)).optional(),
  state: list(z.string().max(64)).optional(),
  category: list(StateCategory).optional(),
  open: Flag.optional(),
  team: list(z.string().max(60)).optional(),
  mine: Flag.optional(),
  topic: list(z.string().max(64)).optional(),
  municipality: CaseId.optional(),
  district: CaseId.optional(),
  priority: list(z.coerce.number().int().min(1).max(4)).optional(),
  overdue: Flag.optional(),
  /** How late: due within a day, or overdue by less than one, three or seven days, or more. */
  band: z.enum(BANDS).optional(),
  /** How much of the time has been used, of what is not late. */
  used: z.enum(SHARES).optional(),
  assignee: CaseId.optional(),
  unassigned: Flag.optional(),
  escalated: Flag.optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  q: z.string().trim().max(200).optional(),
  order: z.enum(['due', 'newest', 'oldest']).default('due'),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type ListInput = z.infer<typeof ListInput>;

export const ActInput = z.strictObject({
  id: CaseId,
  action: z.string().min(1).max(64),
  input: z.record(z.string(), z.json()).default({}),
  /** The version the actor saw; the second of two officers is told who was first. */
  version: z.coerce.number().pipe(z.int32().positive()).nullable().default(null),
});

export const PublishedType = z.object({ id: z.string(), version: z.int(), title: Words, document: CaseType });
