// Long because every way of a delivery is tried over one set of templates, people and outlets.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rows, sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import type { DeliveredEvent, JobContext } from '#platform/module.ts';
import { SendFailure } from '#platform/send-failure.ts';
import { httpSms } from '#platform/sms.ts';
import type { Tenant } from '#platform/tenants.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
import type { NoticeRequested } from './api.ts';
import { deliverJob } from './deliver.ts';
import { NoticeTemplates } from './model.ts';
import { subjectOfParty } from './model-choices.ts';
import { chooseOutlets, type Outlet } from './outlets.ts';
import { noticeSubscription } from './requests.ts';
import { findMailbox } from './store.ts';
import { putChoices, putQuiet } from './store-choices.ts';
import { claimDeliveries, noteOutcome } from './store-deliveries.ts';
import { insertTemplates } from './store-templates.ts';
import { createTokens } from './tokens.ts';

const { database } = await testDatabase({ fresh: true });
const party = newId();
const baseUrlOf = () => 'https://amanah.example';
const tokens = createTokens(new Uint8Array(32));
let tenant: Tenant;
let eventId = 0;

const subscription = noticeSubscription(
  {
    contactsOf: async (_tx, ids) =>
      ids.includes(party)
        ? [{ partyId: party, email: 'sample@person.example', mobile: '0512345678', language: 'ar' }]
        : [],
  },
  baseUrlOf,
  tokens,
);

beforeAll(async () => {
  const templates = NoticeTemplates.parse({
    received: {
      purpose: { ar: 'استلام بلاغ' },
      sms: { ar: 'استلمنا بلاغك {number}' },
      email: { ar: { subject: 'بلاغك {number}', text: 'استلمنا بلاغك {number}.' } },
      inbox: { ar: { title: 'بلاغك {number}', text: 'استلمنا بلاغك.' } },
    },
  });
  tenant = await database.transaction(null, async (tx) => {
    const [row] = await rows<{ id: number }>(
      tx,
      sql`insert into platform.tenant (key, name, languages, time_zone, calendars)
          values ('sample', '{}', '{ar}', 'Asia/Riyadh', '{gregory}') returning id`,
    );
    return {
      id: row!.id,
      key: 'sample',
      name: { ar: 'أمانة نموذجية' },
      languages: ['ar'],
      timeZone: 'Asia/Riyadh',
      calendars: ['gregory'],
      settings: { countryCode: '+966' },
    };
  });
  await database.transaction(tenant.id, (tx) => insertTemplates(tx, templates, Temporal.Now.instant()));
});

const request = (payload: NoticeRequested): DeliveredEvent => ({
  id: ++eventId,
  tenantId: tenant.id,
  at: Temporal.Instant.from('2026-01-01T08:00:00Z'),
  type: 'cases.notice-requested',
  key: newId(),
  payload: payload as unknown as Record<string, unknown>,
});
const handle = (...events: DeliveredEvent[]) =>
  database.transaction(tenant.id, (tx) => subscription.handle(tx, events, tenant));

const context = (now = '2026-01-01T09:00:00Z'): JobContext => ({
  now: Temporal.Instant.from(now),
  signal: new AbortController().signal,
  newId,
  tenants: async () => [tenant],
  transaction: (id, work) => database.transaction(id, work),
  call: async () => undefined,
});
const deliveries = () =>
  database.transaction(tenant.id, (tx) =>
    rows<{ id: string; channel: string; status: string; attempts: number; reason: string | null }>(
      tx,
      sql`select id, channel, status, attempts, reason from notifications.delivery
          where tenant_id = platform.current_tenant() order by id`,
    ),
  );
const clear = () =>
  database.transaction(tenant.id, async (tx) => {
    await sql`delete from notifications.delivery where tenant_id = platform.current_tenant()`.execute(tx);
    await sql`delete from notifications.message where tenant_id = platform.current_tenant()`.execute(tx);
    await sql`delete from notifications.dev_mailbox where tenant_id = platform.current_tenant()`.execute(tx);
  });
const bySms = (mobile: string): NoticeRequested => ({
  notice: 'received',
  number: '940-1',
  to: [{ role: 'reporter', contact: { mobile } }],
});
const outlets = (sms: Outlet) => ({ email: sms, sms, push: sms });

describe('a requested notice', () => {
  test('is written once for each recipient, however often the event comes', async () => {
    await clear();
    const event = request({
      notice: 'received',
      number: '940-1',
      to: [
        { role: 'applicant', partyId: party },
        { role: 'reporter', partyId: party },
      ],
    });
    await handle(event, event);
    await handle(event);
    expect((await deliveries()).map(({ channel, status }) => [channel, status])).toEqual(
      expect.arrayContaining([
        ['email', 'queued'],
        ['sms', 'queued'],
      ]),
    );
    expect(await deliveries()).toHaveLength(2);
  });

  test('respects what the party switched off', async () => {
    await clear();
    await database.transaction(tenant.id, (tx) =>
      putChoices(
        tx,
        [{ subject: subjectOfParty(party), channel: 'email', kind: '*', wanted: false }],
        Temporal.Now.instant(),
      ),
    );
    await handle(request({ notice: 'received', number: '1', to: [{ role: 'applicant', partyId: party }] }));
    expect((await deliveries()).map(({ channel }) => channel)).toEqual(['sms']);
  });

  test('without a template is kept as dead and does not hold up others', async () => {
    await clear();
    await handle(request({ ...bySms('0512345678'), notice: 'unheard-of' }), request(bySms('0512345679')));
    expect((await deliveries()).map(({ status }) => status).sort()).toEqual(['dead', 'queued']);
  });
});

