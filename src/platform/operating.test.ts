import { beforeEach, describe, expect, test } from 'vitest';
import { type Actor, anonymous, systemActor } from '#kernel/actor.ts';
import { testDatabase } from '../../tests/support/postgres.ts';
import { query } from '../../tests/support/postgres-setup.ts';
import { rows, sql } from './db.ts';
import { newId } from './ids.ts';
import { createOperating } from './operating.ts';
import { pageOpinionOperations } from './page-opinions.ts';
import { createPipeline } from './pipeline.ts';
import { createTenants, type Tenant } from './tenants.ts';

const { database, connectionString } = await testDatabase({ fresh: true });
const tenants = createTenants(database, 'sample');
const put = (key: string) =>
  tenants.put({
    key,
    name: { ar: 'نموذج' },
    languages: ['ar'],
    timeZone: 'Asia/Riyadh',
    calendars: ['gregory'],
    settings: {},
  });
const tenant = await put('sample');
const other = await put('other');
const NOW = Temporal.Instant.from('2026-03-01T09:00:00Z');
const operating = createOperating({
  version: '1.2.3',
  subscribers: () => ['sample.boards', 'sample.mail'].map((name) => ({ name, events: ['sample.happened'] })),
});
const pipeline = createPipeline({
  database,
  operations: operating.operations,
  record: () => sql`select 1`,
  isHeard: () => false,
  wakeRelay: () => {},
  now: () => NOW,
});
const KEY = newId();

const administrator = (of: Tenant): Actor => ({
  ...anonymous(of.id),
  kind: 'person',
  partyId: newId(),
  segment: 'employee',
  roles: [{ role: 'administrator', municipalityId: null }],
});

const call = async <O>(operation: string, input: unknown, of: Tenant = tenant, actor = administrator(of)) =>
  (await pipeline.call({ operation, input, actor, tenant: of, requestId: newId() })).output as O;

interface Letters {
  items: { id: number; subscriber: string; note: string | null; discardedAt: string | null }[];
  next: number | null;
}

/** Three letters of the first tenant, numbers 11 to 13; one of the other, number 11. */
beforeEach(async () => {
  await query(connectionString, 'truncate platform.dead_letter, platform.outbox, platform.event, platform.idempotency');
  const letter = (of: Tenant, id: number, subscriber: string) =>
    `(${of.id}, ${id}, '${subscriber}', '${KEY}', 'sample.happened', '{"n": ${id}}', '2026-03-01T08:00:00Z',
      '2026-03-01T08:30:00Z', 'it broke')`;
  await query(
    connectionString,
    `insert into platform.dead_letter (tenant_id, id, subscriber, key, type, payload, at, failed_at, reason) values
     ${letter(tenant, 11, 'sample.mail')}, ${letter(tenant, 12, 'sample.boards')}, ${letter(tenant, 13, 'sample.gone')},
     ${letter(other, 11, 'sample.mail')}`,
  );
});

const queued = () =>
  database.transaction(tenant.id, (tx) =>
    rows(
      tx,
      sql`select subscriber, key, type, payload, attempts, retry_at, to_json(at)#>>'{}' as at from platform.outbox`,
    ),
  );

