import { afterAll, beforeAll, expect, test } from 'vitest';
import { type City, startCity } from '../../../tests/support/city.ts';

let city: City;
let now = Temporal.Instant.from('2026-11-22T09:00:00Z');
beforeAll(async () => {
  city = await startCity({ environment: { DEMO: 'on' }, now: () => now });
}, 120_000);
afterAll(() => city.close());

const base = () => `http://127.0.0.1:${city.port}`;
interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many operations
  readonly body: any;
}
async function call(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const response = await fetch(`${base()}/api/v1${path}`, {
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...headers },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** What lies in the development mailbox for an address, the newest first, after everything due was sent. */
async function mailbox(address: string): Promise<{ subject: string | null; text: string }[]> {
  now = now.add({ seconds: 1 });
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
  const { rows } = await city.owner.query<{ subject: string | null; text: string }>(
    'select subject, body as text from notifications.dev_mailbox where address = $1 order by id desc',
    [address],
  );
  return rows;
}

const submit = async (category = 'RD-01', longitude = 50.1) =>
  (await call('/reports', { category, location: { longitude, latitude: 26.43 }, description: 'كلام نموذجي خاص' })).body;
const ask = (number: string, to: string, language = 'ar') =>
  call(`/reports/${number}/follow-requests`, { to, language });
const supporters = async (number: string) => (await call(`/reports/${number}`)).body.supporters as number;
async function act(id: string, action: string, input: object = {}) {
  const { headers } = await city.signIn('supervisor-1');
  const acted = await call(`/reports-office/${id}/actions`, { action, input }, headers);
  expect([acted.status, acted.body.code]).toEqual([200, undefined]);
}
const close = async ({ id }: { id: string }) => {
  await act(id, 'triage');
  await act(id, 'closeWithReason', { result: 'not-municipal', reason: 'سبب نموذجي للمبلّغ وحده' });
};
const secretIn = (text: string) => /\/f\/([0-9A-Z]{12})/.exec(text)![1]!;
/** Every text and json column of the tables in which an address could lie. */
async function traces(address: string): Promise<string[]> {
  const tables = ['reports.follower', 'notifications.message', 'notifications.delivery', 'notifications.dev_mailbox'];
  const found: string[] = [];
  for (const table of tables) {
    const { rowCount } = await city.owner.query(`select from ${table} t where to_jsonb(t)::text like $1`, [
      `%${address}%`,
    ]);
    if (rowCount) found.push(table);
  }
  return found;
}

test('an address hears of a report after confirming it, of what is public alone, until it stops', async () => {
  const email = 'sample-follower@example.com';
  const report = await submit();
  const asked = await ask(report.number, ` ${email.toUpperCase()} `);
  expect(asked.body).toMatchObject({ channel: 'email', to: email, hours: 48 });
  const [letter] = await mailbox(email);
  expect(letter!.subject).toBe(`أكّد متابعة البلاغ ${report.number}`);
  expect(await supporters(report.number)).toBe(0);
  expect(await traces(email)).not.toContain('reports.follower');

  const secret = secretIn(letter!.text);
  expect((await call(`/report-follows/${secret.replace(/./g, '0')}`)).body.code).toBe('reports.follow-not-found');
  expect((await call(`/report-follows/${secret}`)).body).toMatchObject({
    number: report.number,
    confirmed: false,
    to: 's•••@example.com',
  });
  const confirmed = await call(`/report-follows/${secret}/confirmation`, {});
  expect(confirmed.body).toEqual({ number: report.number });
  await call(`/report-follows/${secret}/confirmation`, {});
  expect(await supporters(report.number)).toBe(1);

  await close(report);
  const [news, ...older] = await mailbox(email);
  expect(older).toHaveLength(1);
  expect(news!.subject).toContain('مغلق دون تأكيد الإصلاح');
  expect(news!.text).toContain(`/ar/reports/${report.number}`);
  expect(news!.text).toContain(`/ar/f/${secret}`);
  for (const hidden of ['كلام نموذجي', 'سبب نموذجي', report.trackingCode]) expect(news!.text).not.toContain(hidden);
  const stored = await city.owner.query<{ request: string }>(
    "select request::text from notifications.message where notice = 'followNews'",
  );
  for (const { request } of stored.rows) {
    expect(request).toContain(`"unsubscribe": "/f/${secret}"`);
    for (const hidden of ['سبب نموذجي', report.trackingCode]) expect(request).not.toContain(hidden);
  }

  const opened = await fetch(`${base()}/f/${secret}`, { redirect: 'manual' });
  expect([opened.status, opened.headers.get('location')]).toEqual([303, `/ar/f/${secret}`]);
  const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
  expect((await fetch(`${base()}/f/${secret}`, oneClick)).status).toBe(204);
  expect((await fetch(`${base()}/f/${secret}`, oneClick)).status).toBe(204);
  expect((await call(`/report-follows/${secret}/end`, {})).body).toEqual({ ended: true });
  expect(await supporters(report.number)).toBe(0);
  expect(await traces(email)).toEqual([]);
});

test('a mobile number is proved by a code of few tries, and its messages stop by a short link', async () => {
  const mobile = '+966512340001';
  const report = await submit();
  const { id } = (await ask(report.number, '٠٥١٢٣٤٠٠٠١', 'en')).body;
  const codeIn = (text: string) => /: (\d{6})/.exec(text)![1]!;
  const [sms] = await mailbox(mobile);
  const code = codeIn(sms!.text);
  const wrong = code === '000000' ? '111111' : '000000';
  const tell = async (typed: string) => (await call(`/report-follow-requests/${id}/code`, { code: typed })).body;
  for (let left = 4; left >= 0; left -= 1) {
    expect(await tell(wrong)).toEqual({ confirmed: false, triesLeft: left, secret: null });
  }
  expect(await tell(code)).toMatchObject({ confirmed: false, triesLeft: 0 });
  expect(await supporters(report.number)).toBe(0);

  // Another message brings another code, and the old one opens nothing.
  await ask(report.number, mobile, 'en');
  const again = codeIn((await mailbox(mobile))[0]!.text);
  if (again !== code) expect(await tell(code)).toMatchObject({ confirmed: false, triesLeft: 4 });
  const arabic = again.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]!);
  const told = await tell(arabic);
  expect(told).toMatchObject({ confirmed: true, secret: expect.stringMatching(/^[0-9A-Z]{12}$/) });
  expect(await supporters(report.number)).toBe(1);

  await close(report);
  const [news] = await mailbox(mobile);
  expect(news!.text).toContain('Closed, the repair not confirmed');
  expect(secretIn(news!.text)).toBe(told.secret);
});

