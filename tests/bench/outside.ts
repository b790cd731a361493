/**
 * `node tests/bench/outside.ts [--reports 1000000] [--rounds 30] [--imported 20000]`: what the outside of the reports
 * centre costs with that many public reports: Open311 lists by its date rules and pages, and the memory of the server
 * while the open data files are taken. Some requests of the real city are imported and then told over and over in the
 * table of cases itself. Starts everything itself and throws it away.
 */
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGunzip, createGzip } from 'node:zlib';
import { App } from '../faults/app.ts';
import { REAL_CITY, runImport } from './cities.ts';
import { createClient, median, quantile } from './load.ts';
import { CITY } from './reports.ts';
import { fail, say } from './say.ts';

const { values } = parseArgs({
  options: {
    reports: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '30' },
    imported: { type: 'string', default: '20000' },
  },
});
const [REPORTS, ROUNDS, IMPORTED] = [values.reports, values.rounds, values.imported].map(Number) as [
  number,
  number,
  number,
];
const DAY = 86_400_000;

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** The newest lines of the real city's file, as a file of their own. */
async function someOf(file: string): Promise<void> {
  async function* lines() {
    let left = IMPORTED;
    const all = createInterface({ input: createReadStream(REAL_CITY).pipe(createGunzip()) });
    for await (const line of all) {
      if (left-- === 0) break;
      yield `${line}\n`;
    }
    all.close();
  }
  await pipeline(lines, createGzip({ level: 1 }), createWriteStream(file));
}

/** Tells the public cases there are over again until there are enough, spread over the three years up to now. */
async function multiply(app: App): Promise<void> {
  const columns = (
    await app.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = 'cases.case'::regclass and attnum > 0 and not attisdropped
         and attgenerated = '' order by attnum`,
    )
  ).map(({ name }) => name);
  const told: Record<string, string> = {
    id: 'gen_random_uuid()',
    number: `c.number || '-' || k`,
    external_ref: 'null',
    opened_at: `now() - interval '1095 days' * ((k + random()) / copies.n)`,
    updated_at: `now() - interval '1095 days' * (k / copies.n::float8)`,
    zq: 'c.zq',
  };
  await app.query(
    `insert into cases."case" (${columns.join(', ')})
     select ${columns.map((name) => told[name] ?? `c.${name}`).join(', ')}
     from (select * from cases."case" where public) c, (select ceil(${REPORTS}::float8 / count(*))::integer as n
       from cases."case" where public) copies, generate_series(1, copies.n) k`,
  );
  await app.query('vacuum analyze cases."case"');
}

/** Takes a file at the speed it comes, and the most memory the server had meanwhile. */
function take(app: App, path: string, gzip: boolean) {
  const started = performance.now();
  let most = 0;
  const look = setInterval(() => {
    most = Math.max(most, memoryOf(app.pid));
  }, 200);
  return new Promise<{ seconds: number; bytes: number; most: number }>((done, failed) => {
    get(
      {
        host: '127.0.0.1',
        port: app.port,
        path,
        headers: { host: `${CITY}.localhost`, ...(gzip ? { 'accept-encoding': 'gzip' } : {}) },
      },
      (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on('error', failed);
        response.on('end', () => {
          clearInterval(look);
          done({ seconds: (performance.now() - started) / 1_000, bytes, most });
        });
      },
    ).on('error', failed);
  });
}

const app = await App.prepare({ env: { RATE_LIMITS: 'off', LOG_LEVEL: 'warn' } });
try {
  await app.start();
  const file = join(app.folder, 'some.ndjson.gz');
  await someOf(file);
  say('imported', JSON.stringify(await runImport(app, file)));
  const before = performance.now();
  await multiply(app);
  const [{ n }] = (await app.query<{ n: number }>('select count(*)::integer as n from cases."case" where public')) as [
    { n: number },
  ];
  say('public reports', `${n}, told over in ${((performance.now() - before) / 1_000).toFixed(0)} s`);

  const client = createClient(app.port, `${CITY}.localhost`, 4);
  const day = (ago: number) => `${new Date(Date.now() - ago * DAY).toISOString().slice(0, 19)}Z`;
  const anywhere = () => Math.floor(Math.random() * 900);
  const week = () => {
    const ago = anywhere();
    return `start_date=${day(ago + 7)}&end_date=${day(ago)}`;
  };
  const [{ code }] = (await app.query<{ code: string }>(
    'select topic as code from cases."case" where public group by 1 order by count(*) desc limit 1',
  )) as [{ code: string }];
  const numbers = await app.query<{ number: string }>(
    `select number from cases."case" where public and number !~ '-.*-.*-.*-.*-' limit 200`,
  );
  const lists: Record<string, () => string> = {
    'the newest 50': () => 'page_size=50',
    'a week, first 50': () => `${week()}&page_size=50`,
    'a week, page 20 of 50': () => `${week()}&page_size=50&page=20`,
    '90 days, page 100 of 50': () => `start_date=${day(190)}&end_date=${day(100)}&page_size=50&page=100`,
    'open, a week, 50': () => `${week()}&status=open&page_size=50`,
    'closed, a service, a week, 50': () => `${week()}&status=closed&service_code=${code}&page_size=50`,
    'fifty by their numbers': () =>
      `service_request_id=${Array.from({ length: 50 }, () => numbers[Math.floor(Math.random() * numbers.length)]!.number).join(',')}`,
    '1,000 at once': () => `${week()}`,
  };
  for (const form of ['json', 'xml']) {
    for (const [name, query] of Object.entries(lists)) {
      const took: number[] = [];
      let size = 0;
      for (let i = 0; i < ROUNDS + 5; i += 1) {
        const at = performance.now();
        const { status, text } = await client.send('GET', `/open311/v2/requests.${form}?${query()}`);
        if (i >= 5) took.push(performance.now() - at);
        size = text.length;
        if (status !== 200) fail(`${name}: ${status} ${text.slice(0, 300)}`);
      }
      say(
        `requests.${form}, ${name}`,
        `p50 ${median(took).toFixed(1)} ms, p95 ${quantile(took, 0.95).toFixed(1)} ms, ${(size / 1024).toFixed(0)} KB`,
      );
    }
  }
  client.close();

  say('memory of the server before', `${memoryOf(app.pid).toFixed(0)} MB`);
  for (const [form, gzip] of [
    ['csv', true],
    ['geojson', true],
    ['ndjson', false],
  ] as const) {
    const { seconds, bytes, most } = await take(app, `/open-data/reports.${form}`, gzip);
    say(
      `reports.${form}${gzip ? ', gzip' : ''}`,
      `${(bytes / 1_048_576).toFixed(0)} MB in ${seconds.toFixed(0)} s, memory at most ${most.toFixed(0)} MB`,
    );
  }
} finally {
  await app.remove();
}
