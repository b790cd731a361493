import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Actor, anonymous, type Role, systemActor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import { rows, sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import { openApi } from '#platform/openapi.ts';
import { createPipeline } from '#platform/pipeline.ts';
import type { Tenant } from '#platform/tenants.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
import type { NoticeRequested } from './api.ts';
import { createNotifications } from './module.ts';

const { database } = await testDatabase({ fresh: true });
const tenant: Tenant = {
  id: 1,
  key: 'sample',
  name: { ar: 'أمانة نموذجية', en: 'Sample Municipality' },
  languages: ['ar', 'en'],
  timeZone: 'Asia/Riyadh',
  calendars: ['gregory'],
  settings: { countryCode: '+966' },
};
const resident = newId();
const contacts = new Map<Id, { mobile: string }>([[resident, { mobile: '0512345678' }]]);
const parts = {
  directory: {
    displayNames: async () => new Map(),
    contactsOf: async (_tx: unknown, ids: readonly Id[]) =>
      ids.flatMap((partyId) => (contacts.has(partyId) ? [{ partyId, ...contacts.get(partyId)! }] : [])),
  },
  mail: undefined,
  sms: undefined,
  devMailbox: true,
  baseUrlOf: () => 'https://amanah.example',
  dataDir: mkdtempSync(join(tmpdir(), 'amanah-notices-')),
  pushContact: () => 'mailto:office@amanah.example',
  pushServices: [],
  calendars: {
    calendarOf: async () => {
      throw new Error('no job runs here');
    },
  },
  signOffKey: new Uint8Array(32),
};
const { module, api } = createNotifications(parts);
afterAll(() => rmSync(parts.dataDir, { recursive: true }));
const pipeline = createPipeline({
  database,
  operations: module.operations,
  record: () => sql`select 1`,
  isHeard: () => false,
  wakeRelay: () => {},
});
const person = (partyId: Id, ...roles: Role[]): Actor => ({
  ...anonymous(1),
  kind: 'person',
  partyId,
  segment: roles.length > 0 ? 'employee' : 'individual',
  roles: roles.map((role) => ({ role, municipalityId: null })),
});
const administrator = person(newId(), 'administrator');
const auditor = person(newId(), 'auditor');
const call = async <O>(actor: Actor, operation: string, input: unknown = {}): Promise<O> =>
  (
    await pipeline.call({
      operation: `notifications.${operation}`,
      input,
      actor,
      tenant,
      requestId: 'r',
      idempotencyKey: newId(),
    })
  ).output as O;

interface List {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next: Id | null;
  readonly unread: number;
}

let eventId = 0;
const request = (payload: NoticeRequested) =>
  database.transaction(1, (tx) =>
    module.subscriptions![0]!.handle(
      tx,
      [
        {
          id: ++eventId,
          tenantId: 1,
          at: Temporal.Instant.from('2026-01-01T08:00:00Z').add({ seconds: eventId }),
          type: 'cases.notice-requested',
          key: newId(),
          payload: payload as unknown as Record<string, unknown>,
        },
      ],
      tenant,
    ),
  );
const template = (text: string) => ({
  purpose: { ar: 'استلام بلاغ' },
  sms: { ar: text },
  inbox: { ar: { title: 'بلاغك {number}', text: 'استلمنا بلاغك.' } },
});

describe('words of notices', () => {
  test('a change adds a version, the same words add none', async () => {
    const put = (text: string) => call(systemActor(1), 'put-templates', { templates: { received: template(text) } });
    expect(await put('بلاغك {number}')).toEqual({ changed: [{ key: 'received', version: 1 }] });
    expect(await put('بلاغك {number}')).toEqual({ changed: [] });
    expect(await put('استلمنا بلاغك {number}')).toEqual({ changed: [{ key: 'received', version: 2 }] });
    expect(await call(auditor, 'list-templates')).toMatchObject({ items: [{ key: 'received', version: 2 }] });
    expect(await database.transaction(1, (tx) => api.templateKeys(tx))).toEqual(['received']);
  });
  test('a misspelt place is refused before it is saved', async () => {
    await expect(
      call(administrator, 'put-templates', { templates: { received: template('بلاغك {nubmer}') } }),
    ).rejects.toMatchObject({ status: 422, fields: [expect.objectContaining({ code: 'undeclared-place' })] });
  });
  test('a preview shows each channel, its size, and what is wrong', async () => {
    const { previews } = await call<{ previews: object[] }>(administrator, 'preview-template', { key: 'received' });
    expect(previews).toMatchObject([
      { channel: 'inbox', subject: 'بلاغك 940-2026-101-000000-00', problem: null },
      { channel: 'sms', sms: { encoding: 'UCS-2', segments: 1 }, problem: null },
    ]);
    const long = await call<{ previews: object[] }>(administrator, 'preview-template', {
      key: 'unsaved',
      template: { purpose: { ar: 'طويل' }, sms: { ar: 'ن'.repeat(500) } },
    });
    expect(long.previews).toMatchObject([{ problem: { code: 'notifications.too-long' } }]);
    await expect(call(administrator, 'preview-template', { key: 'unheard' })).rejects.toMatchObject({ status: 404 });
  });
});

describe('the inbox', () => {
  test('is the reader’s own, newest first, page by page', async () => {
    for (const number of ['1', '2', '3']) {
      const values: Record<string, { path: string }> = number === '2' ? { link: { path: '/reports/2' } } : {};
      await request({ notice: 'received', number, values, to: [{ role: 'reporter', partyId: resident }] });
    }
    const me = person(resident);
    const first = await call<List>(me, 'list-inbox', { limit: '2' });
    expect(first.items.map(({ number }) => number)).toEqual(['3', '2']);
    expect(first).toMatchObject({
      unread: 3,
      items: [{ path: null, title: 'بلاغك 3', at: '2026-01-01T08:00:03+00:00' }, { path: '/reports/2' }],
    });
    const second = await call<List>(me, 'list-inbox', { limit: 2, before: first.next });
    expect(second).toMatchObject({ items: [{ number: '1' }], next: null });
    expect((await call<List>(auditor, 'list-inbox')).items).toEqual([]);
    expect((await call<List>({ ...auditor, onBehalfOf: resident }, 'list-inbox')).items).toHaveLength(3);

    const ids = [first.items[0]!.id];
    expect(await call(auditor, 'mark-read', { ids })).toEqual({ marked: 0, unread: 0 });
    expect(await call(me, 'mark-read', { ids })).toEqual({ marked: 1, unread: 2 });
    expect(await call(me, 'mark-read', { ids: 'all' })).toEqual({ marked: 2, unread: 0 });
    await expect(call(anonymous(1), 'list-inbox')).rejects.toMatchObject({ status: 401 });
  });

  test('preferences are on until changed, by kind and channel, and keep their quiet hours', async () => {
    const me = person(newId());
    const before = await call<{ choices: { kind: string; email: boolean }[]; quiet: object }>(me, 'get-preferences');
    expect(before.choices.every(({ email }) => email)).toBe(true);
    expect(before.quiet).toEqual({ mode: 'tenant' });
    const quiet = { mode: 'own', from: '21:30', to: '06:30' };
    await call(me, 'put-preferences', { choices: [{ kind: 'progress', email: false, sms: true, push: true }], quiet });
    const after = await call<typeof before>(me, 'get-preferences');
    expect(after.choices.filter(({ email }) => !email).map(({ kind }) => kind)).toEqual(['progress']);
    expect(after.quiet).toEqual(quiet);
  });

  test('a browser is one person’s, of a known push service, and can be removed by them alone', async () => {
    const me = person(newId());
    const keys = { p256dh: `B${'a'.repeat(86)}`, auth: 'a'.repeat(22), device: 'Sample' };
    await expect(call(me, 'add-device', { ...keys, endpoint: 'https://127.0.0.1/internal' })).rejects.toMatchObject({
      code: 'notifications.unknown-push-service',
    });
    const { id } = await call<{ id: Id }>(me, 'add-device', {
      ...keys,
      endpoint: 'https://fcm.googleapis.com/fcm/send/x',
    });
    await expect(call(person(newId()), 'remove-device', { id })).rejects.toMatchObject({ status: 404 });
    expect(await call(me, 'remove-device', { id })).toEqual({ id });
  });
});

describe('the delivery log', () => {
  test('is for supervisor, administrator and auditor, with masked addresses', async () => {
    const log = await call<List>(auditor, 'list-deliveries', { status: 'queued', limit: 2 });
    expect(log.items).toMatchObject([{ number: '3', address: '+9665••••78', status: 'queued' }, { number: '2' }]);
    expect(JSON.stringify(log)).not.toContain('512345678');
    expect((await call<List>(auditor, 'list-deliveries', { before: log.next })).items).toHaveLength(1);
    for (const actor of [person(resident), person(newId(), 'officer')]) {
      await expect(call(actor, 'list-deliveries')).rejects.toMatchObject({ status: 403 });
    }
    await expect(call(auditor, 'retry-delivery', { id: log.items[0]!.id })).rejects.toMatchObject({ status: 403 });
    await expect(call(administrator, 'retry-delivery', { id: log.items[0]!.id })).rejects.toMatchObject({
      code: 'notifications.not-retriable',
    });
    await expect(call(administrator, 'retry-delivery', { id: newId() })).rejects.toMatchObject({ status: 404 });
  });

  test('what had no words goes out once it has', async () => {
    await request({ notice: 'closed', number: '9', to: [{ role: 'reporter', contact: { mobile: '0512345679' } }] });
    const [dead] = (await call<List>(auditor, 'list-deliveries', { status: 'dead' })).items;
    expect(dead).toMatchObject({ notice: 'closed', reason: expect.stringContaining('unknown-template') });
    const id = dead!.id;
    await expect(call(administrator, 'retry-delivery', { id })).rejects.toMatchObject({
      code: 'notifications.unknown-template',
    });
    await call(administrator, 'put-templates', { templates: { closed: template('أُغلق بلاغك {number}') } });
    expect(await call(administrator, 'retry-delivery', { id })).toEqual({ id, status: 'queued' });
    const [row] = await database.transaction(1, (tx) =>
      rows<object>(tx, sql`select status, body, address, reason from notifications.delivery where id = ${id}`),
    );
    expect(row).toEqual({ status: 'queued', body: 'أُغلق بلاغك 9', address: '+966512345679', reason: null });
  });

  test('an address that was wrong is looked up again', async () => {
    const party = newId();
    contacts.set(party, { mobile: 'not a number' });
    await request({ notice: 'received', number: '10', to: [{ role: 'reporter', partyId: party }] });
    const [dead] = (await call<List>(auditor, 'list-deliveries', { status: 'dead' })).items;
    const id = dead!.id;
    await expect(call(administrator, 'retry-delivery', { id })).rejects.toMatchObject({
      code: 'notifications.bad-address',
    });
    contacts.set(party, { mobile: '0512345670' });
    expect(await call(administrator, 'retry-delivery', { id })).toMatchObject({ status: 'queued' });
  });
});

test('the development mailbox exists on a demonstration only', () => {
  const names = (devMailbox: boolean) =>
    createNotifications({ ...parts, devMailbox }).module.operations.map(({ name }) => name);
  expect(names(true)).toContain('notifications.list-dev-mailbox');
  expect(names(false)).not.toContain('notifications.list-dev-mailbox');
});

test('every operation can be printed into the reference', () => {
  expect(Object.keys(openApi(module.operations, 'http://localhost').paths as object).length).toBeGreaterThan(5);
});
