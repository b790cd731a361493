import { type IncomingHttpHeaders, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#platform/db.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

let city: City;
/** Transactions begun, counted so that a test sees when nobody reads any more. */
let begun = 0;
const counting = (database: Database): Database => ({
  ...database,
  transaction: (...given) => {
    begun += 1;
    return database.transaction(...given);
  },
});
const REPORTS = 3_200;

beforeAll(async () => {
  city = await startCity({ around: counting });
  const lines = Array.from({ length: REPORTS }, (_, i) =>
    JSON.stringify({
      service_request_id: `sample-${i}`,
      status: i % 3 === 0 ? 'closed' : 'open',
      service_name: 'Pothole',
      service_code: 'sample:pothole',
      description: i === 0 ? '=1+1 call 617-555-1234' : `Sample report ${i} ${'of a pothole '.repeat(60)}`,
      requested_datetime: new Date(Date.parse('2026-03-01T09:00:00Z') + i * 60_000).toISOString(),
      updated_datetime: new Date(Date.parse('2026-03-02T09:00:00Z') + i * 60_000).toISOString(),
      address: 'Sample Street',
      lat: 42.35 + (i % 50) / 10_000,
      long: -71.06,
    }),
  );
  await city.asSystem(
    'reports.import-open311',
    { source: 'sample', firstLine: 1, lines, settledLines: REPORTS, finished: true },
    city.boston,
  );
  await city.settle();
}, 120_000);
afterAll(() => city.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  json(): ReturnType<typeof JSON.parse>;
}

/** The second city is told by the name of the host, which no resolver knows here. */
const fetched = (path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request({ port: city.port, path, method, headers: { host: 'boston.localhost', ...headers } }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const bytes = Buffer.concat(chunks);
      const text = (answer.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      resolve({ status: answer.statusCode!, headers: answer.headers, text, json: () => JSON.parse(text) });
    })
      .on('error', reject)
      .end(body);
  });
const GZIP = { 'accept-encoding': 'gzip' };

describe('the open data', () => {
  test('holds every public report once, oldest first, in each form', async () => {
    const lines = (await fetched('/open-data/reports.ndjson')).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(lines.map(({ number }) => number)).size).toBe(REPORTS);
    const times = lines.map(({ opened_at }) => Date.parse(opened_at));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const geo = (await fetched('/open-data/reports.geojson')).json();
    expect(geo.features).toHaveLength(REPORTS);
    const answer = await fetched('/open-data/reports.csv', GZIP);
    expect(answer.headers['content-encoding']).toBe('gzip');
    const csv = answer.text;
    expect(csv.split('\r\n').filter(Boolean)).toHaveLength(REPORTS + 1);
    expect(csv).toContain("'=1+1 call •••");
    expect(csv).not.toContain('617-555');
  });

  test('goes on after the report a broken download ended with', async () => {
    const lines = (await fetched('/open-data/reports.ndjson')).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).number);
    const rest = (await fetched(`/open-data/reports.ndjson?after=${lines[699]}`)).text;
    expect(
      rest
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).number),
    ).toEqual(lines.slice(700));
    expect((await fetched('/open-data/reports.csv?after=none')).status).toBe(404);
  });

  test('is narrowed by day, state and category, and refuses what it does not understand', async () => {
    const count = async (query: string) =>
      (await fetched(`/open-data/reports.geojson?${query}`)).json().features.length;
    expect(await count('status=closed')).toBe(Math.ceil(REPORTS / 3));
    // Of a form whose other fields were left empty.
    expect(await count('from=2026-03-02&to=&group=&status=')).toBeLessThan(REPORTS);
    expect(await count('to=2026-02-27')).toBe(0);
    for (const query of ['from=yesterday', 'status=none', 'district=here', 'nothing=known']) {
      expect((await fetched(`/open-data/reports.csv?${query}`)).status).toBe(422);
    }
  });

  test('is not sent again to who has it, until a report changes', async () => {
    const first = await fetched('/open-data/reports.csv');
    const etag = first.headers.etag!;
    expect((await fetched('/open-data/reports.csv', { 'if-none-match': etag })).status).toBe(304);
    expect(
      (await fetched('/open-data/reports.csv', { 'if-modified-since': first.headers['last-modified']! })).status,
    ).toBe(304);
    const made = await fetched(
      '/api/v1/reports',
      { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      'POST',
      JSON.stringify({
        category: 'ST-01',
        location: { longitude: -71.06, latitude: 42.36 },
        description: 'A sample report',
      }),
    );
    expect(made.status).toBe(200);
    await city.settle();
    const after = await fetched('/open-data/reports.csv', { 'if-none-match': etag });
    expect(after.status).toBe(200);
  });

  test('is read no further when nobody takes it any more', async () => {
    await new Promise<void>((resolve) => {
      const asked = request(
        { port: city.port, path: '/open-data/reports.ndjson', headers: { host: 'boston.localhost' } },
        (answer) => {
          answer.once('data', () => {
            asked.destroy();
            resolve();
          });
          answer.on('error', () => {});
        },
      );
      asked.on('error', () => {});
      begun = 0;
      asked.end();
    });
    let before = -1;
    // Until two looks find the same.
    while (before !== begun) {
      before = begun;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const broken = begun;
    begun = 0;
    await fetched('/open-data/reports.ndjson');
    expect(broken).toBeLessThan(begun);
  });

  test('says what it is, to people and to portals of data', async () => {
    const catalog = (await fetched('/open-data/catalog.jsonld')).json();
    expect(catalog['dcat:dataset']).toHaveLength(2);
    const [reports] = catalog['dcat:dataset'];
    expect(reports['dct:license']['@id']).toMatch(/^https:/);
    for (const file of reports['dcat:distribution']) {
      const path = new URL(file['dcat:downloadURL']['@id']).pathname;
      expect((await fetched(path, {}, 'HEAD')).status).toBe(200);
    }
    const { fields } = (await fetched('/open-data/dictionary.json')).json();
    const [header] = (await fetched('/open-data/reports.csv')).text.slice(1).split('\r\n');
    expect(header).toBe(fields.map(({ name }: { name: string }) => name).join(','));
    for (const { title, description } of fields)
      for (const text of [title, description]) expect(Object.keys(text)).toEqual(['ar', 'en']);
  });

  test('has the indicators of every part of the city', async () => {
    const rows = (await fetched('/open-data/performance.json?day=2026-03-01')).json();
    const share = rows.find(
      (row: { dimension: string; indicator: string }) => row.dimension === 'city' && row.indicator === 'R1',
    );
    expect(share).toMatchObject({ period_from: '2026-03-01', period_to: '2026-03-31', period_over: true });
    expect(share.denominator).toBe(Math.ceil(REPORTS / 3));
    const csv = (await fetched('/open-data/performance.csv?day=2026-03-01&dimension=city')).text;
    expect(csv.trim().split('\r\n')).toHaveLength(8);
  });
});
