import type { Id } from './id.ts';

/** The four kinds of user a municipality's platform serves; each sees only its own. */
export const SEGMENTS = ['individual', 'business', 'government', 'employee'] as const;
export type Segment = (typeof SEGMENTS)[number];

/** What an employee may be trusted with, granted per tenant and, where named, confined to one municipality. */
export const ROLES = [
  'administrator',
  'supervisor',
  'department-head',
  'team-lead',
  'triage',
  'officer',
  'crew',
  'agent940',
  'auditor',
  'integration-manager',
  'data-steward',
  'finance-officer',
  'finance-head',
] as const;
export type Role = (typeof ROLES)[number];

export interface RoleGrant {
  readonly role: Role;
  /** null: the whole tenant. */
  readonly municipalityId: Id | null;
}

export type Channel = 'web' | 'api' | 'cli' | 'job' | 'phone' | 'field';

/** Who asks, as far as decisions need to know. Made by sign-in or by the job runner, never by an input. */
export interface Actor {
  readonly kind: 'anonymous' | 'person' | 'service' | 'system';
  readonly tenantId: number;
  /** The party that acts; null when anonymous or when the system itself acts. */
  readonly partyId: Id | null;
  /** The party represented under a delegation, when it is not the actor's own. */
  readonly onBehalfOf: Id | null;
  readonly segment: Segment | null;
  readonly roles: readonly RoleGrant[];
  /** Codes of the teams the actor belongs to. */
  readonly teams: readonly string[];
  readonly sessionId: Id | null;
  readonly channel: Channel;
}

export const hasRole = (actor: Actor, ...roles: readonly Role[]): boolean =>
  actor.roles.some((grant) => roles.includes(grant.role));

export const isStaff = (actor: Actor): boolean => actor.segment === 'employee' && actor.roles.length > 0;

/** Nobody in particular, before sign-in. */
export const anonymous = (tenantId: number, channel: Channel = 'web'): Actor => ({
  kind: 'anonymous',
  tenantId,
  partyId: null,
  onBehalfOf: null,
  segment: null,
  roles: [],
  teams: [],
  sessionId: null,
  channel,
});

/** The program itself: timed work and effects of a case. */
export const systemActor = (tenantId: number): Actor => ({ ...anonymous(tenantId, 'job'), kind: 'system' });
