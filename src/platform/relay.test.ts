// Long because what the relay promises is shown on one database, in which each promise makes another kind of trouble.
import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../tests/support/postgres.ts';
import { query } from '../../tests/support/postgres-setup.ts';
import { rows, sql } from './db.ts';
import { newId } from './ids.ts';
import { createLog } from './log.ts';
import type { DeliveredEvent, Subscription } from './module.ts';
import { createOperating } from './operating.ts';
import { startRelay } from './relay.ts';
import { backOffSeconds } from './relay-attempt.ts';
import { createTenants } from './tenants.ts';

const { database, connectionString } = await testDatabase({ fresh: true });
const put = (key: string) =>
  createTenants(database, 'sample').put({
    key,
    name: { ar: 'نموذج' },
    languages: ['ar'],
    timeZone: 'Asia/Riyadh',
    calendars: ['gregory'],
    settings: {},
  });
const [tenant, other] = [await put('sample'), await put('other')];
const log = createLog('silent');
const START = Temporal.Instant.from('2026-03-01T09:00:00Z');
const [A, B] = [newId(), newId()];
let now = START;

await query(connectionString, 'create table platform.seen (place bigserial, subscriber text, tenant_id int, n int)');
await query(connectionString, 'grant all on platform.seen, platform.seen_place_seq to amanah_app');

beforeEach(async () => {
  now = START;
  await query(
    connectionString,
    'truncate platform.outbox, platform.event, platform.subscription, platform.dead_letter, platform.seen',
  );
});

/** Notes what it receives, in the transaction of the delivery; `judge` may refuse an event. */
const subscriber = (name: string, judge: (event: DeliveredEvent) => void = () => {}): Subscription => ({
  name,
  events: ['sample.happened'],
  async handle(tx, events, of) {
    for (const event of events) {
      await sql`insert into platform.seen (subscriber, tenant_id, n)
                values (${name}, ${of.id}, ${event.payload.n as number})`.execute(tx);
      judge(event);
    }
  },
});

/** A relay that looks only when it is told to. */
async function relayOf(...subscriptions: Subscription[]) {
  const relay = startRelay({ database, subscriptions, tenants: async () => [tenant, other], log, now: () => now });
  await relay.stop();
  return relay;
}

/** Waits for transactions that began before now to end, of other databases of the server too: behind them nothing is read yet. */
async function settled(): Promise<void> {
  const [{ mine }] = (await query(connectionString, 'select pg_current_xact_id()::text as mine')) as [{ mine: string }];
  await expect
    .poll(
      async () =>
        (await query(connectionString, 'select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as over', [mine]))[0],
    )
    .toEqual({ over: true });
}

const write = async (of: typeof tenant, key: string, ...numbers: number[]): Promise<void> => {
  await database.transaction(of.id, (tx) =>
    sql`insert into platform.event (key, type, payload, at)
        select ${key}::uuid, 'sample.happened', jsonb_build_object('n', n), ${now.toString()}::timestamptz
        from unnest(${numbers}::int[]) with ordinality as e (n, place) order by place`.execute(tx),
  );
  await settled();
};

const seen = async (name: string): Promise<number[]> =>
  (await query(connectionString, 'select n from platform.seen where subscriber = $1 order by place', [name])).map(
    ({ n }) => n,
  );

const waiting = async (name: string): Promise<number> =>
  (
    await query(
      connectionString,
      `select (select count(*) from platform.outbox where subscriber = $1)::int
         + (select count(*) from platform.event e
            left join platform.subscription p on p.tenant_id = e.tenant_id and p.subscriber = $1
            where e.id > coalesce(p.after, 0))::int as n`,
      [name],
    )
  )[0]!.n;

