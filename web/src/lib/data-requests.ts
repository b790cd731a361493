import type { StatusMeaning } from '$ui/status-tag/status.ts';

interface DataRequest {
  readonly state: 'open' | 'held' | 'done' | 'cancelled' | 'refused';
  readonly beginsAt: string | null;
}

export const MEANINGS = {
  open: 'working',
  held: 'waiting',
  done: 'done',
  cancelled: 'closed',
  refused: 'closed',
} as const satisfies Record<DataRequest['state'], StatusMeaning>;

/** The words of a request's state; nothing is under way of an erasure that may still be thought over. */
export const stateWords = ({ state, beginsAt }: DataRequest, now: number) =>
  state === 'open' && beginsAt !== null && Date.parse(beginsAt) > now ? 'state.waiting' : (`state.${state}` as const);