test('what is not confirmed is forgotten, nobody is flooded, and the addresses go when the report is done with', async () => {
  const email = 'sample-unconfirmed@example.com';
  const report = await submit();
  expect((await ask(report.number, 'no address')).body.code).toBe('reports.follow-address');
  expect((await ask('940-2026-101-999999-71', email)).body.code).toBe('reports.not-found');
  expect((await ask((await submit('SV-02')).number, email)).body.code).toBe('reports.not-found');
  for (let n = 0; n < 3; n += 1) expect((await ask(report.number, email)).status).toBe(200);
  expect(await ask(report.number, email)).toMatchObject({ status: 429, body: { code: 'reports.too-many-follows' } });
  const letters = await mailbox(email);
  expect(letters).toHaveLength(3);

  const kept = 'sample-kept@example.com';
  await ask(report.number, kept);
  await call(`/report-follows/${secretIn((await mailbox(kept))[0]!.text)}/confirmation`, {});
  now = now.add({ hours: 49 });
  expect(await city.asSystem('reports.tend-followers', {})).toMatchObject({ forgotten: 1 });
  expect(await traces(email)).toEqual([]);
  expect((await call(`/report-follows/${secretIn(letters[0]!.text)}/confirmation`, {})).body.code).toBe(
    'reports.follow-not-found',
  );

  await close(report);
  expect((await ask(report.number, email)).body.code).toBe('reports.follow-closed');
  now = now.add({ hours: 24 * 44 });
  await city.asSystem('reports.tend-followers', {});
  expect(await traces(kept)).not.toEqual([]);
  now = now.add({ hours: 24 * 8 });
  await city.asSystem('reports.tend-followers', {});
  expect(await traces(kept)).toEqual([]);
  const people = await city.owner.query('select from reports.follower where link is not null');
  expect(people.rowCount).toBe(0);
});

