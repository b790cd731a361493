import ipaddr from 'ipaddr.js';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { RateClass } from './operations.ts';
import type { SharedCounts } from './rate-counts.ts';
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

/** How long what a caller did in one process may stay unknown to the others. */
const TELL_MILLISECONDS = 1_000;
/** A caller who has used less of a limit than this part is not worth a word to the others. */
const TELL_FROM = 1 / 8;

/**
 * Limits of all processes over one database together. Wrong guesses are counted there, each at once. Requests are
 * counted in the process that serves them, which costs them nothing; what comes near a limit is told to the others.
 */
export function createRateLimits(enabled: boolean, counts: SharedCounts): RateLimits {
  const limiters = new Map(
    Object.entries(LIMITS).map(([name, { person, address, seconds }]) => [
      name,
      {
        person: new RateLimiterMemory({ points: person, duration: seconds, keyPrefix: `p:${name}` }),
        address: new RateLimiterMemory({ points: address, duration: seconds, keyPrefix: `a:${name}` }),
      },
    ]),
  );
  const keyOf = ({ partyId, address }: Caller) => partyId ?? limitedAddress(address);

  /** What the others do not know yet, by the name they know it by. */
  let untold = new Map<string, { limiter: RateLimiterMemory; caller: string; points: number }>();
  let telling = false;

  async function tell(): Promise<void> {
    telling = false;
    const told = untold;
    untold = new Map();
    const stand = await counts.add(
      [...told].map(([key, { limiter, points }]) => ({ key, points, seconds: limiter.duration })),
    );
    for (const [key, { limiter, caller }] of told) {
      const count = stand.get(key);
      if (count === undefined || count.milliseconds <= 0) continue;
      const since = untold.get(key)?.points ?? 0;
      await limiter.set(caller, count.points + since, count.milliseconds / 1_000);
    }
  }

  function note(limiter: RateLimiterMemory, caller: string, used: number): void {
    if (used < limiter.points * TELL_FROM) return;
    const key = limiter.getKey(caller);
    const known = untold.get(key);
    // What was not worth a word before counts now.
    if (known === undefined) untold.set(key, { limiter, caller, points: told(limiter, used) });
    else known.points += 1;
    if (telling) return;
    telling = true;
    // A database that is away hears of it with the next requests; nobody is let in for it.
    setTimeout(() => void tell().catch(() => {}), TELL_MILLISECONDS).unref();
  }
  /** Points to tell of a caller's request: all so far with the first that is worth it, then one by one. */
  const told = (limiter: RateLimiterMemory, used: number): number => (used - 1 < limiter.points * TELL_FROM ? used : 1);

  const assertBelow = async (key: string, most: number) => {
    const count = enabled ? await counts.find(key) : undefined;
    if (count !== undefined && count.points >= most) throw tooMany(count.milliseconds);
  };
  const addOne = async (key: string, seconds: number) => {
    if (enabled) await counts.add([{ key, points: 1, seconds }]);
  };
  const guess = (caller: Caller) => `guess:${keyOf(caller)}`;
  const wrongKey = (address: string) => `key:${limitedAddress(address)}`;
  return {
    assertMayGuess: (caller) => assertBelow(guess(caller), GUESSES.points),
    guessedWrong: (caller) => addOne(guess(caller), GUESSES.duration),
    assertMayTryKey: (address) => assertBelow(wrongKey(address), WRONG_KEYS.points),
    triedWrongKey: (address) => addOne(wrongKey(address), WRONG_KEYS.duration),
    async take(rate, { partyId, address }) {
      if (!enabled) return;
      // Who signed in is counted as a person: an office behind one address is not one caller.
      const limiter = limiters.get(rate)![partyId === null ? 'address' : 'person'];
      const caller = partyId ?? limitedAddress(address);
      try {
        note(limiter, caller, (await limiter.consume(caller)).consumedPoints);
      } catch (refusal) {
        if (refusal instanceof Error) throw refusal;
        throw tooMany((refusal as { msBeforeNext: number }).msBeforeNext);
      }
    },
  };
}