describe('delivery', () => {
  test('ends in the development mailbox where nothing else is set up', async () => {
    await clear();
    await handle(
      request({ notice: 'received', number: '7', to: [{ role: 'reporter', contact: { email: 'a@b.example' } }] }),
    );
    const parts = { mail: undefined, sms: undefined, baseUrlOf };
    await deliverJob(chooseOutlets({ ...parts, devMailbox: true })).run(context());
    const box = await database.transaction(tenant.id, (tx) => findMailbox(tx, null, 10));
    expect(box).toMatchObject([{ address: 'a@b.example', subject: 'بلاغك 7', sender: 'أمانة نموذجية', copies: 1 }]);
    expect(await deliveries()).toMatchObject([{ status: 'sent', attempts: 1 }]);
  });

  test('is never called sent where nothing is set up to send by', async () => {
    await clear();
    await handle(request(bySms('0512345678')));
    const parts = { mail: undefined, sms: undefined, baseUrlOf };
    await deliverJob(chooseOutlets({ ...parts, devMailbox: false })).run(context());
    expect(await deliveries()).toMatchObject([{ status: 'failed', reason: expect.stringContaining('SMS_URL') }]);
  });

  test('is tried again later, and no more after a final refusal', async () => {
    await clear();
    await handle(request(bySms('0512345678')));
    const failing = (permanent: boolean) =>
      deliverJob(
        outlets(async ({ address }) => {
          throw new SendFailure(`no route to ${address}`, permanent);
        }),
        () => 0,
      );
    await failing(false).run(context());
    expect(await deliveries()).toMatchObject([{ status: 'failed', attempts: 1, reason: 'no route to +9665••••78' }]);
    await failing(true).run(context('2026-01-01T09:00:20Z'));
    expect(await deliveries()).toMatchObject([{ status: 'failed', attempts: 1 }]);
    await failing(true).run(context('2026-01-01T09:00:40Z'));
    expect(await deliveries()).toMatchObject([{ status: 'dead', attempts: 2 }]);
  });

  test('interrupted between sending and noting it goes out once more, under the same id', async () => {
    await clear();
    await handle(request(bySms('0512345678')));
    const sent: string[] = [];
    const job = deliverJob(
      outlets(async ({ id }) => {
        sent.push(id);
        return { providerId: '1' };
      }),
    );
    const dying = {
      ...context(),
      transaction: (() => {
        let calls = 0;
        return ((id, work) => {
          if (++calls === 2) throw new Error('the process died here');
          return database.transaction(id, work);
        }) as JobContext['transaction'];
      })(),
    };
    await expect(job.run(dying)).rejects.toThrow('could not be noted');
    expect(await deliveries()).toMatchObject([{ status: 'sending' }]);
    await job.run(context('2026-01-01T09:04:00Z'));
    expect(sent).toHaveLength(1);
    await job.run(context('2026-01-01T09:06:00Z'));
    await job.run(context('2026-01-01T10:00:00Z'));
    expect(new Set(sent).size).toBe(1);
    expect(sent).toHaveLength(2);
    expect(await deliveries()).toMatchObject([{ status: 'sent', attempts: 2 }]);
  });

  test('is claimed by one of several workers, and a worker that lost its lease notes nothing', async () => {
    await clear();
    await handle(...Array.from({ length: 30 }, (_, i) => request(bySms(`05123456${String(i).padStart(2, '0')}`))));
    const now = Temporal.Instant.from('2026-01-01T09:00:00Z');
    const claim = (at: Temporal.Instant) =>
      database.transaction(tenant.id, (tx) => claimDeliveries(tx, at, at.add({ minutes: 5 }), 10));
    const claimed = (await Promise.all([claim(now), claim(now), claim(now)])).flat();
    expect(new Set(claimed.map(({ id }) => id)).size).toBe(30);
    const again = await claim(now.add({ minutes: 6 }));
    const first = claimed.find(({ id }) => id === again[0]!.id)!;
    const note = (delivery: typeof first) =>
      database.transaction(tenant.id, (tx) => noteOutcome(tx, delivery, { status: 'sent', providerId: '1' }, now));
    expect(await note(first)).toBe(false);
    expect(await note(again[0]!)).toBe(true);
  });
});