test('every event reaches every subscriber of its tenant once, in the order it was written', async () => {
  const relay = await relayOf(subscriber('sample.one'), subscriber('sample.two'));
  await write(tenant, A, 1, 2, 3);
  await write(other, A, 101);
  await write(tenant, A, 4);
  expect(await relay.drain()).toBe(10);
  expect(await seen('sample.one')).toEqual([1, 2, 3, 4, 101]);
  expect(await seen('sample.two')).toEqual([1, 2, 3, 4, 101]);
  expect(await relay.drain()).toBe(0);
  expect(
    await query(connectionString, 'select distinct tenant_id, n > 100 as theirs from platform.seen order by 1'),
  ).toEqual([
    { tenant_id: tenant.id, theirs: false },
    { tenant_id: other.id, theirs: true },
  ]);
});

test('a handler is given the event with its time and its tenant', async () => {
  let got: DeliveredEvent | undefined;
  const relay = await relayOf(
    subscriber('sample.one', (event) => {
      got = event;
    }),
  );
  await write(other, B, 7);
  await relay.drain();
  expect(got).toEqual({
    id: expect.any(Number),
    tenantId: other.id,
    type: 'sample.happened',
    key: B,
    payload: { n: 7 },
    at: START,
  });
});

describe('a subscriber that fails', () => {
  /** Refuses 2 until it is mended. */
  const faulty = () => {
    const state = { mended: false, tries: 0 };
    return {
      state,
      one: subscriber('sample.one', (event) => {
        if (event.payload.n !== 2 || state.mended) return;
        state.tries += 1;
        throw new Error('two is too much');
      }),
    };
  };

  test('is tried again after a growing pause; what comes behind the event waits, nothing else does', async () => {
    const { state, one } = faulty();
    const relay = await relayOf(one, subscriber('sample.two'));
    await write(tenant, A, 1, 2, 3);
    await write(tenant, B, 4);
    await write(other, A, 5);
    await relay.drain();
    // What the refused handling wrote is gone with it: 2 is not there, and 1 not twice.
    expect(await seen('sample.one')).toEqual([1, 4, 5]);
    expect(await seen('sample.two')).toEqual([1, 2, 3, 4, 5]);

    await write(tenant, A, 6);
    await write(tenant, B, 7);
    await relay.drain();
    expect(await seen('sample.one')).toEqual([1, 4, 5, 7]);
    const tries = state.tries;
    now = now.add({ milliseconds: backOffSeconds(1) * 1_000 - 1 });
    await relay.drain();
    expect(state.tries).toBe(tries);
    now = now.add({ milliseconds: 1 });
    await relay.drain();
    expect(state.tries).toBeGreaterThan(tries);
    expect(await seen('sample.one')).toEqual([1, 4, 5, 7]);

    state.mended = true;
    now = now.add({ seconds: backOffSeconds(2) });
    await relay.drain();
    expect(await seen('sample.one')).toEqual([1, 4, 5, 7, 2, 3, 6]);
    expect(await waiting('sample.one')).toBe(0);
  });

  test('ends in a dead letter after eight tries, lets the others pass, and gets the event again by replay', async () => {
    const { state, one } = faulty();
    const relay = await relayOf(one, subscriber('sample.two'));
    await write(tenant, A, 1, 2, 3);
    const pauses: number[] = [];
    for (;;) {
      await relay.drain();
      const [row] = await query(
        connectionString,
        'select attempts, retry_at::text as at from platform.outbox where retry_at is not null',
      );
      if (row === undefined) break;
      pauses.push(backOffSeconds(row.attempts));
      now = now.add({ seconds: pauses.at(-1)! });
    }
    expect(pauses).toEqual([4, 16, 64, 256, 600, 600, 600]);
    // The eighth try was the last, and what had waited behind it went out at once.
    expect(await seen('sample.one')).toEqual([1, 3]);
    const letters = await query(
      connectionString,
      'select subscriber, payload, reason, failed_at = $1::timestamptz as punctual from platform.dead_letter',
      [now.toString()],
    );
    expect(letters).toEqual([
      { subscriber: 'sample.one', payload: { n: 2 }, reason: 'two is too much', punctual: true },
    ]);

    state.mended = true;
    const operating = createOperating({ version: '1', subscribers: () => [subscriber('sample.one')] });
    const replay = operating.operations.find(({ name }) => name === 'platform.replay-dead-letter')!;
    const [{ id }] = (await query(connectionString, 'select id::int as id from platform.dead_letter')) as [
      { id: number },
    ];
    const context = { about: () => {} } as unknown as Parameters<typeof replay.run>[2];
    await database.transaction(tenant.id, (tx) => replay.run(tx, { id }, context));
    await relay.drain();
    expect(await seen('sample.one')).toEqual([1, 3, 2]);
    expect(await waiting('sample.one')).toBe(0);
  });

  test('in SQL does not spoil the transaction for the others', async () => {
    const one: Subscription = {
      name: 'sample.one',
      events: ['sample.happened'],
      async handle(tx, events) {
        for (const { payload } of events) {
          await sql`insert into platform.seen (subscriber, n) values ('sample.one', ${12 / (payload.n as number)}::int)`.execute(
            tx,
          );
          await rows(tx, sql`select 1 / (${payload.n as number}::int - 2)`);
        }
      },
    };
    const relay = await relayOf(one);
    await write(tenant, A, 2);
    await write(tenant, B, 3, 4);
    await relay.drain();
    expect(await seen('sample.one')).toEqual([4, 3]);
  });
});

