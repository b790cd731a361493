import ipaddr from 'ipaddr.js';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { RateClass } from './operations.ts';
import { requestProblems } from './validation.ts';

/** Requests allowed for each caller: points in a window of seconds. */
const LIMITS: Readonly<Record<RateClass, { person: number; address: number; seconds: number }>> = {
  read: { person: 1_200, address: 2_400, seconds: 60 },
  write: { person: 300, address: 120, seconds: 60 },
  upload: { person: 60, address: 30, seconds: 60 },
  'sign-in': { person: 20, address: 40, seconds: 300 },
  bulk: { person: 600, address: 10, seconds: 60 },
};

/**
 * The address a limit counts by: an IPv4 address itself, an IPv6 address by its /64, since one subscriber holds a
 * whole /64 (RFC 6177) and could otherwise send each request from another address.
 */
export function limitedAddress(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${(parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}

/** Wrong guesses of a secret: more than anybody mistypes, and in a year too few to matter against 60 bits. */
const GUESSES = { points: 20, duration: 900 };

/** Keys that open nothing: a partner's system with a wrong one tries again and again, and is told to wait. */
const WRONG_KEYS = { points: 30, duration: 300 };

interface Caller {
  readonly partyId: string | null;
  readonly address: string;
}

export interface RateLimits {
  /** Counts one request. Throws `request.too-many` with the seconds to wait (extra.retryAfter). */
  take(rate: RateClass, caller: Caller): Promise<void>;
  /** Throws `request.too-many` while the caller has guessed wrong too often. */
  assertMayGuess(caller: Caller): Promise<void>;
  /** Counts one wrong guess. */
  guessedWrong(caller: Caller): Promise<void>;
  /** Throws `request.too-many` while so many wrong keys came from this address. */
  assertMayTryKey(address: string): Promise<void>;
  /** Counts one key that opens nothing. */
  triedWrongKey(address: string): Promise<void>;
}

const tooMany = (milliseconds: number) => {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return requestProblems['too-many']({ values: { seconds }, extra: { retryAfter: seconds } });
};

/** Limits kept in this process: N processes behind a balancer together allow up to N times as much. */
export function createRateLimits(enabled: boolean): RateLimits {
  const limiters = new Map(
    Object.entries(LIMITS).map(([name, { person, address, seconds }]) => [
      name,
      {
        person: new RateLimiterMemory({ points: person, duration: seconds, keyPrefix: `p:${name}` }),
        address: new RateLimiterMemory({ points: address, duration: seconds, keyPrefix: `a:${name}` }),
      },
    ]),
  );
  const guesses = new RateLimiterMemory({ ...GUESSES, keyPrefix: 'guess' });
  const wrongKeys = new RateLimiterMemory({ ...WRONG_KEYS, keyPrefix: 'key' });
  const keyOf = ({ partyId, address }: Caller) => partyId ?? limitedAddress(address);
  return {
    async assertMayGuess(caller) {
      const count = enabled ? await guesses.get(keyOf(caller)) : null;
      if (count !== null && count.consumedPoints >= GUESSES.points) throw tooMany(count.msBeforeNext);
    },
    async guessedWrong(caller) {
      if (enabled) await guesses.penalty(keyOf(caller));
    },
    async assertMayTryKey(address) {
      const count = enabled ? await wrongKeys.get(limitedAddress(address)) : null;
      if (count !== null && count.consumedPoints >= WRONG_KEYS.points) throw tooMany(count.msBeforeNext);
    },
    async triedWrongKey(address) {
      if (enabled) await wrongKeys.penalty(limitedAddress(address));
    },
    async take(rate, { partyId, address }) {
      if (!enabled) return;
      const limiter = limiters.get(rate)!;
      try {
        // Who signed in is counted as a person: an office behind one address is not one caller.
        if (partyId !== null) await limiter.person.consume(partyId);
        else await limiter.address.consume(limitedAddress(address));
      } catch (refusal) {
        if (refusal instanceof Error) throw refusal;
        throw tooMany((refusal as { msBeforeNext: number }).msBeforeNext);
      }
    },
  };
}
