import { solveChallenge } from 'altcha-lib/v1';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type City, startCity } from '../../../tests/support/city.ts';

let city: City;
let now = Temporal.Instant.from('2026-11-22T09:00:00Z');
beforeAll(async () => {
  city = await startCity({ environment: { RATE_LIMITS: 'on' }, now: () => now });
}, 120_000);
afterAll(() => city.close());

interface Asked {
  readonly code: string;
  readonly number: string;
  readonly proof: {
    readonly challenge: { algorithm: string; challenge: string; salt: string; signature: string; maxnumber: number };
    readonly ticket: string;
    readonly seconds: number;
  };
}

async function submit(category: string, description: string, proof?: string, place = 26.43) {
  const response = await fetch(`http://127.0.0.1:${city.port}/api/v1/reports`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      ...(proof === undefined ? {} : { 'x-proof': proof }),
    },
    body: JSON.stringify({ category, location: { longitude: 50.1, latitude: place }, description }),
  });
  return { status: response.status, body: (await response.json()) as Asked };
}

async function solved({ challenge }: Asked['proof']): Promise<string> {
  const { algorithm, challenge: wanted, salt, signature, maxnumber } = challenge;
  const solution = await solveChallenge(wanted, salt, algorithm, maxnumber).promise;
  const payload = { algorithm, challenge: wanted, number: solution!.number, salt, signature };
  return btoa(JSON.stringify(payload));
}

const TEXT = 'القمامة متراكمة أمام مدخل الحديقة منذ أسبوع والرائحة كريهة ولم يأت أحد';

test('a flood is slowed by work or by waiting, danger never is, and triage sees all of it together', async () => {
  for (let n = 0; n < 4; n += 1) expect((await submit('BL-05', `${TEXT} ${n}`)).status).toBe(200);
  const { status, body } = await submit('BL-05', TEXT);
  expect([status, body.code]).toEqual([428, 'reports.proof-needed']);

  const proof = await solved(body.proof);
  expect((await submit('BL-05', TEXT, proof)).status).toBe(200);
  const again = await submit('BL-05', TEXT, proof);
  expect(again.status).toBe(428);

  // Without script: the ticket opens only after its time, and once.
  const { ticket, seconds } = again.body.proof;
  expect((await submit('BL-05', TEXT, ticket)).status).toBe(428);
  now = now.add({ seconds });
  expect((await submit('BL-05', TEXT, ticket)).status).toBe(200);
  expect((await submit('BL-05', TEXT, ticket)).status).toBe(428);

  for (const forged of [
    'wait.0.aaaa',
    `wait.1.${'a'.repeat(43)}`,
    'x',
    btoa('null'),
    btoa('{"salt":"a?for=b"}'),
    btoa('[1]'),
  ]) {
    expect((await submit('BL-05', TEXT, forged)).status).toBe(428);
  }

  // A report of danger passes whatever the counts say.
  const { rows } = await city.owner.query<{ code: string }>(
    `select one ->> 'code' as code from (select document from reports.catalogue order by tenant_id, version desc limit 1) c,
       jsonb_array_elements(document -> 'categories') one where one ->> 'priority' = 'P1' limit 1`,
  );
  const danger = await submit(rows[0]!.code, TEXT);
  expect(danger.status).toBe(200);

  const triage = await city.signIn('supervisor-1');
  const list = async () => {
    const response = await fetch(`http://127.0.0.1:${city.port}/api/v1/report-floods`, { headers: triage.headers });
    return ((await response.json()) as { items: { why: string; count: number; ids: string[] }[] }).items;
  };
  const [flood] = await list();
  expect([flood!.why, flood!.count]).toEqual(['text', 7]);
  const settled = await fetch(`http://127.0.0.1:${city.port}/api/v1/report-floods/settled`, {
    method: 'POST',
    headers: { ...triage.headers, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ ids: flood!.ids }),
  });
  expect(settled.status).toBe(200);
  expect(await list()).toEqual([]);
  const { rows: kept } = await city.owner.query('select 1 from cases."case" where id = any($1)', [flood!.ids]);
  expect(kept).toHaveLength(7);

  now = now.add({ hours: 24 * 8 });
  expect(await city.asSystem('reports.forget-submissions', {})).toEqual({ removed: 7 });
});

test('who makes us write to many addresses is slowed like who reports a flood', async () => {
  const { body: report } = await submit('RD-01', TEXT, undefined, 26.47);
  const post = async (path: string, to: string, proof?: string) => {
    const response = await fetch(`http://127.0.0.1:${city.port}/api/v1${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
        ...(proof === undefined ? {} : { 'x-proof': proof }),
      },
      body: JSON.stringify({ to, language: 'en' }),
    });
    return { status: response.status, body: (await response.json()) as Asked };
  };
  const known = report.number ?? (await submit('RD-01', TEXT, await solved(report.proof), 26.47)).body.number;
  let asked = await post(`/reports/${known}/follow-requests`, 'many-0@example.com');
  for (let n = 1; n < 10 && asked.status === 200; n += 1) {
    asked = await post(`/reports/${known}/follow-requests`, `many-${n}@example.com`);
  }
  expect([asked.status, asked.body.code]).toEqual([428, 'reports.proof-needed']);
  expect((await post('/own-report-lists', 'anybody@example.com')).status).toBe(428);
  const proof = await solved(asked.body.proof);
  expect((await post(`/reports/${known}/follow-requests`, 'many-proved@example.com', proof)).status).toBe(200);
});
