import { afterAll, beforeAll, expect, test } from 'vitest';
import { type City, startCity } from '../../../tests/support/city.ts';
import { feedFaults } from '../../../tests/support/feed-rules.ts';

let city: City;
let now = Temporal.Instant.from('2026-11-22T09:00:00Z');
beforeAll(async () => {
  city = await startCity({ environment: { DEMO: 'on' }, now: () => now });
}, 120_000);
afterAll(() => city.close());

const base = () => `http://127.0.0.1:${city.port}`;
async function call(path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${base()}/api/v1${path}`, {
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What lies in the development mailbox for an address, the newest first, after everything due was sent. */
async function mailbox(address: string): Promise<{ subject: string; text: string }[]> {
  // Letters of one moment have no order.
  now = now.add({ seconds: 1 });
  await city.settle();
  await city.asSystem('reports.send-alerts', {});
  await city.settle();
  const sending = city.composition.modules
    .flatMap(({ jobs = [] }) => jobs)
    .filter(({ name }) => name.startsWith('notifications.deliver'));
  for (const job of sending)
    await job.run({
      now,
      signal: new AbortController().signal,
      newId: () => crypto.randomUUID(),
      tenants: city.composition.tenants.all,
      transaction: (tenantId, work) => city.database.transaction(tenantId, work),
      call: (tenant, operation, input) => city.composition.callAsSystem(tenant, operation, input),
    });
  const { rows } = await city.owner.query<{ subject: string; text: string }>(
    'select subject, body as text from notifications.dev_mailbox where address = $1 order by id desc',
    [address],
  );
  return rows;
}

const submit = (category: string, longitude: number, latitude: number) =>
  call('/reports', { category, location: { longitude, latitude }, description: 'بلاغ نموذجي للاختبار' });

const linkIn = (text: string) => /\/alerts\/([0-9a-f-]{36})\?token=([\w-]+)/.exec(text)!.slice(1) as [string, string];

test('an alert begins only when it is confirmed, tells what is public and near, and ends with one request', async () => {
  const email = 'sample-near@example.com';
  const point = { longitude: 50.1, latitude: 26.43 };
  const asked = await call('/report-alerts', { email, language: 'ar', point, radiusMetres: 500, frequency: 'now' });
  expect(asked.status).toBe(200);
  const [letter] = await mailbox(email);
  expect(letter!.subject).toContain('أكّد');
  const [id, token] = linkIn(letter!.text);

  await submit('RD-01', 50.1, 26.43);
  expect(await mailbox(email)).toHaveLength(1);
  expect((await call(`/report-alerts/${id}/confirmation`, { token: 'A'.repeat(22) })).body.code).toBe(
    'reports.alert-not-found',
  );
  expect((await call(`/report-alerts/${id}/confirmation`, { token })).status).toBe(200);

  const near = await submit('RD-01', 50.1001, 26.4301);
  const far = await submit('RD-01', 50.2, 26.43);
  const secret = await submit('LT-06', 50.1, 26.43);
  const [told, ...older] = await mailbox(email);
  expect(older).toHaveLength(1);
  expect(told!.text).toContain(near.body.number);
  expect(told!.text).not.toContain(far.body.number);
  expect(told!.text).not.toContain(secret.body.number);
  expect(told!.text).not.toContain('بلاغ نموذجي');

  // Nothing more for a quarter of an hour, then everything together.
  await submit('RD-01', 50.1, 26.4302);
  await submit('RD-02', 50.1, 26.4303);
  now = now.add({ minutes: 5 });
  expect(await mailbox(email)).toHaveLength(2);
  now = now.add({ minutes: 15 });
  const [together] = await mailbox(email);
  expect(together!.subject).toContain('2');

  const unsubscribe = `${base()}/alerts/unsubscribe/${id}/${token}`;
  const { rows } = await city.owner.query<{ unsubscribe: string }>(
    "select request ->> 'unsubscribe' as unsubscribe from notifications.message where notice = 'alertReports'",
  );
  expect(rows.map((row) => row.unsubscribe)).toContain(`/alerts/unsubscribe/${id}/${token}`);
  const opened = await fetch(unsubscribe, { redirect: 'manual' });
  expect([opened.status, opened.headers.get('location')]).toEqual([303, `/ar/alerts/${id}?token=${token}`]);
  const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
  expect((await fetch(unsubscribe, oneClick)).status).toBe(204);
  expect((await fetch(unsubscribe, oneClick)).status).toBe(204);
  const left = await city.owner.query('select from reports.alert where email = $1', [email]);
  expect(left.rowCount).toBe(0);
});

test('a daily alert of a district gathers the day, and a report hidden meanwhile is left out', async () => {
  const email = 'sample-daily@example.com';
  const { rows } = await city.owner.query<{ id: string }>(
    "select id from territory.area where kind = 'municipality' and code = (select min(code) from territory.area where kind = 'municipality' and box(point(50.1,26.43), point(50.1,26.43)) && box)",
  );
  const area = rows[0]!.id;
  await call('/report-alerts', { email, language: 'en', everywhere: true, group: undefined, frequency: 'daily' });
  expect((await call('/report-alerts', { email, language: 'en', area, frequency: 'weekly' })).status).toBe(200);
  for (const letter of await mailbox(email)) {
    const [id, token] = linkIn(letter.text);
    await call(`/report-alerts/${id}/confirmation`, { token });
  }
  const kept = await submit('RD-01', 50.1, 26.43);
  const hidden = await submit('RD-01', 50.1, 26.44);
  expect(await mailbox(email)).toHaveLength(2);
  const supervisor = await city.signIn('supervisor-1');
  const acted = await fetch(`${base()}/api/v1/reports-office/${hidden.body.id}/actions`, {
    method: 'POST',
    headers: { ...supervisor.headers, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ action: 'edit', input: { hidden: true } }),
  });
  expect(acted.status).toBe(200);
  now = Temporal.Instant.from('2026-11-23T04:00:00Z');
  const [digest, ...others] = await mailbox(email);
  expect(others).toHaveLength(2);
  expect(digest!.text).toContain(kept.body.number);
  expect(digest!.text).not.toContain(hidden.body.number);
});

test('nobody is flooded with confirmations, and what is not confirmed is forgotten', async () => {
  const email = 'sample-flood@example.com';
  const ask = () => call('/report-alerts', { email, language: 'ar', everywhere: true });
  for (let n = 0; n < 3; n += 1) expect((await ask()).status).toBe(200);
  expect(await ask()).toMatchObject({ status: 429, body: { code: 'reports.too-many-alerts' } });
  expect((await call('/report-alerts', { email: 'no address', language: 'ar', everywhere: true })).body.code).toBe(
    'reports.alert-email',
  );
  expect((await call('/report-alerts', { email, language: 'ar' })).body.code).toBe('reports.alert-place');
  now = now.add({ hours: 49 });
  await city.asSystem('reports.send-alerts', {});
  const left = await city.owner.query('select from reports.alert where email = $1', [email]);
  expect(left.rowCount).toBe(0);
});

test('feeds are of the kind they say, name nobody, and are not sent twice', async () => {
  await submit('RD-01', 50.1, 26.43);
  for (const [form, type] of [
    ['rss', 'application/rss+xml'],
    ['atom', 'application/atom+xml'],
  ] as const) {
    const response = await fetch(`${base()}/feeds/reports.${form}?lang=en`);
    expect(response.headers.get('content-type')).toContain(type);
    const text = await response.text();
    expect(text).toContain('940-2026-');
    expect(feedFaults(text)).toEqual([]);
    const again = await fetch(`${base()}/feeds/reports.${form}?lang=en`, {
      headers: { 'if-none-match': response.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
    const since = await fetch(`${base()}/feeds/reports.${form}?lang=en`, {
      headers: { 'if-modified-since': response.headers.get('last-modified')! },
    });
    expect(since.status).toBe(304);
  }
  const near = await (await fetch(`${base()}/feeds/reports.atom?near=50.2,26.43&radius=300`)).text();
  expect(near.match(/<entry>/g)).toHaveLength(1);
  // An empty one is a feed all the same.
  for (const form of ['rss', 'atom']) {
    expect(feedFaults(await (await fetch(`${base()}/feeds/reports.${form}?near=10,10&radius=100`)).text())).toEqual([]);
  }
  expect((await fetch(`${base()}/feeds/reports.atom?district=none`)).status).toBe(422);
  expect((await fetch(`${base()}/feeds/reports.atom?limit=0`)).status).toBe(422);
  expect((await fetch(`${base()}/feeds/reports.atom?after=nothing`)).status).toBe(400);
});

test.each(['rss', 'atom'] as const)('%s goes on to the oldest report, a page at a time', async (form) => {
  const answer = await fetch(`${base()}/api/v1/reports?limit=100`);
  const { items } = (await answer.json()) as { items: { number: string }[] };
  expect(items.length).toBeGreaterThan(2);
  const seen: string[] = [];
  let address: string | undefined = `${base()}/feeds/reports.${form}?lang=en&limit=1`;
  while (address !== undefined) {
    const text: string = await (await fetch(address)).text();
    expect(feedFaults(text)).toEqual([]);
    seen.push(...[...text.matchAll(/<(?:id|guid)[^>]*>[^<]*(940-[\d-]+)</g)].map(([, number]) => number!));
    expect(/rel="first" href="([^"]+)"/.exec(text)?.[1]).not.toContain('after=');
    address = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&#38;', '&');
  }
  expect(seen).toEqual(items.map(({ number }) => number));
});