test('nobody is told of a report that was hidden since', async () => {
  const email = 'sample-hidden@example.com';
  const report = await submit();
  await ask(report.number, email);
  await call(`/report-follows/${secretIn((await mailbox(email))[0]!.text)}/confirmation`, {});
  await act(report.id, 'edit', { hidden: true });
  await close(report);
  expect(await mailbox(email)).toHaveLength(1);
});

test('followers of a report that is joined to another hear of that one, once for each address', async () => {
  const email = 'sample-joined@example.com';
  const [first, second] = [await submit(), await submit()];
  for (const { number } of [first, second]) {
    await ask(number, email);
    await call(`/report-follows/${secretIn((await mailbox(email))[0]!.text)}/confirmation`, {});
  }
  const { headers } = await city.signIn('supervisor-1');
  const merged = await call(`/cases/${second.id}/merge`, { into: first.id }, headers);
  expect([merged.status, merged.body.code]).toEqual([200, undefined]);
  const before = (await mailbox(email)).length;
  await close(first);
  const after = await mailbox(email);
  expect(after.length - before).toBe(1);
  expect(after[0]!.text).toContain(first.number);
});

test('the reports made with an address are listed once it is proved, by a link that opens once and in its time', async () => {
  const email = 'sample-own@example.com';
  const own = [];
  for (let n = 0; n < 2; n += 1) {
    own.push(
      await call('/reports', {
        category: 'RD-01',
        location: { longitude: 50.1, latitude: 26.43 },
        description: 'بلاغ نموذجي',
        contact: { email, language: 'ar' },
      }),
    );
  }
  const stranger = await submit();
  await city.settle();
  const ask = (to: string) => call('/own-report-lists', { to, language: 'ar' });
  const links = async () => (await mailbox(email)).filter(({ text }) => text.includes('/own/'));
  const unknown = await ask('nobody-known@example.com');
  const known = await ask(email.toUpperCase());
  expect({ ...unknown.body, to: '' }).toEqual({ ...known.body, to: '' });
  expect(await mailbox('nobody-known@example.com')).toEqual([]);
  for (let n = 0; n < 4; n += 1) expect((await ask(email)).status).toBe(200);
  const letters = await links();
  expect(letters).toHaveLength(3);
  const [first, second, third] = letters.map(({ text }) => /\/own\/([0-9A-Z]{12})/.exec(text)![1]!);

  expect((await call(`/own-report-lists/${'0'.repeat(12)}/opening`, {})).body.code).toBe('reports.own-list-over');
  const opened = await call(`/own-report-lists/${first}/opening`, {});
  expect(opened.body.minutes).toBe(30);
  expect((await call(`/own-report-lists/${first}/opening`, {})).body.code).toBe('reports.own-list-over');
  const list = await call('/own-reports', { view: opened.body.view });
  const numbers = list.body.items.map(({ number }: { number: string }) => number);
  expect(numbers.toSorted()).toEqual(own.map(({ body }) => body.number).toSorted());
  expect(numbers).not.toContain(stranger.number);
  const [{ number, code }] = list.body.items;
  expect((await call('/reports-track', { number, code })).status).toBe(200);
  const read = await city.owner.query("select from ledger.entry where operation = 'reports.list-own'");
  expect(read.rowCount).toBe(1);
  // The link itself opens no list, and the list ends where it is closed.
  expect((await call('/own-reports', { view: second })).body.code).toBe('reports.own-list-over');
  await call('/own-reports/closing', { view: opened.body.view });
  expect((await call('/own-reports', { view: opened.body.view })).body.code).toBe('reports.own-list-over');

  const later = (await call(`/own-report-lists/${second}/opening`, {})).body.view;
  now = now.add({ minutes: 31 });
  expect((await call('/own-reports', { view: later })).body.code).toBe('reports.own-list-over');
  expect((await call(`/own-report-lists/${third}/opening`, {})).body.code).toBe('reports.own-list-over');
  now = now.add({ hours: 24 });
  await city.asSystem('reports.tend-followers', {});
  expect(await links()).toEqual([]);
  const left = await city.owner.query('select from reports.own_list');
  expect(left.rowCount).toBe(0);
});
