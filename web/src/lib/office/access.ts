import { redirect } from '@sveltejs/kit';
import { type Actor, hasRole, isStaff, type Role } from '#kernel/actor.ts';
import { signInFirst } from '../signed-in.ts';
import { officeAddresses } from './addresses.ts';

/** Roles that sort what comes in; officers and crews work on what was sorted for their teams. */
const SORTING: readonly Role[] = ['triage', 'agent940', 'supervisor', 'administrator', 'auditor'];
const OPERATING: readonly Role[] = ['administrator', 'supervisor', 'auditor'];

export const maySort = (actor: Actor): boolean => hasRole(actor, ...SORTING);
/** Roles that decide what of a report the public sees. */
const MODERATING: readonly Role[] = ['triage', 'agent940', 'supervisor', 'administrator'];
export const mayModerate = (actor: Actor): boolean => hasRole(actor, ...MODERATING);
/** Roles that blur photos and open their originals. */
export const mayEditPhotos = (actor: Actor): boolean => mayModerate(actor) || hasRole(actor, 'officer');
const everywhere = (actor: Actor, ...roles: readonly Role[]): boolean =>
  actor.roles.some(({ role, municipalityId }) => municipalityId === null && roles.includes(role));
/** Who takes calls, who looks at the log, who answers for the desk. */
export const mayTakeCalls = (actor: Actor): boolean => everywhere(actor, 'agent940', 'supervisor', 'administrator');
export const mayReadCalls = (actor: Actor): boolean => mayTakeCalls(actor) || everywhere(actor, 'auditor');
export const mayReadDay = (actor: Actor): boolean => everywhere(actor, 'supervisor', 'administrator', 'auditor');
export const mayLeadDesk = (actor: Actor): boolean => everywhere(actor, 'supervisor', 'administrator');
export const mayOperate = (actor: Actor): boolean => hasRole(actor, ...OPERATING);
/** Who may see what was handed to other agencies' systems, and have it tried again. */
export const maySeeHandovers = (actor: Actor): boolean =>
  hasRole(actor, 'administrator', 'supervisor', 'triage', 'integration-manager');
/** Who may look at how work is arranged; administrators change it. */
export const mayAdminister = (actor: Actor): boolean =>
  hasRole(actor, 'administrator', 'supervisor', 'auditor', 'integration-manager');
export const mayReadRouting = (actor: Actor): boolean => hasRole(actor, ...OPERATING);
export const mayReadKeys = (actor: Actor): boolean => hasRole(actor, 'administrator', 'integration-manager', 'auditor');
export const mayEditWebhooks = (actor: Actor): boolean => hasRole(actor, 'administrator', 'integration-manager');
export const mayReadWebhooks = (actor: Actor): boolean =>
  mayEditWebhooks(actor) || hasRole(actor, 'supervisor', 'auditor');
/** Who sees which agencies are asked, and the log of it. */
export const mayReadConnectors = (actor: Actor): boolean =>
  hasRole(actor, 'administrator', 'integration-manager', 'auditor', 'data-steward');
/** Who sees how work stands: with every team, or with those they lead. */
export const maySeeBoard = (actor: Actor): boolean => hasRole(actor, ...OPERATING, 'department-head', 'team-lead');
/** Who sees what people asked about their data, and how long it is kept; the data steward decides. */
export const mayReadRequests = (actor: Actor): boolean => hasRole(actor, 'data-steward', 'auditor');
/** Who sees bills, refunds and reconciliation; the auditor changes nothing. */
export const mayReadFinance = (actor: Actor): boolean => hasRole(actor, 'finance-officer', 'finance-head', 'auditor');
export const mayDoFinance = (actor: Actor): boolean => hasRole(actor, 'finance-officer', 'finance-head');
/** Who sees how satisfied reporters are, and what they wrote. */
export const maySeeSatisfaction = (actor: Actor): boolean => hasRole(actor, ...OPERATING, 'department-head');
export const isAdministrator = (actor: Actor): boolean => hasRole(actor, 'administrator');
/** Who has cases to look at: whoever sees all of them, and whoever works in a team. */
export const mayReadCases = (actor: Actor): boolean =>
  isStaff(actor) && (maySort(actor) || hasRole(actor, 'data-steward') || actor.teams.length > 0);
/** Who sees the duties that holders of permits did not keep in time. */
export const mayReadBreaches = (actor: Actor): boolean => hasRole(actor, ...OPERATING, 'officer', 'department-head');
/** Whether they see the work of all teams, or of their own. */
export const seesAllTeams = (actor: Actor): boolean => maySort(actor);

/**
 * Keeps everybody else out: to sign-in who is nobody yet, and to the page that says what is missing who has no role here
 * or has not shown a second factor. Called first by every page of the office and the field.
 */
export function staffOnly(event: Parameters<typeof signInFirst>[0]): void {
  signInFirst(event);
  const { locals, url } = event;
  if (isStaff(locals.actor)) return;
  redirect(
    303,
    `${officeAddresses(locals.language).access}?${new URLSearchParams({ return: url.pathname + url.search })}`,
  );
}

/** As `staffOnly`, for pages of some roles only. */
export function staffOf(event: Parameters<typeof staffOnly>[0], may: (actor: Actor) => boolean): void {
  staffOnly(event);
  if (may(event.locals.actor)) return;
  const { locals, url } = event;
  redirect(
    303,
    `${officeAddresses(locals.language).access}?${new URLSearchParams({ return: url.pathname, role: 'yes' })}`,
  );
}
