import type { Bilingual } from '#kernel/text.ts';
import type { CaseEvent, CaseState } from './model.ts';
import { BANDS, type Band } from './model-view.ts';

/** What is done so many hours before (negative), at or after the end of the norm clock. */
export interface ReminderRule {
  readonly key: string;
  readonly name: Readonly<Record<string, string>>;
  readonly type: string;
  /** Hours after the deadline; before it where negative. */
  readonly hours: number;
  /** The notice that is sent; its template says on which channels. */
  readonly notice: string;
  readonly to: readonly ('assignee' | 'team' | 'supervisor')[];
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
export function spanOf({ hours }: Pick<ReminderRule, 'hours'>, now: Temporal.Instant): { from: string; to: string } {
  const to = now.subtract({ hours });
  return { from: to.subtract({ hours: LOOK_BACK_HOURS }).toString(), to: to.toString() };
}

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
