import { type Actor, ROLES, systemActor } from '#kernel/actor.ts';
import type { WorkingCalendar } from '#kernel/calendar.ts';
import type { Id } from '#kernel/id.ts';
import type { CaseState } from './model.ts';

/** Everything a decision needs besides the case and the command. */
export interface Setting {
  readonly actor: Actor;
  /** What the actor is to this case: see `relationsOf`; the caller adds what only it knows, such as a tracking code. */
  readonly relations: readonly string[];
  readonly now: Temporal.Instant;
  readonly calendar: WorkingCalendar;
  /** Ids for children; the only ids a decision makes. */
  newId(): Id;
}

/** Relations that no type declares. */
export const BUILT_IN_RELATIONS = ['anyone', 'signedIn', 'system', 'team', 'assignee', 'tasked'] as const;

const roles: ReadonlySet<string> = new Set(ROLES);

/**
 * What `actor` is to the case by its own record: participant roles, `team`, `assignee`, and `tasked` for who holds an
 * open task. Delegates have the relations of the party they act for.
 */
export function relationsOf(state: CaseState, actor: Actor): string[] {
  const mine = (partyId: Id | null): boolean =>
    partyId !== null && (partyId === actor.partyId || partyId === actor.onBehalfOf);
  const relations = new Set<string>();
  for (const { role, partyId } of state.participants) if (mine(partyId)) relations.add(role);
  if (state.team !== null && actor.teams.includes(state.team)) relations.add('team');
  if (mine(state.assignee)) relations.add('assignee');
  for (const task of Object.values(state.tasks)) {
    if (mine(task.assignee) || (task.team !== null && actor.teams.includes(task.team))) relations.add('tasked');
  }
  return [...relations];
}

/** Whether one of `by` describes the actor. A role confined to a municipality counts only for a case known to be there. */
export function permitted(by: readonly string[], setting: Setting, municipalityId: Id | null): boolean {
  const { actor, relations } = setting;
  return by.some((entry) => {
    if (entry === 'anyone') return true;
    if (entry === 'signedIn') return actor.kind === 'person' || actor.kind === 'service';
    if (entry === 'system') return actor.kind === 'system';
    if (!roles.has(entry)) return relations.includes(entry);
    return actor.roles.some(
      (grant) => grant.role === entry && (grant.municipalityId === null || grant.municipalityId === municipalityId),
    );
  });
}

/** The same moment, with the program itself acting. */
export const asSystem = (setting: Setting): Setting => ({
  ...setting,
  actor: systemActor(setting.actor.tenantId),
  relations: [],
});
