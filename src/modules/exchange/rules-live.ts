import type { Change, LoggedChange, Reach } from './model-live.ts';

/** Whether a change is within a reader's reach. What left their teams is: their list has one row less. */
export function reaches(reach: Reach, change: Change): boolean {
  if ('all' in reach) return true;
  if ('teams' in reach) return change.teams.some((team) => reach.teams.includes(team));
  return change.municipalityId !== null && reach.municipalityIds.includes(change.municipalityId);
}

/** A position from a Last-Event-ID; undefined for anything that is none. */
export const positionOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** A message of an event stream (HTML Living Standard, 9.2): ids and versions only, the newest of each record. */
export function frameOf(changes: readonly LoggedChange[], position: number): string {
  const newest = new Map<string, number>();
  for (const { id, version } of changes) newest.set(id, Math.max(version, newest.get(id) ?? 0));
  const data = JSON.stringify({ changes: [...newest].map(([id, version]) => ({ id, version })) });
  return `id: ${position}\nevent: changes\ndata: ${data}\n\n`;
}

/** What was missed can no longer be told one by one: the reader reads everything anew. */
export const resyncFrame = (position: number): string => `id: ${position}\nevent: resync\ndata: {}\n\n`;
export const readyFrame = (position: number): string => `id: ${position}\nevent: ready\ndata: {}\n\n`;
/** Nobody is signed in any more: there is no sense in coming back. */
export const ENDED_FRAME = 'event: ended\ndata: {}\n\n';
export const HEARTBEAT = ': \n\n';