describe('dead letters', () => {
  test('are listed page by page, without what they say', async () => {
    const first = await call<Letters>('platform.list-dead-letters', { limit: '2' });
    expect(first.items.map(({ id }) => id)).toEqual([11, 12]);
    expect(first.next).toBe(12);
    expect(first.items[0]).toEqual({
      id: 11,
      subscriber: 'sample.mail',
      key: KEY,
      type: 'sample.happened',
      at: '2026-03-01T08:00:00+00:00',
      failedAt: '2026-03-01T08:30:00+00:00',
      reason: 'it broke',
      note: null,
      discardedAt: null,
    });
    const rest = await call<Letters>('platform.list-dead-letters', { after: '12' });
    expect(rest).toMatchObject({ items: [{ id: 13 }], next: null });
    expect((await call<Letters>('platform.list-dead-letters', { subscriber: 'sample.boards' })).items).toHaveLength(1);
    expect((await call<Letters>('platform.list-dead-letters', {}, other)).items).toHaveLength(1);
  });

  test('are explained', async () => {
    await call('platform.explain-dead-letter', { id: 12, note: 'كان القالب ناقصا' });
    expect((await call<Letters>('platform.list-dead-letters', {})).items.map(({ note }) => note)).toEqual([
      null,
      'كان القالب ناقصا',
      null,
    ]);
  });

  test('go back to the end of the queue, as if new', async () => {
    await call('platform.replay-dead-letter', { id: 11 });
    expect(await queued()).toEqual([
      {
        subscriber: 'sample.mail',
        key: KEY,
        type: 'sample.happened',
        payload: { n: 11 },
        attempts: 0,
        retry_at: null,
        at: '2026-03-01T08:00:00+00:00',
      },
    ]);
    expect((await call<Letters>('platform.list-dead-letters', {})).items.map(({ id }) => id)).toEqual([12, 13]);
    expect((await call<Letters>('platform.list-dead-letters', {}, other)).items).toHaveLength(1);
    await expect(call('platform.replay-dead-letter', { id: 11 })).rejects.toThrow('platform.unknown-dead-letter');
    expect(await queued()).toHaveLength(1);
  });

  test('stay where they are when nobody would receive them', async () => {
    await expect(call('platform.replay-dead-letter', { id: 13 })).rejects.toThrow('platform.unknown-subscriber');
    expect(await queued()).toEqual([]);
    expect((await call<Letters>('platform.list-dead-letters', {})).items).toHaveLength(3);
  });

  test('are discarded with a reason, and stay known', async () => {
    await expect(call('platform.discard-dead-letter', { id: 13, reason: ' ' })).rejects.toThrow('request.invalid');
    await call('platform.discard-dead-letter', { id: 13, reason: 'المستقبِل أُلغي' });
    expect((await call<Letters>('platform.list-dead-letters', {})).items).toHaveLength(2);
    expect((await call<Letters>('platform.list-dead-letters', { state: 'discarded' })).items).toMatchObject([
      { id: 13, note: 'المستقبِل أُلغي', discardedAt: '2026-03-01T09:00:00+00:00' },
    ]);
    for (const name of ['replay', 'discard', 'explain']) {
      const input = { id: 13, ...{ replay: {}, discard: { reason: 'again' }, explain: { note: 'again' } }[name] };
      await expect(call(`platform.${name}-dead-letter`, input)).rejects.toThrow('unknown-dead-letter');
    }
  });

  test('are for administrators', async () => {
    const auditor: Actor = { ...administrator(tenant), roles: [{ role: 'auditor', municipalityId: null }] };
    const own = operating.operations.filter((one) => !pageOpinionOperations.includes(one));
    for (const { name, kind } of own) {
      await expect(call(name, {}, tenant, anonymous(tenant.id)), kind).rejects.toThrow('sign-in-required');
      await expect(call(name, {}, tenant, auditor), kind).rejects.toThrow('request.forbidden');
    }
  });
});

test('the state of operation counts what waits, for whom and since when', async () => {
  await database.transaction(tenant.id, (tx) =>
    sql`insert into platform.outbox (subscriber, key, type, payload, at, retry_at) values
        ('sample.mail', ${KEY}::uuid, 'sample.happened', '{}', '2026-03-01T08:58:00Z', null),
        ('sample.mail', ${KEY}::uuid, 'sample.happened', '{}', '2026-03-01T08:59:00Z', '2026-03-01T09:01:00Z')`.execute(
      tx,
    ),
  );
  const queue = { known: true, waiting: 0, retrying: 0, oldest: null, deadLetters: 1 };
  const status = await call('platform.get-status', {}, tenant, systemActor(tenant.id));
  expect(status).toEqual({
    at: '2026-03-01T09:00:00Z',
    queues: [
      { ...queue, subscriber: 'sample.boards' },
      { ...queue, subscriber: 'sample.gone', known: false },
      { ...queue, subscriber: 'sample.mail', waiting: 2, retrying: 1, oldest: '2026-03-01T08:58:00+00:00' },
    ],
    waiting: 2,
    deadLetters: 3,
    oldestSeconds: 120,
    versions: { program: '1.2.3', node: process.version, database: expect.stringMatching(/^1\d/) },
  });
  expect(await call('platform.get-status', {}, other)).toMatchObject({
    waiting: 0,
    deadLetters: 1,
    oldestSeconds: null,
  });
});

test('answers older than a week are forgotten', async () => {
  const stored = (of: Tenant, age: string) =>
    database.transaction(of.id, (tx) =>
      sql`insert into platform.idempotency (key, operation, request_digest, answer, created_at)
          select ${age} || n, 'sample', '\\x00', '{}', ${NOW.toString()}::timestamptz - ${age}::interval
          from generate_series(1, 6000) n`.execute(tx),
    );
  for (const of of [tenant, other]) for (const age of ['8 days', '6 days']) await stored(of, age);
  await operating.jobs![0]!.run({
    now: NOW,
    signal: new AbortController().signal,
    newId,
    tenants: async () => [tenant, other],
    transaction: (id, work) => database.transaction(id, work),
    call: async () => {},
  });
  const left = await query(
    connectionString,
    `select tenant_id, count(*)::int as n, bool_and(key like '6 days%') as young from platform.idempotency group by 1 order by 1`,
  );
  expect(left).toEqual([
    { tenant_id: tenant.id, n: 6_000, young: true },
    { tenant_id: other.id, n: 6_000, young: true },
  ]);
});
