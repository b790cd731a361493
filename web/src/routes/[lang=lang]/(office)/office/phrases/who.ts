import { type Actor, hasRole } from '#kernel/actor.ts';

/** Who writes ready answers: those who lead for everybody, officers for a team of theirs. */
export const mayWritePhrases = (actor: Actor): boolean =>
  hasRole(actor, 'administrator', 'supervisor') || (hasRole(actor, 'officer') && actor.teams.length > 0);
export const mayWriteForAll = (actor: Actor): boolean => hasRole(actor, 'administrator', 'supervisor');
