import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { LoadedCase } from './api.ts';
import type { Audience, CaseState, CaseType, Words } from './model.ts';
import type { CaseRow } from './model-list.ts';
import type { CaseItem, CaseView, ClockView, OfferedAction } from './model-view.ts';
import { actionTitle, othersOf, sideOf, stateTitle, timelineOf } from './operations-timeline.ts';
import type { TypeShelf } from './operations-types.ts';
import { available, formOf, type Setting } from './rules.ts';
import { askedNow } from './rules-form.ts';
import { clearanceOf, maskData } from './rules-visibility.ts';
import { findCases, numbersOf, readActions } from './store-read.ts';

const words = (text: Text): Words => text as Words;

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

export const clocksOf = (type: CaseType, state: CaseState, audience: Audience): ClockView[] =>
  Object.values(state.clocks)
    .filter((clock) => {
      const own = type.clocks[clock.key]?.audience ?? type.flow.actions[clock.action ?? '']?.audience;
      return audience === 'office' || (own ?? ['applicant', 'office']).includes(audience);
    })
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
      form: offered
        ? askedNow(formOf(type, state, action, setting), { data: state.data, input: {}, state, setting })
        : [],
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
    ...othersOf(actions),
    ...state.absorbed,
    ...(state.duplicateOf === null ? [] : [state.duplicateOf]),
  ]);
  const children = await findCases(
    tx,
    state.children.map(({ caseId }) => caseId),
  );
  const rows = state.children.flatMap(({ caseId }) => children.get(caseId) ?? []).map(rowOf);
  const parts = await itemsOf(tx, context, types, identity, rows, 'office');
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
    children: parts.map((part) => ({
      ...part,
      child: state.children.find(({ caseId }) => caseId === part.id)?.child ?? '',
    })),
    fields: type.sections.flatMap(({ fields }) => fields),
    clocks: clocksOf(type, state, 'office'),
    tasks: Object.values(state.tasks).map(({ key, title, team, dueAt }) => ({ key, title: words(title), team, dueAt })),
    actions: actionsOf(loaded, setting),
    timeline: timelineOf(type, state, actions, 'office', names, others),
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
