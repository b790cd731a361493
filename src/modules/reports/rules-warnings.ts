import type { WorkingCalendar } from '#kernel/calendar.ts';
import { evaluate, parseExpression } from '#kernel/expression.ts';
import {
  type ReportCatalogue,
  ROUTING_NAMES,
  type RoutingCondition,
  type RoutingRule,
  type RoutingWarning,
} from './model.ts';
import { inHours, minuteOf } from './rules-matching.ts';

/** What rules may speak of. Areas and teams by their codes. */
export interface RoutingWorld {
  readonly catalogue: ReportCatalogue;
  readonly teams: ReadonlySet<string>;
  readonly municipalities: ReadonlySet<string>;
  /** District to the municipality it belongs to; null where that is not known. */
  readonly districts: ReadonlyMap<string, string | null>;
  readonly calendar: WorkingCalendar;
}

/** A code that is not there, and where the rule names it. */
export interface UnknownCode {
  readonly part: 'groups' | 'categories' | 'municipalities' | 'districts' | 'channels' | 'team' | 'outsideOwner';
  readonly code: string;
}

/** The codes a rule names that are not there (any more). */
export function unknownCodes({ when, outcome }: RoutingRule, world: RoutingWorld): UnknownCode[] {
  const { catalogue } = world;
  const codes = (list: readonly { code: string }[]) => new Set(list.map(({ code }) => code));
  const known: Readonly<Record<UnknownCode['part'], { has(code: string): boolean }>> = {
    groups: codes(catalogue.groups),
    categories: codes(catalogue.categories),
    municipalities: world.municipalities,
    districts: world.districts,
    channels: codes(catalogue.channels),
    team: world.teams,
    outsideOwner: codes(catalogue.agencies),
  };
  const named: Readonly<Record<UnknownCode['part'], readonly string[]>> = {
    groups: when.groups,
    categories: when.categories,
    municipalities: when.municipalities,
    districts: when.districts,
    channels: when.channels,
    team: outcome.team === null ? [] : [outcome.team],
    outsideOwner: outcome.outsideOwner === null ? [] : [outcome.outsideOwner],
  };
  return (Object.keys(named) as UnknownCode['part'][]).flatMap((part) =>
    named[part].filter((code) => !known[part].has(code)).map((code) => ({ part, code })),
  );
}

