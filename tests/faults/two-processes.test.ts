import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startPostgres } from '#platform/postgres.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';
import { App } from './app.ts';
import { jsonPost, randomOf, reportBody, signIn } from './desk.ts';

// Two real programs over one database and one folder of keys and files, as behind a balancer: whichever of them somebody
// meets, they are one.

const PATIENCE = { timeout: 180_000, interval: 200 };
const folder = mkdtempSync(join(tmpdir(), 'amanah-two-'));
chmodSync(folder, 0o711);
const random = randomOf(940);
let postgres: EmbeddedPostgres;
let owner: pg.Pool;
let one: App;
let other: App;
let receivers: WebhookReceiver[];
let administrator: string;
let resident: string;

beforeAll(async () => {
  const quiet = () => {};
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  postgres = await startPostgres({ dataDir: join(folder, 'postgres'), log, forgetful: true, tcp: true });
  const connectionString = postgres.connectionString();
  owner = new pg.Pool({ connectionString, max: 2 });
  owner.on('error', () => {});
  const { user, password, database } = new pg.Client({ connectionString });
  const env = {
    DATABASE_URL: `postgresql://${user}:${encodeURIComponent(String(password))}@127.0.0.1:${postgres.tcpPort}/${database}`,
    DATA_DIR: join(folder, 'data'),
    DEMO: 'on',
    LOG_LEVEL: 'warn',
    PRIVATE_RECEIVERS: '127.0.0.1/32',
  };
  const prepare = () => App.prepare({ env });
  [one, other] = [await prepare(), await prepare()];
  // Both at once, on an empty database: one makes the cities, the other finds them.
  await Promise.all([one.start(), other.start()]);
  receivers = [await startWebhookReceiver(), await startWebhookReceiver()];
  [administrator, resident] = (await signIn(one, 'administrator-1', 'resident-1')) as [string, string];
}, 300_000);

afterAll(async () => {
  for (const receiver of receivers ?? []) await receiver.close();
  for (const app of [one, other]) await app?.remove();
  await owner?.end();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

async function post<O>(app: App, cookie: string, path: string, body: unknown): Promise<O> {
  const { headers, ...rest } = jsonPost(cookie, body);
  const key = { 'idempotency-key': crypto.randomUUID() };
  const answer = await fetch(`${app.url}/api/v1${path}`, { method: 'POST', headers: { ...headers, ...key }, ...rest });
  const text = await answer.text();
  expect(answer.status, text).toBeLessThan(300);
  return JSON.parse(text) as O;
}
const get = (app: App, cookie: string, path: string) => fetch(`${app.url}/api/v1${path}`, { headers: { cookie } });
/** A report of somebody who signed in: many anonymous ones at once would have to wait. */
const report = (app: App, text: string) =>
  post<{ id: string; number: string; trackingCode: string }>(app, resident, '/reports', reportBody(text, random));

/** What a watched screen has heard so far. */
async function watch(app: App, cookie: string) {
  const ending = new AbortController();
  const answer = await fetch(`${app.url}/api/v1/live`, { headers: { cookie }, signal: ending.signal });
  expect(answer.status).toBe(200);
  const line = { heard: '', close: () => ending.abort() };
  void (async () => {
    const decoder = new TextDecoder();
    for await (const piece of answer.body!) line.heard += decoder.decode(piece, { stream: true });
  })().catch(() => {});
  await expect.poll(() => line.heard, PATIENCE).toContain('event: ready');
  return line;
}

test('what happens through one is seen on the screens of the other', async () => {
  const [triage] = (await signIn(one, 'triage-1')) as [string];
  const lines = [await watch(one, triage), await watch(other, triage)];
  for (const app of [one, other]) {
    const { id } = await report(app, 'نموذج شاشة');
    for (const line of lines) await expect.poll(() => line.heard, PATIENCE).toContain(id);
  }
  for (const line of lines) line.close();
});

test('a webhook is told of each event once, whichever of them wrote it', async () => {
  const [receiver] = receivers;
  const form = { name: 'نظام نموذجي', url: receiver!.url, view: 'office', events: ['report.received'] };
  const { id } = await post<{ id: string }>(other, administrator, '/webhooks', form);
  const made: string[] = [];
  for (let n = 0; n < 24; n += 1) made.push((await report(n % 2 === 0 ? one : other, `نموذج ${n}`)).number);
  const numbers = () => receiver!.received.map(({ data }) => String(data.report?.number)).sort();
  await expect.poll(() => new Set(numbers()).size, PATIENCE).toBe(made.length);
  // Nothing waits any more, so nothing comes any more.
  const waiting = async () =>
    (await owner.query('select 1 from exchange.message where webhook_id = $1 and next_at is not null', [id])).rowCount;
  await expect.poll(waiting, PATIENCE).toBe(0);
  expect(numbers()).toEqual([...made].sort());
  expect(new Set(receiver!.received.map((one) => one.id)).size).toBe(made.length);
});

test('a session that is revoked ends in both at once', async () => {
  for (const [here, there] of [
    [one, other],
    [other, one],
  ] as const) {
    const [cookie] = (await signIn(here, 'triage-2')) as [string];
    for (const app of [here, there]) expect((await get(app, cookie, '/identity/me')).status).toBe(200);
    const line = await watch(there, cookie);
    const sessions = (await (await get(here, cookie, '/identity/sessions')).json()) as {
      id: string;
      current: boolean;
    }[];
    const own = sessions.find(({ current }) => current)!;
    const headers = { cookie, 'idempotency-key': crypto.randomUUID() };
    const ended = await fetch(`${here.url}/api/v1/identity/sessions/${own.id}`, { method: 'DELETE', headers });
    expect(ended.status).toBe(200);
    for (const app of [here, there]) expect((await get(app, cookie, '/identity/me')).status).toBe(401);
    await expect.poll(() => line.heard, PATIENCE).toContain('event: ended');
    line.close();
  }
});

test('wrong guesses count together', async () => {
  const { number, trackingCode } = await report(one, 'نموذج رمز');
  const guess = async (app: App, code: string) => {
    const init = jsonPost(undefined, { number, code });
    return (await fetch(`${app.url}/api/v1/reports-track`, { method: 'POST', ...init })).status;
  };
  expect(await guess(other, trackingCode)).toBe(200);
  for (let n = 0; n < 20; n += 1) expect(await guess(n % 2 === 0 ? one : other, `${1_000 + n}-ABCD-EFGH`)).toBe(404);
  for (const app of [one, other]) expect(await guess(app, trackingCode)).toBe(429);
});

test('what one was doing when it was killed is taken over by the other', async () => {
  await other.stop();
  const [, receiver] = receivers;
  receiver!.manner = 'hanging';
  const form = { name: 'نظام لا يجيب', url: receiver!.url, events: ['report.assigned'] };
  const { id } = await post<{ id: string }>(one, administrator, '/webhooks', form);
  await post(one, administrator, `/webhooks/${id}/test`, {});
  // Its run is under way: it waits for an answer.
  await expect.poll(() => receiver!.open.now, PATIENCE).toBe(1);
  await other.start();
  await one.kill();
  receiver!.manner = 'happy';
  receiver!.release();
  const before = receiver!.received.length;
  await post(other, administrator, `/webhooks/${id}/test`, {});
  await expect.poll(() => receiver!.received.length, PATIENCE).toBeGreaterThan(before);
});
