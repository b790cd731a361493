// Long because one city and three receivers are started for every manner a receiver can have.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#kernel/actor.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../../tests/support/webhook-receiver.ts';
import { deliveryJob } from './jobs.ts';
import type { MessageItem, WebhookItem } from './model.ts';
import { createReceivers } from './receivers.ts';

let city: City;
let first: WebhookReceiver;
let second: WebhookReceiver;
let administrator: Actor;
let triage: Actor;
let job: ReturnType<typeof deliveryJob>;
let clock = Temporal.Now.instant();
// Long enough that a busy machine answers in time, and no longer than a test may wait for nothing.
const CALL_MILLISECONDS = 4_000;

beforeAll(async () => {
  [first, second] = [await startWebhookReceiver(), await startWebhookReceiver()];
  city = await startCity({ now: () => clock, environment: { PRIVATE_RECEIVERS: '127.0.0.1/32' } });
  administrator = (await city.signIn('administrator-1')).actor;
  triage = (await city.signIn('triage-1')).actor;
  job = deliveryJob({
    receivers: createReceivers({ allowed: ['127.0.0.1/32'], timeoutMilliseconds: CALL_MILLISECONDS }),
    sealer: city.composition.identity.sealer,
    chance: () => 0.5,
    now: () => clock,
  });
});
beforeEach(async () => {
  for (const receiver of [first, second]) {
    receiver.manner = 'happy';
    receiver.received.length = 0;
    receiver.open.most = 0;
    receiver.release();
  }
  await city.owner.query('delete from exchange.message');
  await city.owner.query('delete from exchange.webhook');
});
afterAll(async () => {
  await city?.close();
  await first?.close();
  await second?.close();
});

async function call<O>(operation: string, input: unknown, actor: Actor = administrator): Promise<O> {
  const { output } = await city.composition.pipeline.call({
    operation,
    input,
    actor,
    tenant: city.eastern,
    requestId: newId(),
  });
  return output as O;
}

const add = (url: string, more: Record<string, unknown> = {}) =>
  call<{ id: string; secret: string }>('exchange.add-webhook', { name: 'نظام نموذجي', url, ...more });

/** The job as the runner runs it, at the clock of the test. */
const work = async () => {
  await city.settle();
  await job.run({
    now: clock,
    signal: new AbortController().signal,
    newId,
    tenants: city.composition.tenants.all,
    transaction: (tenantId, run) => city.database.transaction(tenantId, run),
    call: (tenant, operation, input) => city.composition.callAsSystem(tenant, operation, input),
  });
};
const later = (duration: Temporal.DurationLike) => {
  clock = clock.add(duration);
};

async function report(more: Record<string, unknown> = {}): Promise<{ id: string; number: string }> {
  later({ seconds: 1 });
  return city.asSystem('reports.submit', {
    category: 'RD-10',
    location: { longitude: 50.1, latitude: 26.42 },
    description: 'حفرة نموذجية، اتصل على 0512345678',
    contact: { name: 'نموذج سري', mobile: '0512345678' },
    ...more,
  });
}

async function act(id: string, action: string, input: Record<string, unknown> = {}) {
  later({ seconds: 1 });
  return call('reports.act', { id, action, input }, triage);
}

const webhook = (id: string) => call<WebhookItem>('exchange.get-webhook', { id });
const messages = async (id: string) => (await call<{ items: MessageItem[] }>('exchange.list-messages', { id })).items;

