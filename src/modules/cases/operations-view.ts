import type { Id } from '#kernel/id.ts';
import { say, type Text } from '#kernel/text.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { LoadedCase } from './api.ts';
import type { Audience, CaseEvent, CaseState, CaseType, Field, Words } from './model.ts';
import type { CaseItem, CaseView, ClockView, OfferedAction, TimelineItem } from './model-view.ts';
import type { TypeShelf } from './operations-types.ts';
import { available, formOf, type Setting, STANDARD_TITLES, SYSTEM_TITLES, visibleTimeline } from './rules.ts';
import { compile } from './rules-compiled.ts';
import { REMINDER_TITLES } from './rules-reminders.ts';
import { clearanceOf, maskData } from './rules-visibility.ts';
import type { CaseRow } from './store-lists.ts';
import { type ActionRow, numbersOf, readActions } from './store-read.ts';

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

/** Rows of a list as an employee sees them: masked, with the names of who is assigned. */
export async function itemsOf(
  tx: Tx,
  context: OperationContext,
  types: TypeShelf,
  identity: Pick<IdentityApi, 'displayNames'>,
  found: readonly CaseRow[],
  audience: Audience,
): Promise<CaseItem[]> {
  const assignees = [...new Set(found.flatMap((row) => row.assignee ?? []))];
  const names =
    assignees.length === 0 || audience !== 'office' ? new Map<Id, Text>() : await identity.displayNames(tx, assignees);
  // A list shows what decides, not who reported: personal fields are read in the case itself, where that is recorded.
  const clearance = new Set([...clearanceOf(context.actor, [])].filter((c) => c === 'public' || c === 'internal'));
  const items: CaseItem[] = [];
  for (const row of found) {
    const type = await types.newest(tx, context.tenant, row.type);
    items.push({
      id: row.id,
      number: row.number,
      type: row.type,
      topic: row.topic,
      state: row.state,
      stateTitle: stateTitle(type, row.state, audience),
      category: row.category as CaseItem['category'],
      version: row.version,
      team: audience === 'office' ? row.team : null,
      assignee:
        row.assignee === null || audience !== 'office'
          ? null
          : { id: row.assignee, name: words(names.get(row.assignee) ?? {}) },
      priority: row.priority,
      escalation: row.escalation,
      openedAt: row.openedAt,
      updatedAt: row.updatedAt,
      answeredAt: row.answeredAt,
      closedAt: row.closedAt,
      dueAt: row.dueAt,
      place:
        row.longitude === null || row.latitude === null ? null : { longitude: row.longitude, latitude: row.latitude },
      districtId: row.districtId,
      municipalityId: row.municipalityId,
      data: maskData(type, row.data as CaseState['data'], clearance, audience).data,
    });
  }
  return items;
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

const sideOf = (state: CaseState, partyId: Id | null, system: boolean): TimelineItem['by'] => {
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

/** A case's timeline for an audience, with titles and, for the office, names. */
export function timelineOf(
  type: CaseType,
  state: CaseState,
  actions: readonly ActionRow[],
  audience: Audience,
  names: ReadonlyMap<Id, Text>,
): TimelineItem[] {
  const entries = visibleTimeline(
    actions.map(({ seq, at, events }) => ({ seq, at, events: events as CaseEvent[] })),
    audience,
  );
  const bySeq = new Map(actions.map((action) => [action.seq, action]));
  return entries.map((entry) => {
    const action = bySeq.get(entry.seq)!;
    const name = action.actorId === null ? undefined : names.get(action.actorId);
    const initial = entry.action === 'open' ? type.flow.initial : null;
    const moved = entry.state ?? initial;
    return {
      ...entry,
      title:
        (entry.action === 'clock' ? clockTitle(type, action.events as CaseEvent[], audience) : null) ??
        actionTitle(type, entry.action),
      stateTitle: moved === null ? null : stateTitle(type, moved, audience),
      by: sideOf(state, action.onBehalfOf ?? action.actorId, action.system),
      name: audience === 'office' && name !== undefined ? words(name) : null,
      remarks: remarksOf(type, entry.action, action.input, audience),
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

export const clocksOf = (type: CaseType, state: CaseState, audience: Audience): ClockView[] =>
  Object.values(state.clocks)
    .filter(
      (clock) =>
        (type.clocks[clock.key]?.audience ?? ['applicant', 'office']).includes(audience) || audience === 'office',
    )
    .map((clock) => ({
      key: clock.key,
      title: words(type.clocks[clock.key]?.title ?? actionTitle(type, clock.action ?? clock.key)),
      kind: clock.kind,
      status: clock.status,
      startedAt: clock.startedAt,
      dueAt: clock.dueAt,
      remaining: clock.remaining,
      breachedAt: clock.breachedAt,
      stoppedAt: clock.stoppedAt,
    }));

/** What may be done now and, for the rest, why not; actions that are never this actor's are left out. */
export function actionsOf({ type, state }: LoadedCase, setting: Setting): OfferedAction[] {
  return available(type, state, setting)
    .filter(({ offered, reason }) => offered || reason?.code !== 'cases.not-permitted')
    .map(({ action, offered, reason }) => ({
      action,
      title: actionTitle(type, action),
      offered,
      reason: reason === undefined ? null : { ...(reason.fields[0]?.text ?? reason.text) },
      form: offered ? [...formOf(type, state, action, setting)] : [],
    }));
}

/** The whole of a case for an employee. Tells the ledger which personal fields were shown. */
export async function viewOf(
  tx: Tx,
  context: OperationContext,
  types: TypeShelf,
  identity: Pick<IdentityApi, 'displayNames'>,
  loaded: LoadedCase,
  setting: Setting,
): Promise<CaseView> {
  const { type, state } = loaded;
  const clearance = clearanceOf(context.actor, setting.relations);
  const masked = maskData(type, state.data, clearance, 'office');
  const actions = await readActions(tx, state.id);
  // Officers are named to the office; the names of the people of a case are personal like the rest of what they gave.
  const officers = actions.filter(
    ({ actorId, onBehalfOf, system }) => sideOf(state, onBehalfOf ?? actorId, system) === 'office',
  );
  const named = clearance.has('personal') ? actions : officers;
  const people = [...new Set(named.flatMap(({ actorId }) => actorId ?? []))];
  const persons = named.some((action) => action.actorId !== null && !officers.includes(action));
  const shown = [...masked.disclosed, ...(persons ? ['timeline.name'] : [])];
  if (shown.length > 0) context.disclosed({ type: 'case', id: state.id }, shown);
  const names = people.length === 0 ? new Map<Id, Text>() : await identity.displayNames(tx, people);
  const others = await numbersOf(tx, [
    ...state.absorbed,
    ...state.children.map(({ caseId }) => caseId),
    ...(state.duplicateOf === null ? [] : [state.duplicateOf]),
  ]);
  const numbered = (id: Id) => ({ id, number: others.get(id) ?? '' });
  const [item] = await itemsOf(tx, context, types, identity, [rowOf(state)], 'office');
  return {
    ...item!,
    stateTitle: stateTitle(type, state.state, 'office'),
    data: masked.data,
    withheld: [...masked.withheld],
    typeTitle: words(type.title),
    typeVersion: state.type.version,
    reopened: state.reopened,
    result: state.result,
    duplicateOf: state.duplicateOf === null ? null : numbered(state.duplicateOf),
    absorbed: state.absorbed.map(numbered),
    children: state.children.map(({ caseId, child, category }) => ({ ...numbered(caseId), child, category })),
    fields: type.sections.flatMap(({ fields }) => fields),
    clocks: clocksOf(type, state, 'office'),
    tasks: Object.values(state.tasks).map(({ key, title, team, dueAt }) => ({ key, title: words(title), team, dueAt })),
    actions: actionsOf(loaded, setting),
    timeline: timelineOf(type, state, actions, 'office', names),
  };
}

/** A state as a row of a list. */
export const rowOf = (state: CaseState): CaseRow => ({
  id: state.id,
  number: state.number,
  type: state.type.id,
  topic: null,
  state: state.state,
  category: state.category,
  version: state.version,
  team: state.team,
  assignee: state.assignee,
  priority: state.priority,
  escalation: state.escalation,
  openedAt: state.openedAt,
  updatedAt: state.updatedAt,
  closedAt: state.closedAt,
  dueAt: state.clocks.norm?.status === 'running' ? state.clocks.norm.dueAt : null,
  longitude: state.place?.longitude ?? null,
  latitude: state.place?.latitude ?? null,
  municipalityId: state.place?.municipalityId ?? null,
  districtId: state.place?.districtId ?? null,
  public: false,
  result: state.result?.result ?? null,
  answeredAt: state.answeredAt ?? null,
  followers: state.participants.filter(({ role }) => role === 'follower').length,
  data: state.data,
});
