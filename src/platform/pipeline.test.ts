// Long because all its tests share one small program and one database.
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Actor, anonymous, systemActor } from '#kernel/actor.ts';
import { Problem, problems } from '#kernel/problem.ts';
import { testDatabase } from '../../tests/support/postgres.ts';
import { query } from '../../tests/support/postgres-setup.ts';
import { digestOf } from './canonical.ts';
import { arrayOf, rows, sql } from './db.ts';
import { newId } from './ids.ts';
import { type Operation, operation } from './operations.ts';
import { createPipeline } from './pipeline.ts';
import { anyone, relation, signedIn, system, tenantRole } from './policy.ts';
import { createTenants, type Tenant } from './tenants.ts';

const { database, connectionString } = await testDatabase({ fresh: true, poolSize: 12 });
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
const refuse = problems('sample', { full: { status: 409, ar: 'اكتمل العدد.', en: 'It is full.' } });

await query(
  connectionString,
  `create schema sample; grant usage on schema sample to amanah_app;
   create table sample.note (tenant_id int not null default platform.current_tenant(), id uuid not null, text text,
     primary key (tenant_id, id));
   select platform.protect('sample.note');
   create table sample.record (tenant_id int not null default platform.current_tenant(), entry jsonb not null);
   select platform.protect('sample.record', append_only => true)`,
);

const define = (name: string, definition: Partial<Operation> & Pick<Operation, 'run'>): Operation =>
  operation({
    name: `sample.${name}`,
    summary: { ar: 'عملية نموذجية', en: 'A sample operation' },
    kind: 'command',
    who: [anyone()],
    route: { method: 'POST', path: `/sample/${name}` },
    rate: 'write',
    input: z.unknown(),
    output: z.unknown(),
    ...definition,
  });

const Note = z.strictObject({ text: z.string().min(1).max(20) });
const operations: Operation[] = [
  define('write', {
    input: Note,
    output: z.object({ id: z.uuid(), text: z.string() }),
    async run(tx, input, context) {
      const { text } = input as z.infer<typeof Note>;
      const id = context.newId();
      await sql`insert into sample.note (id, text) values (${id}, ${text})`.execute(tx);
      context.about({ type: 'note', id, number: 'N-1' });
      context.emit({ type: 'sample.written', key: id, payload: { text } });
      context.emit({ type: 'sample.nobody-cares', key: id, payload: {} });
      if (text === 'refuse') throw refuse.full();
      if (text === 'break') throw new Error('broken here');
      // An output that says more than its schema.
      return { id, text: text === 'lie' ? 42 : text, secret: 'not for the answer' };
    },
  }),
  define('list', {
    kind: 'query',
    // Without a word about the tenant: row level security must do it alone.
    run: async (tx) =>
      (await rows<{ text: string }>(tx, sql`select text from sample.note order by id`)).map((r) => r.text),
  }),
  define('sneak', {
    kind: 'query',
    run: (tx) => sql`insert into sample.note (id, text) values (${newId()}, 'x')`.execute(tx),
  }),
  define('plant', {
    async run(tx, input) {
      await sql`insert into sample.note (tenant_id, id, text) values (${input as number}, ${newId()}, 'x')`.execute(tx);
    },
  }),
  define('disclose', {
    kind: 'query',
    discloses: true,
    async run(_tx, input, context) {
      context.disclosed({ type: 'party', id: input as string }, ['mobile', 'email']);
      return 'seen';
    },
  }),
  define('signed-in', { who: [signedIn()], input: Note, run: async () => 'in' }),
  define('officers', { who: [tenantRole('officer'), system()], run: async () => 'in' }),
  define('own', {
    who: [relation<{ mine: boolean }>('owner', async (_tx, _actor, { mine }) => mine)] as Operation['who'],
    input: z.strictObject({ mine: z.boolean() }),
    run: async () => 'in',
  }),
  define('slow', {
    prepare: async (input) => `prepared ${input}`,
    run: async (_tx, prepared, { transactionId }) => ({ prepared, transactionId }),
  }),
];

let woken = 0;
const NOW = Temporal.Instant.from('2026-03-01T09:00:00Z');
const pipeline = createPipeline({
  database,
  operations,
  record: (entries) =>
    sql`insert into sample.record (entry) select e::jsonb from unnest(${arrayOf(
      entries.map((entry) =>
        JSON.stringify({
          ...entry,
          actor: entry.actor.kind,
          inputDigest: entry.inputDigest.toHex(),
          outcomeDigest: entry.outcomeDigest.toHex(),
        }),
      ),
    )}::text[]) as e`,
  isHeard: (type) => type === 'sample.written',
  wakeRelay: () => {
    woken += 1;
  },
  now: () => NOW,
});

const person = (of: Tenant = tenant): Actor => ({
  ...anonymous(of.id),
  kind: 'person',
  partyId: newId(),
  segment: 'individual',
});
const somebody = person();

interface Options {
  key?: string;
  actor?: Actor;
  of?: Tenant;
}
const call = (name: string, input: unknown, { key, of = tenant, actor = somebody }: Options = {}) =>
  pipeline.call({ operation: `sample.${name}`, input, actor, tenant: of, requestId: 'request-1', idempotencyKey: key });
