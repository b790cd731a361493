import { addTime, type Measure, type WorkingCalendar } from '#kernel/calendar.ts';
import type { Bilingual } from '#kernel/text.ts';
import type { CaseEvent, CaseState } from './model.ts';
import { BANDS, type Band } from './model-view.ts';

/** Whom a reminder goes to. Where nobody leads the team or the department, the next above is told. */
export const REMINDED = ['assignee', 'team', 'teamLead', 'departmentHead', 'supervisor'] as const;

/** What is done before, at or after the end of the norm clock: by hours from its end, or by the share of its time. */
export interface ReminderRule {
  readonly key: string;
  readonly name: Readonly<Record<string, string>>;
  readonly type: string;
  /** Hours after the deadline; before it where negative. Null where a share of the time decides. */
  readonly hours: number | null;
  /** Percent of the time of the clock, on its own calendar: 50 at its half, 100 at its end, 150 half as long again. */
  readonly percent: number | null;
  /** The notice that is sent; its template says on which channels. */
  readonly notice: string;
  readonly to: readonly (typeof REMINDED)[number][];
  /** The level a case is raised to, at least; null raises nothing. */
  readonly level: number | null;
}

const HOURS: Readonly<Record<Band, readonly [from: number | null, to: number]>> = {
  soon: [0, 24],
  d1: [-24, 0],
  d3: [-72, -24],
  d7: [-168, -72],
  more: [null, -168],
};

/** The deadlines a band holds: from the first instant up to and without the second. A null begin is open. */
export function bandSpan(band: Band, now: Temporal.Instant): { from: string | null; to: string } {
  const [from, to] = HOURS[band];
  return { from: from === null ? null : now.add({ hours: from }).toString(), to: now.add({ hours: to }).toString() };
}

/** In which band a deadline lies; null where it is more than a day away. */
export function bandOf(dueAt: string, now: Temporal.Instant): Band | null {
  const at = Date.parse(dueAt);
  return (
    BANDS.find((band) => {
      const { from, to } = bandSpan(band, now);
      return (from === null || at >= Date.parse(from)) && at < Date.parse(to);
    }) ?? null
  );
}

/** A deadline that passed longer ago is not reminded of any more: a rule made today does not write to everybody. */
export const LOOK_BACK_HOURS = 24;

/** The deadlines a rule is due for now: those it fell due for within the last day. */
export function spanOf(hours: number, now: Temporal.Instant): { from: string; to: string } {
  const to = now.subtract({ hours });
  return { from: to.subtract({ hours: LOOK_BACK_HOURS }).toString(), to: to.toString() };
}

/** When a rule by share of the time falls due for a clock that runs until `dueAt`. */
export function momentOf(
  percent: number,
  clock: { readonly dueAt: string; readonly total: number; readonly measure: Measure },
  calendar: WorkingCalendar,
): Temporal.Instant {
  const past = Math.round((clock.total * (percent - 100)) / 100);
  return addTime(calendar, clock.measure, Temporal.Instant.from(clock.dueAt), past);
}

/** When the half and four fifths of the time of a clock have passed that runs until `dueAt`. */
export const marksOf = (clock: Parameters<typeof momentOf>[1], calendar: WorkingCalendar): Marks => ({
  half: momentOf(50, clock, calendar).toString(),
  most: momentOf(80, clock, calendar).toString(),
});
export interface Marks {
  readonly half: string;
  readonly most: string;
}

/** The moments at which rules by share of the time fall due for a deadline; none while the clock does not run. */
export const planOf = (
  rules: readonly (Pick<ReminderRule, 'key' | 'type'> & { readonly percent: number })[],
  of: {
    readonly caseId: string;
    readonly type: string;
    readonly dueAt: string | null;
    readonly total: number;
    readonly measure: Measure;
  },
  calendar: WorkingCalendar,
): { caseId: string; rule: string; dueAt: string; at: string }[] => {
  const { caseId, type, dueAt, total, measure } = of;
  if (dueAt === null) return [];
  return rules
    .filter((rule) => rule.type === type)
    .map(({ key, percent }) => {
      const at = momentOf(percent, { dueAt, total, measure }, calendar).toString();
      return { caseId, rule: key, dueAt, at };
    });
};