describe('a webhook', () => {
  test('is told what happens, signed so that anybody’s library verifies it, in the order of each report', async () => {
    const { id, secret } = await add(first.url);
    const one = await report();
    await act(one.id, 'triage');
    await work();
    expect(first.received.map(({ type }) => type).slice(0, 2)).toEqual(['report.received', 'report.state-changed']);
    const [received, moved] = first.received;
    expect(first.verified(received!, secret)).toMatchObject({ type: 'report.received' });
    expect(received!.data.report).toMatchObject({ number: one.number, category: { code: 'RD-10' } });
    expect(moved!.data.change).toMatchObject({ from: 'received', to: 'triaged', version: 2 });
    expect(received!.headers['webhook-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(() => first.verified({ ...received!, body: received!.body.replace('RD-10', 'RD-11') }, secret)).toThrow();
    const whole = first.received.map(({ body }) => body).join(' ');
    expect(whole).not.toMatch(/512345678|نموذج سري|contact/);
    expect(await webhook(id)).toMatchObject({ status: 'active', failures: 0, waiting: 0, dead: 0 });
    const [newest] = await messages(id);
    const details = await call<{ tries: unknown[] }>('exchange.get-message', { id, messageId: newest!.id });
    expect(details.tries).toMatchObject([{ status: 200, failure: null, answer: 'thank you' }]);
  });

  test('hears only what it asks for, and nothing of what happened before it was', async () => {
    await report();
    await city.settle();
    await add(first.url, { events: ['report.state-changed'], categories: ['RD-10'] });
    await add(second.url, { categories: ['LT-01'] });
    const one = await report();
    await act(one.id, 'triage');
    await work();
    expect(first.received.map(({ type }) => type)).toEqual(['report.state-changed']);
    expect(second.received).toEqual([]);
  });

  test('shows each reader only what is theirs, and takes back what is public no more', async () => {
    await add(first.url);
    await add(second.url, { view: 'office' });
    const one = await report();
    await work();
    await act(one.id, 'note', { text: 'ملاحظة داخلية نموذجية', audience: ['office'] });
    await act(one.id, 'reject', { result: 'permitted', reason: 'سبب نموذجي لا يقرؤه غيركم' });
    await work();
    expect(first.received.map(({ type }) => type)).toContain('report.withdrawn');
    const withdrawn = first.received.find(({ type }) => type === 'report.withdrawn');
    expect(withdrawn!.data).toEqual({ report: { number: one.number } });
    expect(first.received.some(({ type }) => type === 'report.changed')).toBe(false);
    expect(second.received.map(({ type }) => type)).toContain('report.changed');
    expect(second.received[0]!.data.report).toMatchObject({ version: 1, team: expect.anything() });
    expect(first.received[0]!.data.report).not.toHaveProperty('team');
    expect(second.received.map(({ body }) => body).join(' ')).not.toMatch(/ملاحظة|512345678|نموذج سري/);
  });

  test('is signed by both secrets while one follows the other', async () => {
    const { id, secret } = await add(first.url);
    const turned = await call<{ secret: string; formerUntil: string }>('exchange.rotate-webhook-secret', { id });
    await call('exchange.test-webhook', { id });
    await work();
    const [both] = first.received;
    expect(String(both!.headers['webhook-signature']).split(' ')).toHaveLength(2);
    for (const known of [secret, turned.secret]) expect(first.verified(both!, known)).toBeTruthy();
    later({ hours: 25 });
    await call('exchange.test-webhook', { id });
    await work();
    expect(String(first.received[1]!.headers['webhook-signature']).split(' ')).toHaveLength(1);
    const ended = await call<{ secret: string; formerUntil: null }>('exchange.rotate-webhook-secret', {
      id,
      endFormer: true,
    });
    expect(ended.formerUntil).toBeNull();
    const stored = await city.owner.query('select sealed_secret from exchange.webhook');
    expect(stored.rows[0].sealed_secret).not.toContain(ended.secret.slice(6, 20));
  });

  test('keeps what comes while it is paused, and is told when it starts again', async () => {
    const { id } = await add(first.url);
    await call('exchange.pause-webhook', { id });
    await report();
    await work();
    expect(first.received).toEqual([]);
    await expect(call('exchange.test-webhook', { id })).rejects.toMatchObject({ code: 'exchange.not-sending' });
    expect(await webhook(id)).toMatchObject({ status: 'paused', waiting: 1 });
    await call('exchange.resume-webhook', { id });
    await work();
    expect(first.received).toHaveLength(1);
    await call('exchange.remove-webhook', { id });
    await expect(webhook(id)).rejects.toMatchObject({ code: 'exchange.not-found' });
  });
});

describe('receivers that fail', () => {
  test.each([
    ['down', 'answered 500'],
    ['redirecting', 'answered 302: redirects are not followed'],
    ['hanging-up', /ECONNRESET|socket hang up/],
    ['hanging', `no answer within ${CALL_MILLISECONDS / 1_000} s`],
  ] as const)('%s: the message waits, is tried again under its id, and arrives', async (manner, reason) => {
    const { id } = await add(first.url);
    first.manner = manner;
    await report();
    await work();
    const [failed] = await messages(id);
    expect(failed).toMatchObject({ status: 'failed', attempts: 1, reason: expect.stringMatching(reason) });
    expect(first.received).toHaveLength(1);
    first.manner = 'happy';
    later({ seconds: 6 });
    await work();
    expect((await messages(id))[0]).toMatchObject({ status: 'delivered', attempts: 2, reason: null });
    expect(new Set(first.received.map((one) => one.id)).size).toBe(1);
    expect(await webhook(id)).toMatchObject({ failures: 0, failingSince: null });
  });

  test.each(['huge', 'endless', 'half', 'slow'] as const)(
    '%s: what was said with the status counts',
    async (manner) => {
      const { id } = await add(first.url);
      first.manner = manner;
      await report();
      await work();
      expect((await messages(id))[0]).toMatchObject({ status: 'delivered', attempts: 1 });
      await expect.poll(() => first.open.now).toBe(0);
    },
  );

  test('that speak no TLS where it was promised', async () => {
    const { id } = await add(first.url.replace('http:', 'https:'));
    await report();
    await work();
    expect((await messages(id))[0]).toMatchObject({ status: 'failed', reason: expect.stringMatching(/EPROTO|SSL/i) });
  });

  test('that ask for more time get it', async () => {
    const { id } = await add(first.url);
    first.manner = 'busy';
    await report();
    await work();
    later({ seconds: 100 });
    await work();
    expect(first.received).toHaveLength(1);
    first.manner = 'happy';
    later({ seconds: 30 });
    await work();
    expect((await messages(id))[0]).toMatchObject({ status: 'delivered' });
  });

  test('that are gone are switched off, and whoever answers for them is told', async () => {
    const { id } = await add(first.url);
    first.manner = 'gone';
    await report();
    await report();
    await work();
    expect(await webhook(id)).toMatchObject({ status: 'disabled', reason: 'answered 410 Gone', waiting: 0, dead: 2 });
    await city.settle();
    const told = await city.owner.query(`select title from notifications.message where notice = 'webhook-disabled'`);
    expect(told.rows.length).toBeGreaterThan(0);
    expect(told.rows[0].title).toContain('نظام نموذجي');
  });

  test('for three days are switched off; what did not arrive is replayed, one or all of a span', async () => {
    const { id } = await add(first.url);
    first.manner = 'down';
    const from = clock.toString();
    for (let i = 0; i < 3; i += 1) await report();
    for (let hour = 0; hour < 100 && (await webhook(id)).status === 'active'; hour += 8) {
      await work();
      later({ hours: 8 });
    }
    expect(await webhook(id)).toMatchObject({ status: 'disabled', dead: 3 });
    first.manner = 'happy';
    first.received.length = 0;
    await call('exchange.resume-webhook', { id });
    const [newest] = await messages(id);
    await call('exchange.replay-message', { id, messageId: newest!.id });
    await work();
    expect(first.received).toHaveLength(1);
    const { messages: count } = await call<{ messages: number }>('exchange.replay-messages', {
      id,
      from,
      to: clock.toString(),
    });
    expect(count).toBe(2);
    await work();
    expect(new Set(first.received.map((one) => one.id)).size).toBe(3);
    expect(await webhook(id)).toMatchObject({ dead: 0, waiting: 0 });
  });
});

describe('one receiver', () => {
  test('that hangs never keeps another waiting', async () => {
    await add(first.url);
    await add(second.url);
    first.manner = 'hanging';
    for (let i = 0; i < 12; i += 1) await report();
    await city.settle();
    const running = work();
    // All arrive while the first call to the other receiver still hangs.
    await expect.poll(() => second.received.length, { timeout: 20_000 }).toBe(12);
    expect(first.received.length).toBeLessThan(12);
    await running;
    expect(second.open.most).toBeLessThanOrEqual(4);
    expect(first.open.most).toBeLessThanOrEqual(4);
  });

  test('is told of one report in order, though some tries fail', async () => {
    const { id } = await add(first.url, { view: 'office' });
    first.manner = 'down';
    const one = await report();
    await act(one.id, 'triage');
    await act(one.id, 'note', { text: 'نموذج', audience: ['office'] });
    await work();
    expect(first.received).toHaveLength(1);
    first.manner = 'happy';
    for (let i = 0; i < 5; i += 1) {
      later({ minutes: 10 });
      await work();
    }
    const versions = first.received.slice(1).map(({ data }) => data.change!.version);
    expect(versions).toEqual([...versions].sort((a, b) => Number(a) - Number(b)));
    expect(versions).toHaveLength(3);
    expect((await messages(id)).every(({ status }) => status === 'delivered')).toBe(true);
  });
});

describe('addresses', () => {
  test.each([
    ['http://receiver.example/hook', 'exchange.address-not-https'],
    ['https://user:secret@receiver.example/hook', 'exchange.address-with-password'],
    ['https://10.0.0.1/hook', 'exchange.address-refused'],
    ['https://192.168.1.1/hook', 'exchange.address-refused'],
    ['https://169.254.169.254/latest/meta-data', 'exchange.address-refused'],
    ['https://[::1]/hook', 'exchange.address-refused'],
    ['https://[::ffff:10.0.0.1]/hook', 'exchange.address-refused'],
    ['https://[fd00::1]/hook', 'exchange.address-refused'],
    ['https://0x7f000002/hook', 'exchange.address-refused'],
    ['https://100.64.0.1/hook', 'exchange.address-refused'],
    ['https://0.0.0.0/hook', 'exchange.address-refused'],
  ])('%s is refused', async (url, code) => {
    await expect(add(url)).rejects.toMatchObject({ code });
  });

  test('a name that leads into a private network is refused when it is called, whatever it led to before', async () => {
    const asked: string[] = [];
    const rebinding = createReceivers({
      allowed: [],
      timeoutMilliseconds: CALL_MILLISECONDS,
      lookup: ((name: string, _: unknown, done: (e: null, found: unknown) => void) => {
        asked.push(name);
        done(null, [{ address: '127.0.0.1', family: 4 }]);
      }) as never,
    });
    const went = await rebinding.post(`https://receiver.example:${first.port}/hook`, {}, '{}');
    expect(went).toMatchObject({ status: null, failure: 'receiver.example leads into a private network' });
    expect(asked).toEqual(['receiver.example']);
    expect(first.received).toEqual([]);
  });
});

describe('a service account', () => {
  test('arranges its own webhooks of public reports, and sees no others', async () => {
    const { rows: bodies } = await city.owner.query(
      `select id from identity.party where tenant_id = $1 and kind in ('agency', 'organisation') limit 2`,
      [city.eastern.id],
    );
    const keys = await Promise.all(
      bodies.map(({ id }) =>
        city.asSystem<{ key: string }>('identity.create-api-key', {
          ownerId: id,
          name: { ar: 'نظام نموذجي' },
          label: 'sample',
          scopes: ['exchange.*'],
        }),
      ),
    );
    const actors = await Promise.all(
      keys.map(async ({ key }) => (await city.composition.identity.api.actorFor(key, city.eastern, 'api'))!.actor),
    );
    const form = { name: 'وجهتي', url: first.url };
    const { id } = await call<{ id: string }>('exchange.add-webhook', form, actors[0]);
    expect(await call('exchange.get-webhook', { id }, actors[0])).toMatchObject({ view: 'public' });
    await expect(call('exchange.get-webhook', { id }, actors[1])).rejects.toMatchObject({ code: 'exchange.not-found' });
    await expect(call('exchange.remove-webhook', { id }, actors[1])).rejects.toMatchObject({
      code: 'exchange.not-found',
    });
    await expect(call('exchange.add-webhook', { ...form, view: 'office' }, actors[0])).rejects.toMatchObject({
      code: 'exchange.public-only',
    });
    expect((await call<{ items: unknown[] }>('exchange.list-webhooks', {}, actors[1])).items).toEqual([]);
  });
});
