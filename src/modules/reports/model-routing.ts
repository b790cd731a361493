import { z } from 'zod';
import { PriorityCode, Words } from './model-catalogue.ts';

const Code = z.string().min(1).max(64);
const Codes = z.array(Code).max(300).default([]);
const Moment = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/**
 * When a rule holds. Every part that is given must hold; an empty list or null asks nothing. Categories and groups are
 * one question (any of them), so are municipalities and districts.
 */
export const RoutingCondition = z.strictObject({
  groups: Codes,
  categories: Codes,
  /** Codes of areas, as in the tenant's geography. */
  municipalities: Codes,
  districts: Codes,
  channels: Codes,
  /** ISO weekdays of the day the report was made, 1 = Monday … 7 = Sunday, in the tenant's zone. */
  weekdays: z.array(z.int().min(1).max(7)).max(7).default([]),
  /** Wall clock in the tenant's zone, `from` included and `to` not; `to` before `from` runs past midnight. */
  hours: z
    .strictObject({ from: Moment, to: z.union([Moment, z.literal('24:00')]) })
    .nullable()
    .default(null),
  /** Within or outside the hours of the tenant's working calendar. */
  worktime: z.enum(['working', 'off']).nullable().default(null),
  /** FEEL over `ROUTING_NAMES`; holds when it is true. */
  expression: z.string().trim().min(1).max(1_000).nullable().default(null),
});
export type RoutingCondition = z.infer<typeof RoutingCondition>;

/** What a rule decides. What is null is left to the default: the department's team for the place, the category's own. */
export const RoutingOutcome = z.strictObject({
  team: Code.nullable().default(null),
  priority: PriorityCode.nullable().default(null),
  /** The agency outside that most likely owns what is broken. */
  outsideOwner: Code.nullable().default(null),
  /** Whether supervisors are told at once. */
  notify: z.boolean().default(false),
});
export type RoutingOutcome = z.infer<typeof RoutingOutcome>;

export const RoutingRule = z.strictObject({
  /** Stays the same when the rule is renamed or moved; reports name the rule that decided by it. */
  id: z.string().regex(/^[a-z0-9]{4,16}$/),
  name: Words,
  enabled: z.boolean().default(true),
  when: RoutingCondition,
  outcome: RoutingOutcome,
});
export type RoutingRule = z.infer<typeof RoutingRule>;

/** The rules of a tenant in order; the first that holds decides, and the default comes last. */
export const RoutingRules = z
  .array(RoutingRule)
  .max(200)
  .refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, { message: 'an id is given twice' });
export type RoutingRules = z.infer<typeof RoutingRules>;

/** Names an expression of a rule may use. */
export const ROUTING_NAMES = [
  'category',
  'group',
  'department',
  'priority',
  'safety',
  'channel',
  'municipality',
  'district',
  'description',
  'weekday',
  'hour',
  'working',
] as const;

/** The parts of a condition, in the order they are asked: what costs least first. */
export const CONDITION_KINDS = [
  'disabled',
  'category',
  'area',
  'channel',
  'weekday',
  'hours',
  'worktime',
  'expression',
] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

/** A rule that was asked and passed over, with the first part of its condition that did not hold. */
export const PassedRule = z.object({ rule: z.string(), because: z.enum(CONDITION_KINDS) });
export type PassedRule = z.infer<typeof PassedRule>;

export const WARNING_KINDS = ['shadowed', 'partly', 'never', 'refers'] as const;

/** What an administrator should know of a rule before it counts. */
export const RoutingWarning = z.object({
  rule: z.string(),
  /**
   * `shadowed`: every report it holds for goes to an earlier rule; `partly`: some of them do; `never`: it can hold for
   * no report; `refers`: it names something that is not there.
   */
  kind: z.enum(WARNING_KINDS),
  /** The earlier rule. */
  by: z.string().nullable(),
  /** With `never` and `refers`: the part of the rule, and the code that is not there. */
  part: z.string().nullable(),
  code: z.string().nullable(),
});
export type RoutingWarning = z.infer<typeof RoutingWarning>;