/** Names an expression uses that rules do not know; empty where it cannot be read. */
export function unknownNames(expression: string): string[] {
  const parsed = parseExpression(expression);
  return parsed.ok ? parsed.names.filter((name) => !(ROUTING_NAMES as readonly string[]).includes(name)) : [];
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** A condition as the sets it allows; `null` allows everything, also what the world does not list. */
interface Reach {
  readonly categories: ReadonlySet<string> | null;
  readonly areas: ReadonlySet<string> | null;
  readonly channels: ReadonlySet<string> | null;
  readonly weekdays: ReadonlySet<number>;
  readonly minutes: ReadonlySet<number>;
  readonly worktime: RoutingCondition['worktime'];
  readonly expression: string | null;
}

/** Every minute of the day at which something begins or ends: between two of them nothing changes. */
const minutesFor = (rules: readonly RoutingRule[], { hours: usual, seasons }: WorkingCalendar): number[] => {
  const given = rules.flatMap(({ when: { hours } }) => (hours === null ? [] : [hours]));
  const bounds = [usual, ...seasons.map(({ hours }) => hours), ...given].flatMap(({ from, to }) => [from, to]);
  return [...new Set([0, ...bounds.map(minuteOf).filter((minute) => minute < 1_440)])];
};

function reachOf({ when }: RoutingRule, world: RoutingWorld, minutes: readonly number[]): Reach {
  const { groups, categories, municipalities, districts, channels, weekdays, hours, worktime, expression } = when;
  const ofGroups = world.catalogue.categories.filter(({ group }) => groups.includes(group)).map(({ code }) => code);
  const inside = [...world.districts].filter(([, parent]) => parent !== null && municipalities.includes(parent));
  const asked = (codes: readonly string[], given: readonly string[]) => (given.length === 0 ? null : new Set(codes));
  return {
    categories: asked(
      [...categories, ...ofGroups, ...groups.map((code) => `group ${code}`)],
      [...groups, ...categories],
    ),
    areas: asked([...municipalities, ...districts, ...inside.map(([code]) => code)], [...municipalities, ...districts]),
    channels: asked(channels, channels),
    weekdays: new Set(weekdays.length === 0 ? WEEKDAYS : weekdays),
    minutes: new Set(hours === null ? minutes : minutes.filter((minute) => inHours(hours, minute))),
    worktime,
    expression,
  };
}

const includes = <T>(whole: ReadonlySet<T> | null, part: ReadonlySet<T> | null): boolean =>
  whole === null || (part !== null && [...part].every((one) => whole.has(one)));
const meets = <T>(a: ReadonlySet<T> | null, b: ReadonlySet<T> | null): boolean =>
  a === null || b === null || [...a].some((one) => b.has(one));

/** Whether `whole` surely holds for every report that `part` holds for. */
const covers = (whole: Reach, part: Reach): boolean =>
  includes(whole.categories, part.categories) &&
  includes(whole.areas, part.areas) &&
  includes(whole.channels, part.channels) &&
  includes(whole.weekdays, part.weekdays) &&
  includes(whole.minutes, part.minutes) &&
  (whole.worktime === null || whole.worktime === part.worktime) &&
  (whole.expression === null || whole.expression === part.expression);

/** Whether both may hold for one report, as far as can be told without computing expressions. */
const mayMeet = (a: Reach, b: Reach): boolean =>
  meets(a.categories, b.categories) &&
  meets(a.areas, b.areas) &&
  meets(a.channels, b.channels) &&
  meets(a.weekdays, b.weekdays) &&
  meets(a.minutes, b.minutes) &&
  (a.worktime === null || b.worktime === null || a.worktime === b.worktime);

/** The part of a condition that no report can meet; null where one can. */
function impossible({ when }: RoutingRule, reach: Reach, { catalogue, calendar }: RoutingWorld): string | null {
  const active = catalogue.categories.filter(({ code, active }) => active && (reach.categories?.has(code) ?? true));
  if (active.length === 0) return 'category';
  const taken = active.some(
    ({ channels }) =>
      channels.length === 0 || reach.channels === null || channels.some((one) => reach.channels!.has(one)),
  );
  if (!taken) return 'channel';
  if (when.worktime === 'working') {
    if (![...reach.weekdays].some((day) => !calendar.weekend.includes(day))) return 'weekday';
    const spans = [calendar.hours, ...calendar.seasons.map(({ hours }) => hours)];
    if (when.hours !== null && ![...reach.minutes].some((minute) => spans.some((span) => inHours(span, minute)))) {
      return 'hours';
    }
  }
  if (when.expression !== null) {
    const parsed = parseExpression(when.expression);
    if (!parsed.ok) return 'expression';
    // Without a name it is the same for every report.
    if (parsed.names.length === 0 && !parsed.functions.some((name) => name === 'now' || name === 'today')) {
      const result = evaluate(when.expression);
      if (!result.ok || result.value !== true) return 'expression';
    }
  }
  return null;
}

/**
 * What an administrator should know of rules before they count, in their order: rules that name what is not there, that
 * can hold for no report, that an earlier one leaves nothing or takes a part of. A rule for all that remains after its
 * exceptions is no overlap: such lists are written so. Disabled rules neither warn nor shadow. Areas count by their
 * hierarchy.
 */
export function warningsOf(rules: readonly RoutingRule[], world: RoutingWorld): RoutingWarning[] {
  const minutes = minutesFor(rules, world.calendar);
  const warnings: RoutingWarning[] = [];
  const earlier: { id: string; reach: Reach }[] = [];
  for (const rule of rules.filter(({ enabled }) => enabled)) {
    const reach = reachOf(rule, world, minutes);
    const warn = (warning: Partial<RoutingWarning> & Pick<RoutingWarning, 'kind'>) =>
      warnings.push({ rule: rule.id, by: null, part: null, code: null, ...warning });
    for (const { part, code } of unknownCodes(rule, world)) warn({ kind: 'refers', part, code });
    const part = impossible(rule, reach, world);
    const shadow = earlier.find((one) => covers(one.reach, reach));
    if (part !== null) warn({ kind: 'never', part });
    else if (shadow !== undefined) warn({ kind: 'shadowed', by: shadow.id });
    else {
      for (const one of earlier) {
        if (mayMeet(one.reach, reach) && !covers(reach, one.reach)) warn({ kind: 'partly', by: one.id });
      }
    }
    // What can never hold takes nothing from others.
    if (part === null) earlier.push({ id: rule.id, reach });
  }
  return warnings;
}
