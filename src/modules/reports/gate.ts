import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { createChallenge, verifySolution } from 'altcha-lib/v1';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Gate, Knock } from './ports.ts';
import { reportProblems } from './problems.ts';
import { type Counted, effortAfter, FREE_IN_WINDOW, WINDOW_SECONDS } from './rules-abuse.ts';

/** How long a challenge may be answered. */
const VALID_SECONDS = 1_200;
const TICKET = /^wait\.(\d{1,15})\.([\w-]{43})$/;

/**
 * Counts anonymous reports in this process and asks for a proof of work where there are many: a number found by a
 * script, or, without script, the patience to wait. A proof counts once and for the network that asked for it.
 */
export function createGate(secret: Uint8Array, enabled: boolean): Gate {
  const counter = (keyPrefix: string, duration: number) =>
    new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration, keyPrefix });
  const counters: Readonly<Record<Counted, RateLimiterMemory>> = {
    origin: counter('origin', WINDOW_SECONDS),
    place: counter('place', WINDOW_SECONDS),
    text: counter('text', WINDOW_SECONDS),
  };
  const asked = counter('asked', WINDOW_SECONDS);
  const spent = counter('spent', VALID_SECONDS);
  const passed = counter('passed', 60);
  // Made once: a key of bytes would be made anew for every digest.
  const key = createSecretKey(secret);
  const hmac = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const at = async (of: RateLimiterMemory, key: string) => (await of.get(key))?.consumedPoints ?? 0;

  const keysOf = ({ tenantId, origin, cell, bands }: Knock): [Counted, string][] => [
    ['origin', `${tenantId} ${origin}`],
    ...(cell === null ? [] : [['place', `${tenantId} ${cell}`] as [Counted, string]]),
    ...bands.map((band): [Counted, string] => ['text', `${tenantId} ${band}`]),
  ];

  const whose = ({ tenantId, origin }: Knock): string => hmac(`${tenantId} ${origin}`);

  async function proved(knock: Knock, now: Temporal.Instant): Promise<boolean> {
    const { proof } = knock;
    if (proof === undefined || (await at(spent, proof)) > 0) return false;
    const ticket = TICKET.exec(proof);
    if (ticket !== null) {
      const [, ready = '', mark = ''] = ticket;
      const right = hmac(`${ready} ${whose(knock)}`);
      if (!timingSafeEqual(Buffer.from(mark), Buffer.from(right))) return false;
      const waited = now.epochMilliseconds - Number(ready);
      return waited >= 0 && waited < VALID_SECONDS * 1_000;
    }
    let salt: unknown;
    try {
      salt = (JSON.parse(Buffer.from(proof, 'base64').toString()) as { salt?: unknown } | null)?.salt;
    } catch {
      return false;
    }
    if (typeof salt !== 'string' || new URLSearchParams(salt.split('?')[1]).get('for') !== whose(knock)) return false;
    // The instant is judged by the caller's clock, not by the library's.
    const expires = Number(new URLSearchParams(salt.split('?')[1]).get('until'));
    return now.epochMilliseconds < expires && (await verifySolution(proof, hmac('challenge'), false));
  }

  return {
    digestOf: (origin, now) =>
      createHmac('sha256', key)
        .update(`${now.toString().slice(0, 10)} ${origin}`)
        .digest()
        .subarray(0, 16),
    async pass(knock, now) {
      if (!enabled) return { pressed: false };
      // A transaction that is tried again is still the same report.
      const before = await at(passed, knock.id);
      if (before > 0) return { pressed: before > 1 };
      const keys = keysOf(knock);
      const counts: Record<Counted, number> = { origin: 0, place: 0, text: 0 };
      for (const [kind, key] of keys) counts[kind] = Math.max(counts[kind], await at(counters[kind], key));
      const tries = await at(asked, whose(knock));
      let effort = effortAfter(counts);
      if (effort !== undefined && !knock.urgent) {
        // Who gathers challenges is asked for more with each.
        effort =
          effortAfter({ ...counts, origin: Math.max(counts.origin, (tries * FREE_IN_WINDOW.origin) / 4) }) ?? effort;
        const spentNow = (await proved(knock, now)) && (await spent.penalty(knock.proof!)).consumedPoints === 1;
        if (!spentNow) {
          await asked.penalty(whose(knock));
          const ready = now.epochMilliseconds + effort.seconds * 1_000;
          const { algorithm, challenge, salt, signature } = await createChallenge({
            hmacKey: hmac('challenge'),
            maxnumber: effort.numbers,
            params: { for: whose(knock), until: String(now.epochMilliseconds + VALID_SECONDS * 1_000) },
          });
          throw reportProblems['proof-needed']({
            values: { seconds: effort.seconds },
            extra: {
              proof: {
                challenge: { algorithm, challenge, salt, signature, maxnumber: effort.numbers },
                ticket: `wait.${ready}.${hmac(`${ready} ${whose(knock)}`)}`,
                seconds: effort.seconds,
              },
            },
          });
        }
      }
      for (const [kind, key] of keys) await counters[kind].penalty(key);
      await passed.penalty(knock.id, effort === undefined ? 1 : 2);
      return { pressed: effort !== undefined };
    },
  };
}
