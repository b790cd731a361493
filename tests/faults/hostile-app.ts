import { setTimeout as sleep } from 'node:timers/promises';
import { createSender, type Sent } from '../support/send.ts';
import { App } from './app.ts';
import { HEADERS, HOSTS, METHODS, PATHS, TEXTS } from './corpus.ts';
import { openDesk, randomOf } from './desk.ts';
import { leakIn } from './hostile.ts';

export interface HostileAppResult {
  readonly requests: number;
  readonly statuses: Readonly<Record<number, number>>;
  readonly faults: readonly string[];
  /** Whether the very process that was started still answers. */
  readonly alive: boolean;
}

const PAGES: readonly string[] = [
  '/',
  '/ar',
  '/en',
  '/xx',
  '/ar/report',
  '/ar/reports',
  '/ar/track',
  '/en/reports/{}',
  '/ar/track/{}',
  '/ar/track/{}?code={}',
  '/ar/reports?q={}&category={}&after={}',
  '/en/map?box={}',
  '/ar/sign-in?return={}',
  '/ar/account',
  '/ar/office',
  '/ar/office/reports/{}',
  '/ar/office/work?state={}&order={}&after={}',
  '/ar/field',
  '/ar/dev/mailbox?before={}',
  '/ar/{}',
  '/{}',
];

/** Hostile requests to the running program, its pages and its sign-in among them, over real connections. */
export async function runHostileApp(options: { seed: number; requests: number }): Promise<HostileAppResult> {
  const random = randomOf(options.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const app = await App.prepare({ env: { RATE_LIMITS: 'off', LOG_LEVEL: 'warn' } });
  const statuses: Record<number, number> = {};
  const faults: string[] = [];
  await app.start();
  const sender = createSender(app.port);
  const { pid } = app;
  const desk = await openDesk(app);
  const people = [undefined, desk.resident, desk.triage, desk.auditor];
  const made = (): Sent => {
    const filled = (path: string) => path.replace(/\{\}/g, () => encodeURIComponent(pick(TEXTS).toWellFormed()));
    const path = random() < 0.75 ? filled(pick(PAGES)) : pick(PATHS);
    const method = random() < 0.7 ? 'GET' : pick(METHODS);
    const cookie = pick(people);
    const headers = { ...(cookie === undefined ? {} : { cookie }), ...(random() < 0.4 ? pick(HEADERS) : {}) };
    const host = random() < 0.1 ? { host: pick(HOSTS) } : {};
    if (method !== 'POST') return { method, path, headers, ...host };
    const origin: Record<string, string> = random() < 0.7 ? { origin: app.url } : {};
    const body = ['number', 'code', 'description', 'category', 'latitude', 'idempotencyKey', '/action']
      .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(pick(TEXTS).toWellFormed())}`)
      .join('&');
    return {
      method,
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...origin, ...headers },
      body,
      ...host,
    };
  };
  const one = async () => {
    const sent = made();
    const shown = `${sent.method} ${sent.path.slice(0, 200)} ${sent.host ?? ''} ${JSON.stringify(sent.headers).slice(0, 200)}`;
    try {
      const answer = await sender.send(sent).catch((error: { code?: string }) => {
        // A kept connection may close at the moment it is used; one of its own may not.
        if (error.code !== 'ECONNRESET') throw error;
        return sender.send({ ...sent, fresh: true });
      });
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      if (answer.status >= 500) faults.push(`answered ${answer.status} · ${shown}`);
      const leak = leakIn(answer.body, sent);
      if (leak !== undefined) faults.push(`shows ${JSON.stringify(leak)} · ${shown}`);
    } catch (error) {
      faults.push(`no answer (${String(error)}) · ${shown}`);
    }
  };
  try {
    let left = options.requests;
    const client = async () => {
      while (left > 0) {
        left -= 1;
        await one();
      }
    };
    await Promise.all(Array.from({ length: 6 }, client));
    await sleep(100);
    return {
      requests: options.requests,
      statuses,
      faults: faults.length === 0 ? faults : [...faults.slice(0, 100), ...app.output.slice(-20)],
      alive: app.running && app.pid === pid && (await app.isReady()),
    };
  } finally {
    sender.close();
    await app.remove();
  }
}