test('what a transaction brings that ends later is not passed by, though nobody began after it', async () => {
  const relay = await relayOf(subscriber('one'));
  await write(tenant, A, 1);
  let begun = () => {};
  let end = () => {};
  const written = new Promise<void>((resolve) => (begun = resolve));
  const told = new Promise<void>((resolve) => (end = resolve));
  const slow = database.transaction(tenant.id, async (tx) => {
    await sql`insert into platform.event (key, type, payload, at)
              values (${A}::uuid, 'sample.happened', '{"n": 2}', ${now.toString()}::timestamptz)`.execute(tx);
    begun();
    await told;
  });
  await written;
  const drained = relay.drain();
  await new Promise((resolve) => setTimeout(resolve, 300));
  end();
  await slow;
  await drained;
  await settled();
  await relay.drain();
  expect(await seen('one')).toEqual([1, 2]);
});

test('more than a batch goes out in order, and two relays never deliver twice', async () => {
  const numbers = Array.from({ length: 1_300 }, (_, n) => n);
  await write(tenant, A, ...numbers);
  const relays = await Promise.all([1, 2].map(() => relayOf(subscriber('sample.one'), subscriber('sample.two'))));
  while ((await waiting('sample.one')) + (await waiting('sample.two')) > 0) {
    await Promise.all(relays.map((relay) => relay.drain()));
  }
  expect(await seen('sample.one')).toEqual(numbers);
  expect(await seen('sample.two')).toEqual(numbers);
});

test('it looks by itself when woken, and after a while in any case', async () => {
  const relay = startRelay({ database, subscriptions: [subscriber('sample.one')], tenants: async () => [tenant], log });
  const until = async (count: number) => {
    const begun = performance.now();
    while ((await seen('sample.one')).length < count && performance.now() - begun < 60_000) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  try {
    await write(tenant, A, 1);
    relay.wake();
    await until(1);
    await write(tenant, A, 2);
    await until(2);
    expect(await seen('sample.one')).toEqual([1, 2]);
  } finally {
    await relay.stop();
  }
});

test('a database that is away for a moment stops nothing', async () => {
  let away = true;
  const relay = startRelay({
    database,
    subscriptions: [subscriber('sample.one')],
    tenants: async () => {
      if (away) throw new Error('connection refused');
      return [tenant];
    },
    log,
  });
  try {
    await write(tenant, A, 1);
    relay.wake();
    away = false;
    const begun = performance.now();
    while ((await seen('sample.one')).length < 1 && performance.now() - begun < 60_000) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await seen('sample.one')).toEqual([1]);
  } finally {
    await relay.stop();
  }
});
