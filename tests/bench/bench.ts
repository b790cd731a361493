/**
 * `npm run bench`: what the program does beside what the machine could do at most, measured in one run and told as
 * ratios, because machines differ and are noisy. Starts everything itself on a data folder of its own.
 *
 *   npm run bench -- [--seconds 6] [--rounds 3] [--clients 16]
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { openInstallation } from '../../src/installation.ts';
import { compose } from '../../src/main.ts';
import { tokens } from '../../src/modules/identity/vault.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLog } from '../../src/platform/log.ts';
import { App } from '../faults/app.ts';
import { type Client, createClient, median, pace, quantile } from './load.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '16' },
  },
});
const SECONDS = Number(options.seconds);
const ROUNDS = Number(options.rounds);
const CLIENTS = Number(options.clients);
const POOL = 16;
const CITY = 'boston';
const DATA = join(import.meta.dirname, '../../../shared/data/reports/open311-requests-boston.ndjson.gz');
const ROOT = join(import.meta.dirname, '../..');

const results: { what: string; figure: string }[] = [];
const say = (what: string, figure: string) => {
  results.push({ what, figure });
  console.log(`${what.padEnd(62)} ${figure}`);
};

const fail = (message: string): never => {
  throw new Error(message);
};

async function plainServer(database: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'plain-insert.ts')], {
    env: { ...process.env, BENCH_DATABASE: database, BENCH_POOL: String(POOL) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve) =>
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(Number(line))),
  );
  return { port, stop: () => child.kill('SIGTERM') };
}

/** A place in the city, scattered so that no two reports share an index page by design. */
const place = () => ({ longitude: -71.12 + Math.random() * 0.08, latitude: 42.3 + Math.random() * 0.06 });
const report = (contact: Record<string, string> = {}) => ({
  category: 'OT-01',
  location: place(),
  address: '12 Sample Street',
  description: `A broken thing at the corner, seen this morning (${Math.random().toString(36).slice(2)})`,
  contact,
});

/** A supervisor's session, opened as after a sign-in with a second factor. */
async function supervisorCookie(app: App): Promise<string> {
  const config = readConfig({ DATA_DIR: app.dataDir });
  const log = createLog('silent');
  const installation = await openInstallation(config, log, { attach: true });
  try {
    const composition = compose({
      config,
      database: installation.database,
      log,
      baseUrl: () => app.url,
      wakeRelay: () => {},
    });
    const tenant = (await composition.tenants.findByKey(CITY)) ?? fail(`no tenant ${CITY}`);
    const { token, digest } = tokens.create();
    await composition.callAsSystem(tenant, 'identity.open-session', {
      tokenDigest: Buffer.from(digest).toString('base64url'),
      segment: 'employee',
      identifiers: [{ kind: 'NATIONAL_ID', value: '1000050037' }],
      name: null,
      secondFactorProved: true,
      device: 'bench',
    });
    return `amanah_session=${token}`;
  } finally {
    await installation.close();
  }
}

async function submit(
  client: Client,
  contact: Record<string, string> = {},
): Promise<{ id: string; number: string; trackingCode: string }> {
  const { status, text } = await client.send('POST', '/api/v1/reports', report(contact));
  if (status !== 200) fail(`submit: ${status} ${text}`);
  return JSON.parse(text);
}

