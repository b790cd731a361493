import type { ConnectorLimits } from './model-connectors.ts';

/** The state of one connector's breaker and of its allowance, as all processes share it. Moments are milliseconds. */
export interface Breaker {
  /** Failed tries in a row. */
  readonly failures: number;
  /** How often in a row it opened; the rest grows with it. */
  readonly openings: number;
  /** Open until then; null while closed. Past it, one try may show whether the agency is back. */
  readonly openUntil: number | null;
  /** The try that shows it is under way until then at most. */
  readonly trialUntil: number | null;
  /** Calls that may still go out, and when that was counted. */
  readonly tokens: number;
  readonly countedAt: number;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

export const newBreaker = (limits: ConnectorLimits, now: number): Breaker => ({
  failures: 0,
  openings: 0,
  openUntil: null,
  trialUntil: null,
  tokens: limits.rate.calls,
  countedAt: now,
});

export const breakerState = ({ openUntil }: Breaker, now: number): BreakerState =>
  openUntil === null ? 'closed' : now < openUntil ? 'open' : 'half-open';

/** The allowance at a moment; a clock that was put back gives nothing. */
function tokensAt(breaker: Breaker, { rate }: ConnectorLimits, now: number): number {
  const gained = (Math.max(0, now - breaker.countedAt) / 1_000) * (rate.calls / rate.seconds);
  return Math.min(rate.calls, breaker.tokens + gained);
}

/** Whether a call may go out now, and the breaker after that. A half-open breaker lets one try pass at a time. */
export function admit(
  breaker: Breaker,
  limits: ConnectorLimits,
  now: number,
): { readonly refused: 'resting' | 'rate' | null; readonly breaker: Breaker } {
  const state = breakerState(breaker, now);
  const busy = breaker.trialUntil !== null && now < breaker.trialUntil;
  if (state === 'open' || (state === 'half-open' && busy)) return { refused: 'resting', breaker };
  const tokens = tokensAt(breaker, limits, now);
  if (tokens < 1) return { refused: 'rate', breaker };
  const counted = { ...breaker, tokens: tokens - 1, countedAt: Math.max(now, breaker.countedAt) };
  // Whoever tries and dies holds up the others no longer than a call may take.
  const trialUntil = state === 'half-open' ? now + limits.patienceMilliseconds : null;
  return { refused: null, breaker: { ...counted, trialUntil } };
}

/** The breaker after a try went well or failed. */
export function settle(breaker: Breaker, limits: ConnectorLimits, well: boolean, now: number): Breaker {
  if (well) return { ...breaker, failures: 0, openings: 0, openUntil: null, trialUntil: null };
  const failures = breaker.failures + 1;
  const state = breakerState(breaker, now);
  // What was under way when it opened tells nothing new.
  if (state === 'open') return { ...breaker, failures };
  if (state === 'closed' && failures < limits.breaker.failures) return { ...breaker, failures };
  const openings = breaker.openings + 1;
  const rest = Math.min(limits.breaker.restSeconds * 2 ** (openings - 1), limits.breaker.mostRestSeconds);
  return { ...breaker, failures, openings, openUntil: now + rest * 1_000, trialUntil: null };
}

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 3_000;

/** Milliseconds to wait before try number `next` (2, 3 …): doubling, capped, and spread by `chance` (0 to 1). */
export const pauseBefore = (next: number, chance: number): number =>
  Math.round(Math.min(FIRST_PAUSE * 2 ** Math.min(next - 2, 20), LONGEST_PAUSE) * (0.5 + chance / 2));
