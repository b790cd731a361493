import { type Language, say, type Text } from '#kernel/text.ts';
import type { RoutingRule, RoutingWarning } from '#modules/reports/api.ts';
import { formatNumber } from '../format.ts';
import type { routing as words } from '../messages/ar/routing.ts';
import type { Translate } from '../messages.ts';
import type { FormProblem } from '../problem.ts';
import type { Names } from './lookups.ts';

type T = Translate<Extract<keyof typeof words, string>>;

export type { RoutingRule, RoutingWarning };

/** The rules in force and their draft, as the operation answers. */
export interface RoutingOverview {
  readonly published: {
    readonly version: number | null;
    readonly rules: readonly RoutingRule[];
    readonly publishedAt: string | null;
    readonly publishedBy: Text | null;
    readonly note: string | null;
  };
  readonly draft: {
    readonly revision: number;
    readonly rules: readonly RoutingRule[] | null;
    readonly basedOn: number | null;
    readonly changedAt: string | null;
    readonly changedBy: Text | null;
  };
  readonly warnings: readonly RoutingWarning[];
}

/** A rule in words: what it asks and what it does. */
export interface RuleWords {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly conditions: readonly { readonly label: string; readonly text: string; readonly code: boolean }[];
  readonly outcomes: readonly string[];
}

const MOST_NAMED = 6;

/** The day of the week by its ISO number. */
export const weekdayName = (day: number, language: Language): string =>
  new Intl.DateTimeFormat(language === 'ar' ? 'ar' : 'en-GB', { weekday: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2026, 10, 22 + day),
  );

/** Says rules in the reader's language, by the names of the tenant. */
export function ruleWords(names: Names, language: Language, t: T): (rule: RoutingRule) => RuleWords {
  const { catalogue } = names;
  type Named = { readonly code: string; readonly name: Text };
  const named = (list: readonly Named[], code: string): string => {
    const found = list.find((one) => one.code === code);
    return found === undefined ? code : say(found.name, language);
  };
  const some = (list: readonly string[]): string => {
    const shown = list.length > MOST_NAMED + 1 ? list.slice(0, MOST_NAMED) : list;
    const text = shown.join(language === 'ar' ? '، ' : ', ');
    const left = list.length - shown.length;
    return left === 0 ? text : `${text} ${t('cond.more', { count: formatNumber(left, { language, digits: 'latn' }) })}`;
  };
  const whole = (list: readonly Named[], codes: readonly string[]) =>
    codes.map((code) => t('cond.group.all', { name: named(list, code) }));
  return ({ id, name, enabled, when, outcome }) => {
    const conditions: RuleWords['conditions'][number][] = [];
    const add = (key: Parameters<T>[0], text: string, code = false) => conditions.push({ label: t(key), text, code });
    if (when.groups.length + when.categories.length > 0) {
      const categories = when.categories.map((code) => named(catalogue.categories, code));
      add('cond.category', some([...whole(catalogue.groups, when.groups), ...categories]));
    }
    if (when.municipalities.length + when.districts.length > 0) {
      add(
        'cond.area',
        some([
          ...when.municipalities.map((code) => named(names.municipalities, code)),
          ...when.districts.map((code) => named(names.districts, code)),
        ]),
      );
    }
    if (when.channels.length > 0) {
      add('cond.channel', some(when.channels.map((code) => named(catalogue.channels, code))));
    }
    if (when.weekdays.length > 0) {
      const days = when.weekdays.toSorted((a, b) => (a % 7) - (b % 7));
      add('cond.weekday', days.map((day) => weekdayName(day, language)).join(language === 'ar' ? '، ' : ', '));
    }
    if (when.hours !== null) add('cond.hours', t('cond.hours.span', when.hours));
    if (when.worktime !== null) {
      add('cond.worktime', t(when.worktime === 'working' ? 'cond.working' : 'cond.notWorking'));
    }
    if (when.expression !== null) add('cond.expression', when.expression, true);
    return {
      id,
      name: say(name, language),
      enabled,
      conditions,
      outcomes: [
        ...(outcome.team === null ? [] : [t('out.team', { name: named(names.teams, outcome.team) })]),
        ...(outcome.priority === null
          ? []
          : [t('out.priority', { name: `${outcome.priority} ${named(catalogue.priorities, outcome.priority)}` })]),
        ...(outcome.outsideOwner === null
          ? []
          : [t('out.owner', { name: named(catalogue.agencies, outcome.outsideOwner) })]),
        ...(outcome.notify ? [t('out.notify')] : []),
      ],
    };
  };
}