async function intake(app: App, plainPort: number): Promise<void> {
  const ours = createClient(app.port, `${CITY}.localhost`, CLIENTS);
  const plain = createClient(plainPort, 'localhost', CLIENTS);
  const insert = async () => {
    const { status } = await plain.send('POST', '/', report());
    if (status !== 200) fail(`plain insert: ${status}`);
  };
  await pace(CLIENTS, 2, () => submit(ours).then(() => {}));
  await pace(CLIENTS, 2, insert);
  const rounds: { ratio: number; ours: number; plain: number; p95: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const a = await pace(CLIENTS, SECONDS, () => submit(ours).then(() => {}));
    const b = await pace(CLIENTS, SECONDS, insert);
    rounds.push({
      ratio: a.perSecond / b.perSecond,
      ours: a.perSecond,
      plain: b.perSecond,
      p95: quantile(a.took, 0.95),
    });
  }
  const told = await pace(CLIENTS, SECONDS, () => submit(ours, { email: 'reporter@example.com' }).then(() => {}));
  ours.close();
  plain.close();
  const ratios = rounds.map(({ ratio }) => ratio.toFixed(2)).join(', ');
  say(
    `intake with everything / plain INSERT, ${CLIENTS} clients`,
    `${median(rounds.map((r) => r.ratio)).toFixed(2)} (rounds ${ratios}; ${Math.round(median(rounds.map((r) => r.ours)))}/s against ${Math.round(median(rounds.map((r) => r.plain)))}/s; p95 ${median(rounds.map((r) => r.p95)).toFixed(0)} ms)`,
  );
  say('the same, each reporter also written to by e-mail', `${told.perSecond.toFixed(0)}/s`);
}

/** One report's whole life: created, triaged, sent to a team, started, resolved, confirmed by the reporter. */
async function lifecycle(client: Client, cookie: string, steps: Map<string, number[]>): Promise<void> {
  const timed = async (name: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
    const at = performance.now();
    const { status, text } = await client.send('POST', path, body, headers);
    if (status !== 200) fail(`${name}: ${status} ${text}`);
    steps.set(name, [...(steps.get(name) ?? []).slice(-20_000), performance.now() - at]);
    return JSON.parse(text);
  };
  const made = await timed('submit', '/api/v1/reports', report());
  let version = 1;
  const act = async (action: string, input: unknown) => {
    const done = await timed(
      action,
      `/api/v1/reports-office/${made.id}/actions`,
      { action, input, version },
      { cookie },
    );
    version = done.version;
  };
  await act('triage', {});
  await act('dispatch', { team: 'CX' });
  await act('start', {});
  await act('resolve', { resolution: 'Done.' });
  await timed('confirm', `/api/v1/reports/${made.number}/responses`, {
    code: made.trackingCode,
    action: 'confirm',
    input: {},
  });
}

async function lifecycles(app: App, cookie: string, cases: number): Promise<number> {
  const client = createClient(app.port, `${CITY}.localhost`, CLIENTS);
  const steps = new Map<string, number[]>();
  await pace(CLIENTS, 2, () => lifecycle(client, cookie, new Map()));
  const runs = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    runs.push((await pace(CLIENTS, SECONDS, () => lifecycle(client, cookie, steps))).perSecond);
  }
  client.close();
  const p95 = [...steps].map(([name, took]) => `${name} ${quantile(took, 0.95).toFixed(0)}`).join(', ');
  say(`lifecycles a second at ${cases.toLocaleString('en')} cases`, `${median(runs).toFixed(1)} (p95 ms: ${p95})`);
  return median(runs);
}

async function reads(app: App, cookie: string): Promise<void> {
  const client = createClient(app.port, `${CITY}.localhost`, 4);
  const words = ['hydrant', 'parking', 'broken', 'trash', 'sidewalk', 'light', 'vehicle', 'tree', 'snow', 'graffiti'];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
  const lists: Record<string, () => string> = {
    'worklist of a team, by deadline': () =>
      `/api/v1/cases?type=report&order=due&team=${pick(['BTD', 'PWD', 'CX'])}&limit=50`,
    'worklist, newest first': () => '/api/v1/cases?type=report&order=newest&limit=50',
    'triage queue': () => '/api/v1/cases?type=report&state=received&state=reopened&order=oldest&limit=50',
    'search by a word': () => `/api/v1/cases?type=report&order=newest&q=${pick(words)}&limit=25`,
    'search by two words': () => `/api/v1/cases?type=report&order=newest&q=${pick(words)}+${pick(words)}&limit=25`,
    'public list': () => '/api/v1/reports?limit=20',
    'public list of a category, open': () =>
      `/api/v1/reports?category=${pick(['VH-01', 'OT-01'])}&status=open&limit=20`,
    'public search': () => `/api/v1/reports?q=${pick(words)}&limit=20`,
    'similar reports nearby': () => {
      const { longitude, latitude } = place();
      return `/api/v1/reports-similar?category=OT-01&longitude=${longitude}&latitude=${latitude}`;
    },
  };
  for (const [name, path] of Object.entries(lists)) {
    for (let i = 0; i < 20; i += 1) await client.send('GET', path(), undefined, { cookie });
    const took: number[] = [];
    for (let i = 0; i < 200; i += 1) {
      const at = performance.now();
      const { status, text } = await client.send('GET', path(), undefined, { cookie });
      took.push(performance.now() - at);
      if (status !== 200) fail(`${name}: ${status} ${text}`);
    }
    say(name, `p50 ${median(took).toFixed(1)} ms, p95 ${quantile(took, 0.95).toFixed(1)} ms`);
  }
  client.close();
}

