import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { readConfig } from '#platform/config.ts';
import { openInstallation } from '../../src/installation.ts';
import { compose } from '../../src/main.ts';
import { sampleSession } from '../../src/sample-life.ts';
import type { App } from './app.ts';
import { type Journal, type Request, sendUntilSettled } from './harness.ts';

const PEOPLE = join(import.meta.dirname, '../../tenants/eastern/people.json');

/** People who sit at their screens while the program is tortured: cookies of open sessions. */
export interface Desk {
  readonly resident: string;
  readonly triage: string;
  readonly auditor: string;
}

/**
 * Cookies of sessions opened as after a sign-in, beside the running program as a command of its command line would open
 * them. The codes are those of `people.json`.
 */
export async function signIn(app: App, ...codes: readonly string[]): Promise<string[]> {
  const { people } = JSON.parse(readFileSync(PEOPLE, 'utf8')) as {
    people: { code: string; kind: string; nationalId: string }[];
  };
  const config = readConfig(app.environment());
  const log = pino({ level: 'silent' });
  const installation = await openInstallation(config, log, { attach: true });
  const { database } = installation;
  const composition = compose({ config, database, log, baseUrl: () => app.url, wakeRelay: () => {} });
  try {
    const tenant = (await composition.tenants.all()).find(({ key }) => key === config.defaultTenant)!;
    const cookies: string[] = [];
    for (const code of codes) {
      const token = randomBytes(32).toString('base64url');
      const person = people.find((one) => one.code === code)!;
      await composition.callAsSystem(tenant, 'identity.open-session', sampleSession(person, token));
      cookies.push(`amanah_session=${token}`);
    }
    return cookies;
  } finally {
    composition.live.stop();
    await installation.close();
  }
}

/** Signs the desk in on a running program. */
export async function openDesk(app: App): Promise<Desk> {
  const [resident, triage, auditor] = await signIn(app, 'resident-1', 'triage-1', 'auditor-1');
  return { resident: resident!, triage: triage!, auditor: auditor! };
}

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A report somewhere in Dammam. */
export const reportBody = (text: string, random: () => number) => ({
  category: 'RD-01',
  location: { longitude: 50.1 + random() * 0.02, latitude: 26.42 + random() * 0.02 },
  description: `حفرة نموذجية ${text}`,
});

export const jsonPost = (cookie: string | undefined, body: unknown): RequestInit => ({
  headers: { 'content-type': 'application/json', ...(cookie === undefined ? {} : { cookie }) },
  body: JSON.stringify(body),
});

/** Somebody who refuses to give up: a connection refused while the program starts is only a pause. */
const persist = (journal: Journal, request: Request) => sendUntilSettled(journal, request, 3_000, 50);

export interface WorkOptions {
  readonly url: string;
  readonly desk: Desk;
  readonly journal: Journal;
  /** Begins every key of this run. */
  readonly run: string;
  readonly random: () => number;
}

/**
 * One turn of a client: a report is made (every tenth is refused for its category), triaged, dispatched and noted on,
 * each step once the one before is known to be done. Returns the id of the case.
 */
export async function workOnce({ url, desk, journal, run, random }: WorkOptions, turn: number): Promise<string | null> {
  const wrong = turn % 10 === 0;
  const body = { ...reportBody(`${turn}`, random), ...(wrong ? { category: 'NO-SUCH' } : {}) };
  const made = await persist(journal, {
    key: `${run}-${turn}-submit`,
    url: `${url}/api/v1/reports`,
    init: jsonPost(turn % 2 === 0 ? desk.resident : undefined, body),
  });
  if (made.outcome !== 'ok') return null;
  const { id } = JSON.parse(made.body) as { id: string };
  const steps = [
    { action: 'triage', input: {} },
    { action: 'dispatch', input: { team: 'ROADS' } },
    { action: 'note', input: { text: `ملاحظة ${turn}`, audience: ['office'] } },
  ];
  for (const step of steps) {
    const taken = await persist(journal, {
      key: `${run}-${turn}-${step.action}`,
      url: `${url}/api/v1/reports-office/${id}/actions`,
      init: jsonPost(desk.triage, step),
    });
    if (taken.outcome !== 'ok') return id;
  }
  return id;
}