const keyOf = (name: string) => `key-of-the-test-${name}`;

/** What came of everything called so far. */
async function traces() {
  const [row] = await query(
    connectionString,
    `select (select count(*)::int from sample.note) as notes, (select count(*)::int from sample.record) as entries,
            (select count(*)::int from platform.event) as events,
            (select count(*)::int from platform.idempotency) as answers`,
  );
  return row;
}
const NOTHING = { notes: 0, entries: 0, events: 0, answers: 0 };
const recorded = async () =>
  (await query(connectionString, 'select entry from sample.record')).map(({ entry }) => entry);

beforeEach(async () => {
  woken = 0;
  await query(connectionString, 'truncate sample.note, sample.record, platform.event, platform.idempotency');
});

describe('a command', () => {
  test('leaves its change, one entry, its events and its answer, in one commit', async () => {
    const { output, replayed } = await call('write', { text: 'one' }, { key: keyOf('one') });
    expect(output).toEqual({ id: expect.any(String), text: 'one' });
    expect(replayed).toBe(false);
    expect(await traces()).toEqual({ notes: 1, entries: 1, events: 1, answers: 1 });
    expect(woken).toBe(1);
    expect(await recorded()).toEqual([
      {
        id: expect.any(String),
        at: '2026-03-01T09:00:00Z',
        operation: 'sample.write',
        kind: 'change',
        actor: 'person',
        subject: { type: 'note', id: (output as { id: string }).id, number: 'N-1' },
        inputDigest: digestOf({ text: 'one' }).toHex(),
        outcomeDigest: digestOf(output).toHex(),
        requestId: 'request-1',
        transactionId: keyOf('one'),
        fields: [],
      },
    ]);
    expect(await query(connectionString, 'select type, payload, tenant_id from platform.event')).toEqual([
      { type: 'sample.written', payload: { text: 'one' }, tenant_id: tenant.id },
    ]);
  });

  test('that is refused changes nothing', async () => {
    await expect(call('write', { text: 'refuse' }, { key: keyOf('refuse') })).rejects.toThrow('sample.full');
    await expect(call('write', { text: 'break' })).rejects.toThrow('broken here');
    expect(await traces()).toEqual(NOTHING);
    expect(woken).toBe(0);
  });

  test('whose output does not fit its schema changes nothing', async () => {
    await expect(call('write', { text: 'lie' })).rejects.not.toThrow(Problem);
    expect(await traces()).toEqual(NOTHING);
  });

  test('is refused for an input that does not fit, naming the field', async () => {
    const refused = await call('write', { text: '' }).catch((error: Problem) => error as Problem);
    expect(refused).toMatchObject({
      code: 'request.invalid',
      status: 422,
      fields: [{ path: 'text', code: 'required' }],
    });
    await expect(call('write', { text: 'a', more: 1 })).rejects.toMatchObject({ status: 422 });
    expect(await traces()).toEqual(NOTHING);
  });

  test('may prepare before its transaction, and knows its name in append-only records', async () => {
    const { output } = await call('slow', 5, { key: keyOf('slow') });
    expect(output).toEqual({ prepared: 'prepared 5', transactionId: keyOf('slow') });
    const again = (await call('slow', 5)).output as { transactionId: string };
    expect(again.transactionId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a repeated request', () => {
  test('gets the same answer and is done once', async () => {
    const first = await call('write', { text: 'one' }, { key: keyOf('same') });
    const second = await call('write', { text: 'one' }, { key: keyOf('same') });
    expect(second).toEqual({ output: first.output, replayed: true });
    expect(await traces()).toEqual({ notes: 1, entries: 1, events: 1, answers: 1 });
    expect(woken).toBe(1);
  });

  test('sent many times at once is done once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call('write', { text: 'one' }, { key: keyOf('many') })),
    );
    expect(new Set(answers.map(({ output }) => (output as { id: string }).id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await traces()).toEqual({ notes: 1, entries: 1, events: 1, answers: 1 });
  });

  test('with another body or for another operation is refused', async () => {
    await call('write', { text: 'one' }, { key: keyOf('other') });
    for (const [name, input] of [
      ['write', { text: 'two' }],
      ['slow', { text: 'one' }],
    ] as const) {
      await expect(call(name, input, { key: keyOf('other') })).rejects.toMatchObject({
        code: 'request.key-reused',
        status: 409,
      });
    }
    expect(await traces()).toEqual({ notes: 1, entries: 1, events: 1, answers: 1 });
  });

  test('of a refusal is tried anew', async () => {
    await expect(call('write', { text: 'refuse' }, { key: keyOf('anew') })).rejects.toThrow('sample.full');
    expect((await call('write', { text: 'now' }, { key: keyOf('anew') })).replayed).toBe(false);
  });

  test('under the same key by another caller or in another tenant is another request', async () => {
    const callers: Options[] = [
      {},
      { actor: person() },
      { actor: anonymous(tenant.id) },
      { actor: systemActor(tenant.id) },
      { of: other, actor: { ...somebody, tenantId: other.id } },
    ];
    const answers = [];
    for (const one of callers) answers.push(await call('write', { text: 'one' }, { ...one, key: keyOf('callers') }));
    expect(answers.map(({ replayed }) => replayed)).toEqual(callers.map(() => false));
    expect(await traces()).toMatchObject({ notes: 5, answers: 5 });
  });

  test('needs a key that could not be guessed by chance', async () => {
    for (const key of ['short', 'x'.repeat(101), 'with a space in the key', 'مفتاح-طويل-بما-يكفي'])
      await expect(call('write', { text: 'one' }, { key })).rejects.toMatchObject({ status: 400 });
    expect(await traces()).toEqual(NOTHING);
  });

  test('is still checked for permission', async () => {
    const officer: Actor = { ...somebody, roles: [{ role: 'officer', municipalityId: null }] };
    await call('officers', {}, { key: keyOf('officer'), actor: officer });
    await expect(call('officers', {}, { key: keyOf('officer') })).rejects.toMatchObject({ status: 403 });
  });
});

describe('a query', () => {
  test('leaves nothing behind, and cannot', async () => {
    await call('list', {}, { key: 'ignored' });
    expect(await traces()).toEqual(NOTHING);
    await expect(call('sneak', {})).rejects.toMatchObject({ status: 503 });
    expect(await traces()).toEqual(NOTHING);
  });

  test('that discloses is recorded, for each person with the fields', async () => {
    const id = newId();
    expect((await call('disclose', id)).output).toBe('seen');
    expect(await recorded()).toMatchObject([
      { kind: 'disclosure', operation: 'sample.disclose', subject: { type: 'party', id }, fields: ['mobile', 'email'] },
    ]);
    expect(await traces()).toMatchObject({ events: 0, answers: 0 });
  });
});

describe('tenants', () => {
  test('do not see each other, even by a statement that forgets to ask for its own', async () => {
    await call('write', { text: 'ours' });
    await call('write', { text: 'theirs' }, { of: other, actor: person(other) });
    expect((await call('list', {})).output).toEqual(['ours']);
    expect((await call('list', {}, { of: other })).output).toEqual(['theirs']);
    expect(await database.transaction(null, (tx) => rows(tx, sql`select text from sample.note`))).toEqual([]);
  });

  test('cannot write into each other', async () => {
    await expect(call('plant', other.id)).rejects.toThrow('row-level security');
    expect(await traces()).toEqual(NOTHING);
    await call('plant', tenant.id);
    expect(await traces()).toMatchObject({ notes: 1 });
  });

  test('are left with the transaction: a connection that comes back knows none', async () => {
    await call('write', { text: 'ours' });
    const clients = await Promise.all(Array.from({ length: database.pool.totalCount }, () => database.connect()));
    try {
      for (const client of clients) {
        const { rows: found } = await client.query(
          'select platform.current_tenant() as tenant, count(*)::int as n from sample.note',
        );
        expect(found).toEqual([{ tenant: null, n: 0 }]);
      }
    } finally {
      for (const client of clients) client.release();
    }
  });
});

describe('who may call', () => {
  test('is asked before anything is told of what the operation takes', async () => {
    await expect(call('nothing', {})).rejects.toMatchObject({ code: 'request.unknown-operation', status: 404 });
    await expect(call('signed-in', {}, { actor: anonymous(tenant.id) })).rejects.toMatchObject({
      code: 'request.sign-in-required',
      status: 401,
    });
    await expect(call('signed-in', {})).rejects.toMatchObject({ status: 422 });
    await expect(call('officers', {})).rejects.toMatchObject({ code: 'request.forbidden', status: 403 });
    await expect(call('officers', {}, { actor: anonymous(tenant.id) })).rejects.toMatchObject({ status: 401 });
    expect((await call('officers', {}, { actor: systemActor(tenant.id) })).output).toBe('in');
  });

  test('may depend on the record', async () => {
    expect((await call('own', { mine: true })).output).toBe('in');
    await expect(call('own', { mine: false })).rejects.toMatchObject({ status: 403 });
    await expect(call('own', { mine: true }, { actor: anonymous(tenant.id) })).rejects.toMatchObject({ status: 401 });
    expect(await traces()).toMatchObject({ entries: 1 });
  });
});

describe('a table of operations', () => {
  const start = (...table: Operation[]) =>
    createPipeline({ database, operations: table, record: () => sql``, isHeard: () => false, wakeRelay: () => {} });
  const [write, list] = operations as [Operation, Operation];

  test('does not start with a name or a route twice, with nobody allowed, or without words', () => {
    expect(() => start(write, write)).toThrow('defined twice');
    expect(() => start(write, { ...list, route: write.route })).toThrow('is taken');
    const at = (path: string) => ({ method: 'GET' as const, path });
    expect(() => start({ ...write, route: at('/a/{id}') }, { ...list, route: at('/a/{key}') })).toThrow('is taken');
    expect(() => start({ ...write, who: [] })).toThrow('nobody');
    expect(() => start({ ...write, summary: { ar: '', en: 'x' } })).toThrow('summary');
  });
});