describe('the SMS gateway', () => {
  let server: Server;
  let answer = 200;
  const seen: { headers: Record<string, unknown>; body: unknown }[] = [];
  beforeAll(async () => {
    server = createServer(async (incoming, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      seen.push({ headers: incoming.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      if (answer === 0) return;
      response.writeHead(answer).end('{"id":"g-1"}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const send = (timeout?: number) =>
    httpSms(`http://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}/send`, timeout).send({
      to: '+966512345678',
      sender: 'Sample',
      text: 'نص',
      id: 'one',
    });

  test('gets the message with a key to recognise a repetition by', async () => {
    answer = 200;
    expect(await send()).toEqual({ providerId: 'g-1' });
    expect(seen.at(-1)).toMatchObject({
      headers: { 'idempotency-key': 'one', authorization: 'Basic dXNlcjpzZWNyZXQ=' },
      body: { to: '+966512345678', from: 'Sample', text: 'نص', reference: 'one' },
    });
  });
  test.each([
    [400, true],
    [422, true],
    [401, false],
    [429, false],
    [503, false],
    [302, false],
  ])('answering %i is final: %s', async (status, permanent) => {
    answer = status;
    await expect(send()).rejects.toMatchObject({ name: 'SendFailure', permanent });
  });
  test('that does not answer in time may be asked again', async () => {
    answer = 0;
    await expect(send(200)).rejects.toMatchObject({ name: 'SendFailure', permanent: false });
  });
});

describe('what somebody chose', () => {
  const address = 'nobody@person.example';
  const subject = tokens.subjectOfAddress(1, address);
  const calendars = {
    calendarOf: async () => ({
      timeZone: 'Asia/Riyadh',
      weekend: [5, 6],
      hours: { from: '07:30', to: '14:30' },
      holidays: [],
      seasons: [],
    }),
  };
  const byEmail: NoticeRequested = {
    notice: 'received',
    number: '940-1',
    to: [{ role: 'reporter', contact: { email: address } }],
  };

  test('holds for a bare address, and the letter carries the way to choose', async () => {
    await clear();
    await handle(request(byEmail));
    const [letter] = await database.transaction(tenant.id, (tx) =>
      rows<{ sign_off: string; body: string }>(
        tx,
        sql`select sign_off, body from notifications.delivery where tenant_id = platform.current_tenant()`,
      ),
    );
    expect(letter!.body).toContain(`https://amanah.example/ar/notices/${letter!.sign_off}`);
    expect(tokens.read(tenant.id, letter!.sign_off)).toMatchObject({ channel: 'email', kind: 'progress' });
    expect(tokens.read(tenant.id + 1, letter!.sign_off)).toBeUndefined();
    expect(tokens.read(tenant.id, letter!.sign_off.replace('progress', 'outcome'))).toBeUndefined();

    const own = tokens.read(tenant.id, letter!.sign_off)!;
    await database.transaction(tenant.id, (tx) => putChoices(tx, [{ ...own, wanted: false }], Temporal.Now.instant()));
    await clear();
    await handle(request(byEmail));
    expect(await deliveries()).toEqual([]);
    expect(subject).toMatch(/^a[0-9a-f]{32}$/);
  });

  test('what can wait waits for the end of quiet hours, without losing a try', async () => {
    await clear();
    const mobile = '0512345699';
    await database.transaction(tenant.id, (tx) =>
      putQuiet(
        tx,
        tokens.subjectOfAddress(tenant.id, '+966512345699'),
        { from: '22:00', to: '07:00' },
        Temporal.Now.instant(),
      ),
    );
    await handle(request(bySms(mobile)));
    const sent: string[] = [];
    const job = deliverJob(
      outlets(async ({ text }) => {
        sent.push(text);
        return { providerId: '1' };
      }),
      () => 0,
      { channel: 'sms', calendars },
    );
    // 23:00 in Riyadh.
    await job.run(context('2026-01-01T20:00:00Z'));
    expect(sent).toEqual([]);
    expect(await deliveries()).toMatchObject([{ status: 'queued', attempts: 0 }]);
    await job.run(context('2026-01-02T03:59:00Z'));
    expect(sent).toEqual([]);
    await job.run(context('2026-01-02T04:00:01Z'));
    expect(sent).toHaveLength(1);
  });

  test('a channel that hangs holds up no other', async () => {
    await clear();
    await handle(
      request({
        notice: 'received',
        number: '940-1',
        to: [{ role: 'reporter', contact: { mobile: '0512345678', email: 'other@person.example' } }],
      }),
    );
    let release = () => {};
    const hanging = new Promise<{ providerId: string }>((resolve) => {
      release = () => resolve({ providerId: '2' });
    });
    const out = { email: async () => ({ providerId: '1' }), sms: () => hanging, push: () => hanging };
    const slow = deliverJob(out, () => 0, { channel: 'sms' }).run(context());
    await deliverJob(out, () => 0, { channel: 'email' }).run(context());
    const [email] = (await deliveries()).filter(({ channel }) => channel === 'email');
    expect(email).toMatchObject({ status: 'sent' });
    release();
    await slow;
  });
});
