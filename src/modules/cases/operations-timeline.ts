import type { Id } from '#kernel/id.ts';
import { fill, say, type Text } from '#kernel/text.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import type { Audience, CaseEvent, CaseState, CaseType, Field, Words } from './model.ts';
import type { TimelineItem } from './model-view.ts';
import { editedTexts, STANDARD_TITLES, SYSTEM_TITLES, visibleTimeline } from './rules.ts';
import { compile } from './rules-compiled.ts';
import { REMINDER_TITLES } from './rules-reminders.ts';
import type { ActionRow } from './store-read.ts';

const words = (text: Text): Words => text as Words;

/** The title of an action, of the type's own, of the engine's, or of what the system did. */
export function actionTitle(type: CaseType, action: string): Words {
  const own = type.flow.actions[action]?.title;
  return words(
    own ??
      { ...STANDARD_TITLES, ...SYSTEM_TITLES, ...REMINDER_TITLES }[action as keyof typeof STANDARD_TITLES] ?? {
        en: action,
      },
  );
}

/** The title of a state for an audience; what the public is not told is shown to it as the applicant's. */
export function stateTitle(type: CaseType, state: string, audience: Audience): Words {
  const title = type.flow.states[state]?.title;
  if (title === undefined) return { en: state };
  if (audience === 'public') return words(title.public ?? title.applicant);
  return words(audience === 'applicant' ? title.applicant : title.office);
}

/** What of an entry's input is worth reading again: the texts somebody wrote, apart from the note itself. */
function remarksOf(
  type: CaseType,
  action: string,
  input: Record<string, unknown>,
  audience: Audience,
): TimelineItem['remarks'] {
  const form = compile(type).forms.get(action) ?? [];
  return form.flatMap((field: Field) => {
    const value = input[field.key];
    if (field.type !== 'text' && field.type !== 'longText') return [];
    if (typeof value !== 'string' || value === '') return [];
    if (!(field.audience ?? ['applicant', 'office']).includes(audience)) return [];
    return [{ title: words(field.title), text: value }];
  });
}

/** What an edit made of a text and what stood there, for whoever may read that text; in the order of the case's form. */
function editRemarks(
  type: CaseType,
  edits: ReturnType<typeof editedTexts> extends ReadonlyMap<number, infer E> ? E : never,
  audience: Audience,
): TimelineItem['remarks'] {
  const { fields } = compile(type);
  return edits.flatMap(({ key, before, after }) => {
    const field = fields.get(key);
    if (field === undefined || (field.type !== 'text' && field.type !== 'longText')) return [];
    if (!(field.audience ?? ['applicant', 'office']).includes(audience)) return [];
    const was: Text = Object.fromEntries(
      Object.entries(field.title).map(([tag, title]) => [tag, fill(tag === 'ar' ? WAS.ar : WAS.en, { title })]),
    );
    return [
      { title: words(field.title), text: after === '' ? '—' : after },
      ...(before === '' ? [] : [{ title: words(was), text: before }]),
    ];
  });
}
const WAS = { ar: '{title} (قبل التعديل)', en: '{title} (before)' };

export const sideOf = (state: CaseState, partyId: Id | null, system: boolean): TimelineItem['by'] => {
  if (system) return 'system';
  if (partyId === null) return 'applicant';
  const role = state.participants.find((participant) => participant.partyId === partyId)?.role;
  if (role === 'agency') return 'agency';
  return role === undefined ? 'office' : 'applicant';
};

/** What an entry of a clock is called: which time limit passed or is near, where the audience may know of it. */
function clockTitle(type: CaseType, events: readonly CaseEvent[], audience: Audience): Words | null {
  const told = events.find((event) => event.type === 'clock-breached' || event.type === 'clock-warned');
  if (told === undefined) return null;
  const what: Text = SYSTEM_TITLES[told.type === 'clock-warned' ? 'clockWarned' : 'clock'];
  const clock = Object.hasOwn(type.clocks, told.key) ? type.clocks[told.key] : undefined;
  if (
    clock === undefined ||
    !(audience === 'office' || (clock.audience ?? ['applicant', 'office']).includes(audience))
  ) {
    return words(what);
  }
  const title: Text = clock.title;
  return words(Object.fromEntries(Object.entries(what).map(([tag, text]) => [tag, `${text}: ${say(title, tag)}`])));
}