/** Warnings of each rule as sentences. `shadowed` and `never` mean that it does nothing. */
export function warningWords(
  warnings: readonly RoutingWarning[],
  rules: readonly RoutingRule[],
  language: Language,
  t: T,
): ReadonlyMap<string, { readonly text: string; readonly grave: boolean }[]> {
  const found = new Map<string, { text: string; grave: boolean }[]>();
  for (const { rule, kind, by, part, code } of warnings) {
    const other = rules.find(({ id }) => id === by);
    const text = t(`warning.${kind}`, {
      by: other === undefined ? '' : say(other.name, language),
      part: part === null ? '' : t(`part.${part}` as Parameters<T>[0]),
      code: code ?? '',
    });
    found.set(rule, [...(found.get(rule) ?? []), { text, grave: kind !== 'partly' }]);
  }
  return found;
}

/** The names of a form's fields for the paths a refusal names: `rules.3.when.hours` is `hoursFrom` here. */
export function atFields(problem: FormProblem): FormProblem {
  const renamed: Readonly<Record<string, string>> = {
    hours: 'hoursFrom',
    'hours.from': 'hoursFrom',
    'hours.to': 'hoursTo',
    outcome: 'team',
    groups: 'categories',
    municipalities: 'districts',
    name: 'name.ar',
  };
  return {
    ...problem,
    fields: problem.fields.map(({ path, text }) => {
      const own = path.replace(/^rules\.\d+\./, '').replace(/^(when|outcome)\./, '');
      return { path: renamed[own] ?? own, text };
    }),
  };
}

const all = (data: FormData, name: string): string[] =>
  data
    .getAll(name)
    .map(String)
    .filter((value) => value !== '');
const orNull = (data: FormData, name: string): string | null => {
  const value = String(data.get(name) ?? '').trim();
  return value === '' ? null : value;
};

/** The rule a form describes. What is wrong with it is for the operation to say. */
export function readRule(data: FormData, id: string, languages: readonly string[]): Record<string, unknown> {
  const [from, to] = [orNull(data, 'hoursFrom'), orNull(data, 'hoursTo')];
  const name = languages.flatMap((language) => {
    const text = orNull(data, `name.${language}`);
    return text === null ? [] : [[language, text]];
  });
  return {
    id,
    name: Object.fromEntries(name),
    enabled: data.get('enabled') === 'yes',
    when: {
      groups: all(data, 'groups'),
      categories: all(data, 'categories'),
      municipalities: all(data, 'municipalities'),
      districts: all(data, 'districts'),
      channels: all(data, 'channels'),
      weekdays: all(data, 'weekdays').map(Number),
      hours: from === null && to === null ? null : { from: from ?? '', to: to ?? '' },
      worktime: orNull(data, 'worktime'),
      expression: orNull(data, 'expression'),
    },
    outcome: {
      team: orNull(data, 'team'),
      priority: orNull(data, 'priority'),
      outsideOwner: orNull(data, 'outsideOwner'),
      notify: data.get('notify') === 'yes',
    },
  };
}

/** What the fields of a rule's form hold before anybody types; several values of a field stand on a line each. */
export function valuesOf({ name, enabled, when, outcome }: RoutingRule): Record<string, string> {
  const lists = ['groups', 'categories', 'municipalities', 'districts', 'channels', 'weekdays'] as const;
  return {
    ...Object.fromEntries(Object.entries(name).map(([language, text]) => [`name.${language}`, text])),
    ...Object.fromEntries(lists.map((list) => [list, when[list].join('\n')])),
    enabled: enabled ? 'yes' : '',
    hoursFrom: when.hours?.from ?? '',
    hoursTo: when.hours?.to ?? '',
    worktime: when.worktime ?? '',
    expression: when.expression ?? '',
    team: outcome.team ?? '',
    priority: outcome.priority ?? '',
    outsideOwner: outcome.outsideOwner ?? '',
    notify: outcome.notify ? 'yes' : '',
  };
}

/** As `values` of a refused form, which keep only the last of several: every value of the lists, a line each. */
export const typedValues = (data: FormData): Record<string, string> => {
  const values: Record<string, string> = {};
  for (const name of new Set(data.keys())) values[name] = all(data, name).join('\n');
  return values;
};
