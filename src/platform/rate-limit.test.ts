import { expect, test } from 'vitest';
import { testDatabase } from '../../tests/support/postgres.ts';
import { query } from '../../tests/support/postgres-setup.ts';
import { sharedCounts } from './rate-counts.ts';
import { createRateLimits, type RateLimits } from './rate-limit.ts';

const { database, connectionString } = await testDatabase({ fresh: true });
/** As in two processes. */
const limits = () => createRateLimits(true, sharedCounts(database));
const [here, there] = [limits(), limits()];
const from = (address: string) => ({ partyId: null, address });

async function refuses(act: () => Promise<void>): Promise<number | undefined> {
  try {
    await act();
    return undefined;
  } catch (problem) {
    expect(problem).toMatchObject({ code: 'request.too-many', status: 429 });
    return (problem as { extra: { retryAfter: number } }).extra.retryAfter;
  }
}

test('wrong guesses count together in all processes, each at once', async () => {
  const caller = from('203.0.113.7');
  for (let n = 0; n < 20; n += 1) {
    for (const limit of [here, there]) expect(await refuses(() => limit.assertMayGuess(caller))).toBeUndefined();
    await (n % 2 === 0 ? here : there).guessedWrong(caller);
  }
  for (const limit of [here, there]) expect(await refuses(() => limit.assertMayGuess(caller))).toBeGreaterThan(60);
  expect(await refuses(() => here.assertMayGuess(from('203.0.113.8')))).toBeUndefined();
});

test('keys that open nothing count together, and for the whole /64 of a subscriber', async () => {
  for (let n = 0; n < 30; n += 1) await (n % 2 === 0 ? here : there).triedWrongKey(`2001:db8:1:1::${n + 1}`);
  expect(await refuses(() => there.assertMayTryKey('2001:db8:1:1::ffff'))).toBeGreaterThan(0);
  expect(await refuses(() => there.assertMayTryKey('2001:db8:1:2::1'))).toBeUndefined();
});

test('who used up a limit in one process is refused in the other, once it has heard', async () => {
  const caller = from('203.0.113.9');
  const upload = (limit: RateLimits) => limit.take('sign-in', caller);
  let used = 0;
  while ((await refuses(() => upload(here))) === undefined) used += 1;
  expect(used).toBe(40);
  // It hears when somebody it counts comes near the limit: with the first dozens of requests at the latest.
  let more = 0;
  await expect
    .poll(
      async () => {
        if ((await refuses(() => upload(there))) !== undefined) return 'refused';
        more += 1;
        return 'let in';
      },
      { timeout: 120_000, interval: 300 },
    )
    .toBe('refused');
  expect(more).toBeLessThan(40);
});

test('a count begins anew when its time is over, and what is over is swept away', async () => {
  const counts = sharedCounts(database);
  const one = { key: 'sample', points: 3, seconds: 60 };
  await counts.add([one]);
  expect((await counts.add([one])).get('sample')).toMatchObject({ points: 6 });
  await query(connectionString, `update platform.rate set ends_at = now() - interval '1 second'`);
  expect(await counts.find('sample')).toBeUndefined();
  expect((await counts.add([one])).get('sample')).toMatchObject({ points: 3 });
  for (let n = 0; n < 100; n += 1) await counts.add([{ ...one, key: 'other' }]);
  const kept = await query(connectionString, 'select key from platform.rate where ends_at < now()');
  expect(kept).toEqual([]);
  const named = await query(connectionString, `select key from platform.rate where key like '%sample%'`);
  expect(named).toEqual([]);
});