/**
 * What is wrong with the rules of a tenant, by the place of the rule and in words: two of one key, one that says neither
 * hours nor a share or both, and a level that falls as time goes on.
 */
export function lintReminders(rules: readonly ReminderRule[]): { path: string; code: string; text: Bilingual }[] {
  const findings: { path: string; code: string; text: Bilingual }[] = [];
  const raised = new Map<string, { at: number; level: number }[]>();
  for (const [index, { key, type, hours, percent, level }] of rules.entries()) {
    const path = `rules.${index}`;
    if (rules.findIndex((other) => other.key === key) !== index) {
      findings.push({ path: `${path}.key`, code: 'key-twice', text: REMINDER_FAULTS['key-twice'] });
    }
    if ((hours === null) === (percent === null)) {
      findings.push({ path, code: 'when', text: REMINDER_FAULTS.when });
      continue;
    }
    if (level === null) continue;
    // Hours and shares cannot be compared with each other: how long a share is differs from case to case.
    const scale = `${type} ${hours === null ? 'percent' : 'hours'}`;
    const at = (hours ?? percent)!;
    const others = raised.get(scale) ?? [];
    if (others.some((other) => (other.at < at && other.level > level) || (other.at > at && other.level < level))) {
      findings.push({ path: `${path}.level`, code: 'level-falls', text: REMINDER_FAULTS['level-falls'] });
    }
    raised.set(scale, [...others, { at, level }]);
  }
  return findings;
}

const REMINDER_FAULTS = {
  'key-twice': { ar: 'هذا الرمز مستعمل في قاعدة أخرى.', en: 'Another rule has this key.' },
  when: {
    ar: 'حدد وقت القاعدة بالساعات أو بنسبة من المدة، لا بهما معًا.',
    en: 'Say when the rule applies by hours or by a share of the time, not by both.',
  },
  'level-falls': {
    ar: 'مستوى التصعيد هنا أقل مما بلغته قاعدة أسبق؛ اجعله مثلها أو أعلى.',
    en: 'This level is below that of an earlier rule; make it the same or higher.',
  },
} satisfies Record<string, Bilingual>;

const reasonOf = (rule: ReminderRule, language: string): string =>
  rule.name[language] ?? Object.values(rule.name)[0] ?? rule.key;

/** The entry a rule makes on a case: who is told, and how far it is raised, with the reason in words. */
export function reminderEvents(
  rule: ReminderRule,
  state: CaseState,
  now: Temporal.Instant,
  language: string,
): { action: 'escalate' | 'remind'; events: CaseEvent[] } {
  const raised = rule.level !== null && rule.level > state.escalation;
  const action = raised ? 'escalate' : 'remind';
  return {
    action,
    events: [
      {
        type: 'action-recorded',
        action,
        at: now.toString(),
        partyId: null,
        onBehalfOf: null,
        audience: ['office'],
      },
      { type: 'note-added', text: reasonOf(rule, language) },
      ...(raised ? [{ type: 'escalated' as const, level: rule.level! }] : []),
      { type: 'notice-requested', notice: rule.notice, to: [...rule.to] },
    ],
  };
}

/** What the timeline calls these entries. */
export const REMINDER_TITLES = {
  remind: { ar: 'تذكير بالموعد', en: 'Reminder of the deadline' },
  escalate: { ar: 'تصعيد آلي', en: 'Escalated automatically' },
} satisfies Record<string, Bilingual>;

/** Whether an entry of the timeline only says that time passes: whoever acts meanwhile contradicts nobody. */
export const onlyReminds = ({ action, system }: { readonly action: string; readonly system: boolean }): boolean =>
  system && action === 'remind';
