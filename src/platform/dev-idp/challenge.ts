/**
 * The confirmation on the phone, as the national single sign-on shapes it: the page shows a number of two digits, the
 * phone offers three, and only the right one approves (states of NAFATH in the domain's integrations).
 */
export type ChallengeState = 'WAITING' | 'COMPLETED' | 'REJECTED' | 'EXPIRED';

export interface Challenge {
  readonly login: string;
  readonly number: string;
  /** Three different numbers, the right one among them. */
  readonly offered: readonly string[];
  readonly expiresAt: number;
  readonly state: ChallengeState;
  /** Whether the demonstration's second factor was ticked together with the answer. */
  readonly secondFactor: boolean;
}

export const CHALLENGE_SECONDS = 120;

/** @param random three different whole numbers from 10 to 99, and the place (0 to 2) of the one to show */
export function newChallenge(login: string, random: readonly number[], place: number, now: number): Challenge {
  const offered = random.map(String);
  const expiresAt = now + CHALLENGE_SECONDS * 1000;
  return { login, number: offered[place]!, offered, expiresAt, state: 'WAITING', secondFactor: false };
}

/** The challenge as it stands at `now`: one nobody answered in time has expired. */
export const at = (challenge: Challenge, now: number): Challenge =>
  challenge.state === 'WAITING' && now >= challenge.expiresAt ? { ...challenge, state: 'EXPIRED' } : challenge;

/** The phone's answer: the right number completes, any other or none rejects; an answered one stays as it is. */
export function answer(challenge: Challenge, number: string | null, secondFactor: boolean, now: number): Challenge {
  const current = at(challenge, now);
  if (current.state !== 'WAITING') return current;
  const right = number === current.number;
  return { ...current, state: right ? 'COMPLETED' : 'REJECTED', secondFactor: right && secondFactor };
}