/** Another case that an event tells of: a part of it, one joined to it or one it was joined to. */
function otherOf(event: CaseEvent): Id | null {
  switch (event.type) {
    case 'child-started':
    case 'child-changed':
    case 'merged-into':
    case 'absorbed':
    case 'unmerged':
    case 'released':
      return event.caseId;
    default:
      return null;
  }
}

/** Every other case that some entries tell of. */
export const othersOf = (actions: readonly ActionRow[]): Id[] =>
  actions.flatMap(({ events }) => (events as CaseEvent[]).flatMap((event) => otherOf(event) ?? []));

/** Which other case an entry tells of, by its number. */
const otherRemarks = (
  type: CaseType,
  events: readonly CaseEvent[],
  numbers: ReadonlyMap<Id, string>,
): TimelineItem['remarks'] =>
  events.flatMap((event): TimelineItem['remarks'] => {
    const other = otherOf(event);
    const number = other === null ? undefined : numbers.get(other);
    const part = event.type === 'child-started' || event.type === 'child-changed';
    const [title] = part ? Object.values(type.children ?? {}).map((child) => words(child.title)) : [words(type.title)];
    if (other === null || number === undefined || title === undefined) return [];
    return [{ title, text: number, caseId: other }];
  });

/** What joining and parting is called in the case that stays: there another case came or went. */
const joinedTitle = (events: readonly CaseEvent[]): Words | null => {
  const told = events.find((event) => event.type === 'absorbed' || event.type === 'released');
  return told === undefined ? null : words(SYSTEM_TITLES[told.type]);
};

/** A case's timeline for an audience, with titles and, for the office, names. */
export function timelineOf(
  type: CaseType,
  state: CaseState,
  actions: readonly ActionRow[],
  audience: Audience,
  names: ReadonlyMap<Id, Text>,
  /** Numbers of other cases, for entries that tell of them. */
  numbers: ReadonlyMap<Id, string> = new Map(),
): TimelineItem[] {
  const entries = visibleTimeline(
    actions.map(({ seq, at, events }) => ({ seq, at, events: events as CaseEvent[] })),
    audience,
  );
  const bySeq = new Map(actions.map((action) => [action.seq, action]));
  const edited = editedTexts(
    actions.map(({ seq, action, events }) => ({ seq, action, events: events as CaseEvent[] })),
  );
  return entries.map((entry) => {
    const action = bySeq.get(entry.seq)!;
    const name = action.actorId === null ? undefined : names.get(action.actorId);
    const [first] = action.events as CaseEvent[];
    const moved = entry.state ?? (first?.type === 'opened' ? first.state : null);
    return {
      ...entry,
      title:
        (entry.action === 'clock' ? clockTitle(type, action.events as CaseEvent[], audience) : null) ??
        joinedTitle(action.events as CaseEvent[]) ??
        actionTitle(type, entry.action),
      stateTitle: moved === null ? null : stateTitle(type, moved, audience),
      by: sideOf(state, action.onBehalfOf ?? action.actorId, action.system),
      name: audience === 'office' && name !== undefined ? words(name) : null,
      remarks: [
        ...remarksOf(type, entry.action, action.input, audience),
        ...editRemarks(type, edited.get(entry.seq) ?? [], audience),
        ...otherRemarks(type, action.events as CaseEvent[], numbers),
      ],
    };
  });
}

/**
 * What happened to a case since somebody looked, for whoever comes second: who, when and what. The office is told the
 * officer's name; others only that it was the office, and both only what they may see.
 */
export async function meanwhileOf(
  tx: Tx,
  identity: Pick<IdentityApi, 'displayNames'>,
  type: CaseType,
  state: CaseState,
  actions: readonly ActionRow[],
  audience: Audience,
): Promise<Pick<TimelineItem, 'seq' | 'at' | 'action' | 'title' | 'by' | 'name'>[]> {
  const officers = actions.filter(
    ({ actorId, onBehalfOf, system }) => sideOf(state, onBehalfOf ?? actorId, system) === 'office',
  );
  const ids = [...new Set(officers.flatMap(({ actorId }) => actorId ?? []))];
  const names = ids.length === 0 ? new Map<Id, Text>() : await identity.displayNames(tx, ids);
  return timelineOf(type, state, actions, audience, names).map(({ seq, at, action, title, by, name }) => ({
    seq,
    at,
    action,
    title,
    by,
    name,
  }));
}
