import { type Actor, hasRole, isStaff, type Role } from '#kernel/actor.ts';
import type { Tx } from './db.ts';

/**
 * Who may call: a relation between actor and what the input names.
 * `allows` decides what needs no look-up; `check` asks the database where the relation is about a record.
 * The words of `label` are printed in the reference and name the column of the authorisation matrix.
 */
export interface Grant<I = never> {
  readonly label: string;
  /** Which kinds of actor could ever satisfy it; the test matrix is generated from this. */
  readonly audience: 'anyone' | 'signed-in' | 'staff' | 'subject' | 'system';
  readonly roles?: readonly Role[];
  allows(actor: Actor): boolean;
  check?(tx: Tx, actor: Actor, input: I): Promise<boolean>;
}

export const anyone = (): Grant => ({ label: 'anyone', audience: 'anyone', allows: () => true });

export const signedIn = (): Grant => ({
  label: 'signed-in',
  audience: 'signed-in',
  allows: (actor) => actor.kind === 'person' || actor.kind === 'service',
});

export const staff = (): Grant => ({ label: 'staff', audience: 'staff', allows: isStaff });

export const tenantRole = (...roles: readonly Role[]): Grant => ({
  label: `role:${roles.join('|')}`,
  audience: 'staff',
  roles,
  allows: (actor) => hasRole(actor, ...roles),
});

/** The program itself: jobs, imports from the command line, effects. Never reachable over the network. */
export const system = (): Grant => ({
  label: 'system',
  audience: 'system',
  allows: (actor) => actor.kind === 'system',
});

/** A relation to a record, decided in SQL: the actor must be signed in unless `open`. */
export const relation = <I>(
  label: string,
  check: (tx: Tx, actor: Actor, input: I) => Promise<boolean>,
  options: { open?: boolean } = {},
): Grant<I> => ({
  label,
  audience: 'subject',
  allows: (actor) => options.open === true || actor.kind === 'person' || actor.kind === 'service',
  check,
});
