import { type DecisionTable, evaluateTable } from '#kernel/decision-table-run.ts';
import { type ExpressionClock, evaluate } from '#kernel/expression.ts';
import type { CaseState, CaseType, Data } from './model.ts';
import { refuse } from './problems.ts';
import type { Setting } from './rules-setting.ts';

/** What one expression may look at; see `feelContext`. */
export interface Scope {
  readonly data: Data;
  readonly input: Readonly<Record<string, unknown>>;
  readonly state: CaseState;
  readonly setting: Setting;
  /** The field's own value, while a rule of that field is checked. */
  readonly value?: unknown;
}

const instant = (text: string | null) => (text === null ? null : Temporal.Instant.from(text));

const isLate = (state: CaseState): boolean => {
  for (const key in state.clocks) {
    const clock = state.clocks[key]!;
    if (clock.breachedAt !== null && clock.status !== 'stopped') return true;
  }
  return false;
};

/** Members of `case` in expressions. */
export const CASE_MEMBERS: Readonly<Record<string, (state: CaseState) => unknown>> = {
  id: (state) => state.id,
  number: (state) => state.number,
  state: (state) => state.state,
  category: (state) => state.category,
  openedAt: (state) => instant(state.openedAt),
  updatedAt: (state) => instant(state.updatedAt),
  closedAt: (state) => instant(state.closedAt),
  openedBy: (state) => state.openedBy,
  team: (state) => state.team,
  assignee: (state) => state.assignee,
  priority: (state) => state.priority,
  escalation: (state) => state.escalation,
  reopened: (state) => state.reopened,
  late: isLate,
  openTasks: (state) => Object.keys(state.tasks),
  openChildren: (state) => state.children.filter((child) => child.category !== 'closed').length,
  absorbed: (state) => state.absorbed.length,
  result: (state) => state.result?.result ?? null,
  municipality: (state) => state.place?.municipalityId ?? null,
};

/** Members of `actor` in expressions. */
export const ACTOR_MEMBERS: Readonly<Record<string, (setting: Setting) => unknown>> = {
  party: ({ actor }) => actor.partyId,
  onBehalfOf: ({ actor }) => actor.onBehalfOf,
  kind: ({ actor }) => actor.kind,
  segment: ({ actor }) => actor.segment,
  roles: ({ actor }) => actor.roles.map(({ role }) => role),
  teams: ({ actor }) => actor.teams,
  channel: ({ actor }) => actor.channel,
  relations: ({ relations }) => relations,
};

export const ROOTS = ['data', 'input', 'case', 'actor'] as const;
type Root = (typeof ROOTS)[number];
/** The members an expression names of each root; `null` where it takes the root as a whole. */
export type Mentions = { readonly [R in Root]?: readonly string[] | null };

const NAMES = /(?<![\w.])(data|input|case|actor)\b(?:\s*\.\s*([A-Za-z_]\w*))?/g;
const STRINGS = /"(?:[^"\\]|\\.)*"/g;
const read = new Map<string, Mentions>();

/** Which members of its context an expression names. */
export function mentionsOf(feel: string): Mentions {
  const known = read.get(feel);
  if (known) return known;
  const mentions: { [R in Root]?: string[] | null } = {};
  for (const [, root, member] of feel.replace(STRINGS, '""').matchAll(NAMES)) {
    const so = mentions[root as Root];
    if (member === undefined) mentions[root as Root] = null;
    else if (so === undefined) mentions[root as Root] = [member];
    else if (so !== null && !so.includes(member)) so.push(member);
  }
  if (read.size >= 5_000) read.delete(read.keys().next().value!);
  read.set(feel, mentions);
  return mentions;
}

function view<S>(
  members: Readonly<Record<string, (source: S) => unknown>>,
  source: S,
  names: readonly string[] | null,
) {
  const made: Record<string, unknown> = {};
  for (const name of names ?? Object.keys(members)) {
    if (Object.hasOwn(members, name)) made[name] = members[name]!(source);
  }
  return made;
}

function pick(record: Readonly<Record<string, unknown>>, names: readonly string[] | null) {
  const made: Record<string, unknown> = {};
  for (const name of names ?? Object.keys(record)) made[name] = Object.hasOwn(record, name) ? record[name] : null;
  return made;
}

const clocks = new WeakMap<Setting, ExpressionClock>();
function clockOf(setting: Setting): ExpressionClock {
  let clock = clocks.get(setting);
  if (!clock) {
    clock = { now: setting.now, timeZone: setting.calendar.timeZone };
    clocks.set(setting, clock);
  }
  return clock;
}

/**
 * The value of an expression; null when something it names is missing or it cannot be computed. Only the members it
 * names are prepared: a case may hold large tables, and most expressions look at one field.
 */
export function resultOf(feel: string, scope: Scope): unknown {
  const result = evaluate(feel, contextOf(mentionsOf(feel), scope), clockOf(scope.setting));
  return result.ok ? result.value : null;
}

/** What a table of one output decides; null when no rule holds, or when it cannot be computed. */
export function decisionOf(table: DecisionTable, scope: Scope): unknown {
  const named = [...table.inputs.map(({ expression }) => expression), ...table.rules.flatMap(({ give }) => give)];
  const decided = evaluateTable(table, contextOf(mentionsOf(named.join('\n')), scope), clockOf(scope.setting));
  if (!decided.ok || decided.value === null || Array.isArray(decided.value)) return null;
  return (decided.value as Readonly<Record<string, unknown>>)[table.outputs[0]!.name] ?? null;
}

function contextOf({ data, input, case: ofCase, actor }: Mentions, scope: Scope): Record<string, unknown> {
  const context: Record<string, unknown> = { value: scope.value ?? null };
  if (data !== undefined) context.data = pick(scope.data, data);
  if (input !== undefined) context.input = pick(scope.input, input);
  if (ofCase !== undefined) context.case = view(CASE_MEMBERS, scope.state, ofCase);
  if (actor !== undefined) context.actor = view(ACTOR_MEMBERS, scope.setting, actor);
  return context;
}

export const holds = (feel: string, scope: Scope): boolean => resultOf(feel, scope) === true;

/** An expression gave something its place in the type cannot take: the type's fault, not the caller's. */
export const faulty = (type: CaseType, where: string): Error =>
  refuse['definition-faulty']({ extra: { type: type.id, version: type.version, where } });
