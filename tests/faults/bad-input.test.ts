import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type City, type SignedIn, startCity } from '../support/city.ts';
import type { Received } from '../support/send.ts';
import { isProblem } from './problem-shape.ts';

let city: City;
let resident: SignedIn;
let supervisor: SignedIn;
beforeAll(async () => {
  city = await startCity();
  resident = await city.signIn('resident-1');
  supervisor = await city.signIn('supervisor-1');
});
afterAll(() => city?.close());

const REPORT = {
  category: 'RD-01',
  location: { longitude: 50.1033, latitude: 26.4344 },
  description: 'حفرة نموذجية',
};

const post = (path: string, body: unknown, as: SignedIn = resident, key: string = randomUUID()): Promise<Received> =>
  city.send({
    method: 'POST',
    path: `/api/v1${path}`,
    headers: { ...as.headers, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });

const upload = (bytes: Uint8Array | string): Promise<Received> =>
  city.send({
    method: 'POST',
    path: '/api/v1/photos',
    headers: { 'content-type': 'multipart/form-data; boundary=amanah-fault', 'idempotency-key': randomUUID() },
    body: Buffer.concat([
      Buffer.from(
        '--amanah-fault\r\ncontent-disposition: form-data; name="file"; filename="x.png"\r\ncontent-type: image/png\r\n\r\n',
      ),
      Buffer.from(bytes),
      Buffer.from('\r\n--amanah-fault--\r\n'),
    ]),
  });

/** Rows of every table; what a refused request must leave as it was. */
async function rowCounts(): Promise<Record<string, number>> {
  const { rows } = await city.owner.query<{ name: string; n: number }>(
    `select format('%I.%I', schemaname, relname) as name,
            (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', schemaname, relname),
              false, true, '')))[1]::text::integer as n
     from pg_stat_user_tables order by 1`,
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

/** Sends what must be refused, and checks that it is: in both languages, at this field, with nothing changed. */
async function expectRefused(send: () => Promise<Received>, status: number, code: string, path: string) {
  const before = await rowCounts();
  const answer = await send();
  expect({ status: answer.status, body: JSON.parse(answer.body) }).toMatchObject({
    status,
    body: { code, status, fields: expect.arrayContaining([expect.objectContaining({ path })]) },
  });
  expect(isProblem(answer.body)).toBe(true);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(await rowCounts()).toEqual(before);
}

describe('is refused at its field, in both languages, and changes nothing:', () => {
  const report = (changes: object) => () => post('/reports', { ...REPORT, ...changes });

  test.each([
    ['in another city', { longitude: 46.68, latitude: 24.71 }],
    ['in the sea', { longitude: 52.5, latitude: 27.5 }],
    ['in another country', { longitude: -71.06, latitude: 42.33 }],
  ])('a point outside the city, %s', (_, location) =>
    expectRefused(report({ location }), 422, 'territory.outside', 'location'),
  );

  test('a point that is nowhere on Earth', () =>
    expectRefused(
      report({ location: { longitude: 500, latitude: 26 } }),
      422,
      'request.invalid',
      'location.longitude',
    ));

  test.each(['NO-SUCH', 'ST-01', '__proto__', 'constructor', 'rd-01'])('the unknown category %s', (category) =>
    expectRefused(report({ category }), 422, 'reports.unknown-category', 'category'),
  );

  test.each(['2026-02-30', '2025-02-29', '2026-13-01', '2026-00-10', 'yesterday', '٢٠٢٦-٠١-٠١'])(
    'the impossible date %s',
    (date) =>
      expectRefused(
        () =>
          city.send({
            method: 'GET',
            path: `/api/v1/cases?from=${encodeURIComponent(date)}`,
            headers: supervisor.headers,
          }),
        422,
        'request.invalid',
        'from',
      ),
  );

  test('an impossible moment', () =>
    expectRefused(
      () =>
        post('/identity/mandates', {
          identifier: { kind: 'NATIONAL_ID', value: '1000000107' },
          validUntil: '2026-02-30T10:00:00Z',
        }),
      422,
      'request.invalid',
      'validUntil',
    ));

  test('a megabyte of text', () =>
    expectRefused(report({ description: 'ن'.repeat(524_288) }), 413, 'request.too-large', 'description'));

  test('a text longer than its field', () =>
    expectRefused(report({ description: 'ن'.repeat(4_001) }), 422, 'request.invalid', 'description'));

  test.each(['\u202e', '\u202d', '\u2066', '\u2067', '\u2068'])('a text with the bidi control %j', (control) =>
    expectRefused(report({ description: `حفرة ${control} نموذجية` }), 422, 'request.invalid', 'description'),
  );

  test.each([
    ['landmark', { landmark: 'عند \u202eالمسجد' }, 'landmark'],
    ['name', { contact: { name: 'نموذج\u2066' } }, 'contact.name'],
  ])('a bidi control in the %s', (_, changes, path) => expectRefused(report(changes), 422, 'request.invalid', path));

  test.each([
    ['a NUL', 'a\u0000b'],
    ['half a character', '\ud800'],
  ])('a text with %s', (_, text) => expectRefused(report({ address: text }), 422, 'request.invalid', 'address'));

  test('a text nested a thousand times', () => {
    let input: unknown = 'x';
    for (let n = 0; n < 1_000; n += 1) input = { a: input };
    return expectRefused(
      () => post('/cases/01900000-0000-7000-8000-000000000000/actions', { action: 'note', input }, supervisor),
      422,
      'request.invalid',
      `input${'.a'.repeat(59)}`,
    );
  });

  test('a member called __proto__', () =>
    expectRefused(
      () =>
        city.send({
          method: 'POST',
          path: '/api/v1/reports',
          headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
          body: JSON.stringify(REPORT).replace(/}$/, ',"__proto__":{"admin":true}}'),
        }),
      422,
      'request.invalid',
      '',
    ));

  test('a mobile number and an e-mail address that are none, both at once', async () => {
    const send = report({ contact: { mobile: '12', email: 'nobody@' } });
    await expectRefused(send, 422, 'request.invalid', 'contact.mobile');
    await expectRefused(send, 422, 'request.invalid', 'contact.email');
  });

  test.each([
    ['no bytes', '', 'documents.empty'],
    ['text', 'not a picture', 'documents.not-a-photo'],
    ['an SVG with a script', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'documents.not-a-photo'],
    ['only the first bytes of a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'documents.unreadable'],
  ])('a broken image: %s', (_, bytes, code) => expectRefused(() => upload(bytes), 422, code, 'bytes'));

  test('a broken image: half of a JPEG', async () => {
    const noise = Buffer.from(Uint8Array.from({ length: 400 * 300 * 3 }, (_, n) => (n * 7_919) % 251));
    const jpeg = await sharp(noise, { raw: { width: 400, height: 300, channels: 3 } })
      .jpeg()
      .toBuffer();
    await expectRefused(() => upload(jpeg.subarray(0, jpeg.length / 2)), 422, 'documents.unreadable', 'bytes');
  });
});

describe('a replay', () => {
  const reportsOf = async () => (await rowCounts())['cases."case"'];

  test('with the same key and body gets the same answer and makes nothing new', async () => {
    const key = randomUUID();
    const first = await post('/reports', REPORT, resident, key);
    expect(first.status).toBe(200);
    const before = await rowCounts();
    for (let n = 0; n < 3; n += 1) {
      const again = await post('/reports', REPORT, resident, key);
      expect(again.status).toBe(200);
      expect(JSON.parse(again.body)).toEqual(JSON.parse(first.body));
    }
    expect(await rowCounts()).toEqual(before);
  });

  test('with the same key and another body is refused', async () => {
    const key = randomUUID();
    await post('/reports', REPORT, resident, key);
    const before = await rowCounts();
    const other = await post('/reports', { ...REPORT, description: 'غير الأولى' }, resident, key);
    expect(JSON.parse(other.body)).toMatchObject({ status: 409, code: 'request.key-reused' });
    expect(isProblem(other.body)).toBe(true);
    expect(await rowCounts()).toEqual(before);
  });

  test('of somebody else’s key is a request of its own', async () => {
    const key = randomUUID();
    const mine = await post('/reports', REPORT, resident, key);
    const theirs = await post('/reports', REPORT, await city.signIn('resident-2'), key);
    expect(theirs.status).toBe(200);
    expect(JSON.parse(theirs.body).number).not.toBe(JSON.parse(mine.body).number);
  });

  test('of twenty at once makes one report', async () => {
    const key = randomUUID();
    const before = (await reportsOf())!;
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/reports', REPORT, resident, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.parse(body).number)).size).toBe(1);
    expect(await reportsOf()).toBe(before + 1);
  });
});

describe('of two officers at once', () => {
  const open = async () => {
    const made = JSON.parse((await post('/reports', REPORT)).body) as { id: string };
    const seen = await city.send({ method: 'GET', path: `/api/v1/cases/${made.id}`, headers: supervisor.headers });
    return { id: made.id, version: (JSON.parse(seen.body) as { version: number }).version };
  };

  test('one succeeds, and the other is told who was first, when, with what, and how it stands now', async () => {
    const first = await city.signIn('triage-1');
    const second = await city.signIn('triage-2');
    const { id, version } = await open();
    const act = (as: SignedIn) => post(`/reports-office/${id}/actions`, { action: 'triage', version }, as);
    const answers = await Promise.all([act(first), act(second)]);
    const done = answers.findIndex(({ status }) => status === 200);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refusal = JSON.parse(answers[1 - done]!.body);
    expect(refusal).toMatchObject({
      code: 'cases.changed-meanwhile',
      version: version + 1,
      state: 'triaged',
      stateTitle: { ar: expect.stringMatching(/\p{Script=Arabic}/u), en: expect.any(String) },
      meanwhile: [
        {
          action: 'triage',
          title: { ar: expect.any(String), en: expect.any(String) },
          by: 'office',
          name: { ar: expect.stringMatching(/\p{Script=Arabic}/u), en: expect.any(String) },
        },
      ],
    });
    const now = Temporal.Now.instant();
    const at = Temporal.Instant.from(refusal.meanwhile[0].at);
    expect(Math.abs(now.since(at).total('seconds'))).toBeLessThan(60);
    expect(isProblem(answers[1 - done]!.body)).toBe(true);
    const whole = await city.send({ method: 'GET', path: `/api/v1/cases/${id}`, headers: supervisor.headers });
    expect(JSON.parse(whole.body)).toMatchObject({ version: version + 1, state: 'triaged' });
  });

  test('the reporter who comes second learns that the office was first, and nothing of whom', async () => {
    const triage = await city.signIn('triage-1');
    const made = JSON.parse((await post('/reports', REPORT)).body) as { id: string; number: string };
    await post(`/reports-office/${made.id}/actions`, { action: 'triage' }, triage);
    const late = await post(`/reports/${made.number}/responses`, { action: 'cancel', version: 1 });
    const refusal = JSON.parse(late.body);
    expect(refusal).toMatchObject({ status: 409, code: 'cases.changed-meanwhile' });
    expect(refusal.meanwhile).toMatchObject([{ action: 'triage', by: 'office', name: null }]);
    expect(late.body).not.toContain(triage.actor.partyId);
  });
});
