import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Audience, CaseState, CaseType, Data } from './model.ts';
import { compile } from './rules-compiled.ts';

/** Which cases of a tenant an employee may read: all of them, those of some municipalities, or those of their teams. */
export type Reach =
  | { readonly all: true }
  | { readonly municipalityIds: readonly Id[] }
  | { readonly teams: readonly string[] };

/** Roles that work across teams. Officers, crews, team leads and department heads see the work of their own teams. */
const WIDE_ROLES = ['administrator', 'supervisor', 'triage', 'agent940', 'auditor', 'data-steward'] as const;

/** The widest reach an employee's roles give; undefined for anybody who is not an employee. */
export function reachOf(actor: Actor): Reach | undefined {
  if (actor.kind === 'system') return { all: true };
  const wide = actor.roles.filter((grant) => (WIDE_ROLES as readonly string[]).includes(grant.role));
  if (wide.some((grant) => grant.municipalityId === null)) return { all: true };
  const municipalityIds = wide.flatMap((grant) => grant.municipalityId ?? []);
  if (municipalityIds.length > 0) return { municipalityIds };
  if (actor.roles.length > 0 && actor.teams.length > 0) return { teams: actor.teams };
  return undefined;
}

/** Whether a case lies within a reach. */
export function within(reach: Reach | undefined, state: CaseState): boolean {
  if (reach === undefined) return false;
  if ('all' in reach) return true;
  if ('teams' in reach) return state.team !== null && reach.teams.includes(state.team);
  const municipalityId = state.place?.municipalityId;
  return municipalityId != null && reach.municipalityIds.includes(municipalityId);
}

/** Roles that need to know who the people of a case are, to do their work. */
const PERSONAL_ROLES = [
  'triage',
  'agent940',
  'supervisor',
  'department-head',
  'team-lead',
  'officer',
  'auditor',
] as const;

/** Which classes of data an actor may read of a case. */
export function clearanceOf(actor: Actor, relations: readonly string[]): ReadonlySet<string> {
  const classes = new Set(['public']);
  if (actor.kind === 'system') return new Set(['public', 'internal', 'personal', 'restricted']);
  // A participant reads what they gave themselves.
  if (relations.some((relation) => relation === 'reporter' || relation === 'applicant')) classes.add('personal');
  if (actor.roles.length > 0) classes.add('internal');
  if (actor.roles.some(({ role }) => (PERSONAL_ROLES as readonly string[]).includes(role))) classes.add('personal');
  if (actor.roles.some(({ role }) => role === 'supervisor' || role === 'auditor')) classes.add('restricted');
  return classes;
}

export interface MaskedData {
  readonly data: Data;
  /** Fields that hold something the reader may not see. */
  readonly withheld: readonly string[];
  /** Fields above `internal` that the reader was shown; the ledger is told of them. */
  readonly disclosed: readonly string[];
}

/**
 * The data of a case as a reader may see it: the one place where fields are masked, for pages, API, exports and search.
 * A field without a class is internal.
 */
export function maskData(type: CaseType, data: Data, clearance: ReadonlySet<string>, audience: Audience): MaskedData {
  const { fields } = compile(type);
  const shown: Data = {};
  const withheld: string[] = [];
  const disclosed: string[] = [];
  for (const [key, value] of Object.entries(data)) {
    const field = fields.get(key);
    const dataClass = field?.dataClass ?? 'internal';
    const forAudience = (field?.audience ?? ['applicant', 'office']).includes(audience);
    // The person concerned sees their own internal details, such as the category's times, that the public does not.
    const cleared = clearance.has(dataClass) || (dataClass === 'internal' && audience === 'applicant');
    if (forAudience && cleared) {
      shown[key] = value;
      if (value !== null && (dataClass === 'personal' || dataClass === 'restricted')) disclosed.push(key);
    } else if (value !== null) withheld.push(key);
  }
  return { data: shown, withheld, disclosed };
}
