import type { RequestKind, RequestState } from './model-requests.ts';
import { identityProblems } from './problems.ts';

/** The term for answering a request (Personal Data Protection Law of Saudi Arabia, implementing regulation). */
export const ANSWER_DAYS = 30;
/** Between asking to be forgotten and being forgotten. */
export const THINK_DAYS = 7;
/** How long what was gathered can be fetched. */
export const FETCH_DAYS = 7;

const days = (now: Temporal.Instant, count: number): Temporal.Instant => now.add({ hours: 24 * count });

/** When a new request must be answered, and when an erasure begins. */
export const termsOfRequest = (kind: RequestKind, now: Temporal.Instant) => ({
  dueAt: days(now, ANSWER_DAYS),
  beginsAt: kind === 'erasure' ? days(now, THINK_DAYS) : null,
});

export const fetchableUntil = (now: Temporal.Instant): Temporal.Instant => days(now, FETCH_DAYS);

const WAYS = {
  cancel: { from: ['open', 'held'], to: 'cancelled' },
  hold: { from: ['open'], to: 'held' },
  release: { from: ['held'], to: 'open' },
  refuse: { from: ['open', 'held'], to: 'refused' },
  finish: { from: ['open'], to: 'done' },
} as const satisfies Record<string, { from: readonly RequestState[]; to: RequestState }>;
export type RequestStep = keyof typeof WAYS;

/** The state after a step. @throws Problem identity.request-over */
export function afterStep(state: RequestState, step: RequestStep): RequestState {
  const way = WAYS[step];
  if (!(way.from as readonly RequestState[]).includes(state)) throw identityProblems['request-over']();
  return way.to;
}