async function runImport(app: App, file: string): Promise<{ imported: number; perSecond: number; unchanged: number }> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'bin/amanah.js'), 'import', 'open311', file, '--tenant', CITY, '--anew'],
    {
      env: { ...process.env, DATA_DIR: app.dataDir },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  let out = '';
  child.stdout!.on('data', (chunk) => {
    out += chunk;
  });
  await new Promise((resolve) => child.once('exit', resolve));
  return JSON.parse(out.slice(out.indexOf('{')));
}

async function pages(app: App): Promise<void> {
  const client = createClient(app.port, `localhost:${app.port}`, 2);
  for (const path of ['/ar', '/ar/report', '/ar/reports', '/ar/track']) {
    const { status, text } = await client.send('GET', path);
    const scripts = (text.match(/<script\b/g) ?? []).length + (text.match(/modulepreload/g) ?? []).length;
    say(`page ${path}`, `${status}, ${(Buffer.byteLength(text) / 1024).toFixed(0)} KB of HTML, ${scripts} scripts`);
  }
  client.close();
}

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

async function main(): Promise<void> {
  const app = await App.prepare({ env: { RATE_LIMITS: 'off', LOG_LEVEL: 'warn', DATABASE_POOL: String(POOL) } });
  try {
    const made = performance.now();
    await app.start();
    say('first start, demonstration cities made', `${((performance.now() - made) / 1000).toFixed(1)} s`);
    await app.stop();
    const again = performance.now();
    await app.start();
    say('restart', `${((performance.now() - again) / 1000).toFixed(1)} s`);
    const plain = await plainServer(readFileSync(join(app.dataDir, 'postgres-address'), 'utf8'));
    const cookie = await supervisorCookie(app);
    try {
      await intake(app, plain.port);
      const [{ n }] = (await app.query('select count(*)::int as n from cases."case"')) as [{ n: number }];
      const small = await lifecycles(app, cookie, Math.max(10_000, n));
      if (existsSync(DATA)) {
        const { imported, perSecond } = await runImport(app, DATA);
        say('import of a real city', `${imported.toLocaleString('en')} reports, ${perSecond.toLocaleString('en')}/s`);
        const repeat = await runImport(app, DATA);
        say(
          'the same again',
          `${repeat.imported} new, ${repeat.unchanged.toLocaleString('en')} unchanged, ${repeat.perSecond.toLocaleString('en')}/s`,
        );
        await app.query('vacuum analyze');
        const [{ n: all }] = (await app.query('select count(*)::int as n from cases."case"')) as [{ n: number }];
        const large = await lifecycles(app, cookie, all);
        say('lifecycles there / at the smaller city', (large / small).toFixed(2));
        await reads(app, cookie);
      } else say('import of a real city', `not measured: ${DATA} is not there`);
      await pages(app);
      say('memory of the server at the end', `${memoryOf(app.pid).toFixed(0)} MB resident`);
    } finally {
      plain.stop();
    }
  } finally {
    await app.remove();
  }
  console.log(`\n${results.length} figures; seed ${randomBytes(4).toString('hex')}; Node ${process.version}`);
}

await main();
