import { isWorkingTime, type WorkingCalendar } from '#kernel/calendar.ts';
import { evaluate, parseExpression } from '#kernel/expression.ts';
import type { CategorySnapshot, ConditionKind, LocatedArea, PassedRule, RoutingRule } from './model.ts';

/** What rules may ask of a report, as it is when it is routed. */
export interface RoutingFacts {
  readonly category: CategorySnapshot;
  readonly area: LocatedArea;
  readonly channel: string;
  /** When the report was made. */
  readonly at: Temporal.Instant;
  readonly description: string | null;
}

/** A report with its place in time, looked up only when a rule asks. */
interface Asked extends RoutingFacts {
  readonly calendar: WorkingCalendar;
  readonly clock: () => { weekday: number; minute: number; working: boolean };
}

interface Test {
  readonly kind: ConditionKind;
  holds(asked: Asked): boolean;
}

interface CompiledRule {
  readonly rule: RoutingRule;
  readonly tests: readonly Test[];
}

/** Rules made ready to be asked of many reports. */
export interface CompiledRules {
  readonly version: number | null;
  readonly rules: readonly CompiledRule[];
}

export const NO_RULES: CompiledRules = { version: null, rules: [] };

export const minuteOf = (moment: string): number => Number(moment.slice(0, 2)) * 60 + Number(moment.slice(3));

/** Whether a minute of the day lies in a span that may run past midnight. */
export const inHours = ({ from, to }: { from: string; to: string }, minute: number): boolean => {
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  return begin < end ? begin <= minute && minute < end : minute >= begin || minute < end;
};

function contextOf(asked: Asked, names: readonly string[]): Record<string, unknown> {
  const { category, area, channel, description } = asked;
  const known: Record<string, () => unknown> = {
    category: () => category.code,
    group: () => category.group,
    department: () => category.department,
    priority: () => category.priority,
    safety: () => category.safety,
    channel: () => channel,
    municipality: () => area.municipality,
    district: () => area.district,
    description: () => description ?? '',
    weekday: () => asked.clock().weekday,
    hour: () => Math.floor(asked.clock().minute / 60),
    working: () => asked.clock().working,
  };
  return Object.fromEntries(names.map((name) => [name, known[name]?.() ?? null]));
}

function testsOf({ enabled, when }: RoutingRule): Test[] {
  const tests: Test[] = [];
  const add = (kind: ConditionKind, holds: Test['holds']) => tests.push({ kind, holds });
  if (!enabled) return [{ kind: 'disabled', holds: () => false }];
  const [groups, categories] = [new Set(when.groups), new Set(when.categories)];
  if (groups.size + categories.size > 0) {
    add('category', ({ category: { code, group } }) => categories.has(code) || groups.has(group));
  }
  const [municipalities, districts] = [new Set(when.municipalities), new Set(when.districts)];
  if (municipalities.size + districts.size > 0) {
    add('area', ({ area: { municipality, district } }) => {
      return (
        (municipality !== null && municipalities.has(municipality)) || (district !== null && districts.has(district))
      );
    });
  }
  if (when.channels.length > 0) {
    const channels = new Set(when.channels);
    add('channel', ({ channel }) => channels.has(channel));
  }
  if (when.weekdays.length > 0) add('weekday', ({ clock }) => when.weekdays.includes(clock().weekday));
  const { hours, worktime, expression } = when;
  if (hours !== null) add('hours', ({ clock }) => inHours(hours, clock().minute));
  if (worktime !== null) add('worktime', ({ clock }) => clock().working === (worktime === 'working'));
  if (expression !== null) {
    const parsed = parseExpression(expression);
    const names = parsed.ok ? parsed.names : [];
    add('expression', (asked) => {
      const result = evaluate(expression, contextOf(asked, names), {
        now: asked.at,
        timeZone: asked.calendar.timeZone,
      });
      return result.ok && result.value === true;
    });
  }
  return tests;
}

/** Rules made ready once for all reports that are asked of them. */
export const compileRules = (rules: readonly RoutingRule[], version: number | null): CompiledRules => ({
  version,
  rules: rules.map((rule) => ({ rule, tests: testsOf(rule) })),
});

/**
 * The first rule that holds for a report, and of each before it why it does not. Null and all of them where none holds.
 */
export function matchRules(
  { rules }: CompiledRules,
  facts: RoutingFacts,
  calendar: WorkingCalendar,
): { readonly rule: RoutingRule | null; readonly passed: PassedRule[] } {
  const passed: PassedRule[] = [];
  if (rules.length === 0) return { rule: null, passed };
  let clock: ReturnType<Asked['clock']> | undefined;
  const asked: Asked = {
    ...facts,
    calendar,
    clock() {
      if (clock === undefined) {
        const { dayOfWeek, hour, minute } = facts.at.toZonedDateTimeISO(calendar.timeZone);
        clock = { weekday: dayOfWeek, minute: hour * 60 + minute, working: isWorkingTime(calendar, facts.at) };
      }
      return clock;
    },
  };
  for (const { rule, tests } of rules) {
    const failed = tests.find((test) => !test.holds(asked));
    if (failed === undefined) return { rule, passed };
    passed.push({ rule: rule.id, because: failed.kind });
  }
  return { rule: null, passed };
}
