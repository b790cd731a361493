import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { App } from './app.ts';

const BATCH = 1_000;
const LINES = 12_000;
const BAD = new Map([
  [17, 'not-json'],
  [6_001, 'outside-area (sample-6001)'],
  [LINES - 1, 'no-id'],
]);

let app: App;
let file: string;

/** One request of another city's system; `closed` is said of every third. */
function request(line: number, closed: boolean): string {
  if (line === 17) return '{ "service_request_id": ';
  const outside = line === 6_001;
  return JSON.stringify({
    ...(line === LINES - 1 ? {} : { service_request_id: `sample-${line}` }),
    status: closed ? 'closed' : 'open',
    status_notes: closed ? 'Case Resolved. Done.' : null,
    service_name: 'Sample Service',
    service_code: 'sample',
    description: `Sample ${line}`,
    requested_datetime: '2026-01-05T10:00:00Z',
    updated_datetime: '2026-01-06T10:00:00Z',
    lat: outside ? 21.4 : 42.3 + (line % 100) / 2_000,
    long: -71.1,
  });
}

const write = (closed: (line: number) => boolean) =>
  writeFileSync(file, Array.from({ length: LINES }, (_, i) => `${request(i + 1, closed(i + 1))}\n`).join(''));

const start = (...more: string[]) => app.command('import', 'open311', file, '--tenant', 'boston', ...more);

interface Outcome {
  readonly imported: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
}

async function finish(child: ChildProcess): Promise<{ outcome: Outcome; said: string }> {
  const [printed, said] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  expect(said).not.toContain('    at ');
  const { imported, updated, unchanged, refused } = JSON.parse(printed) as Outcome;
  return { outcome: { imported, updated, unchanged, refused }, said };
}

/** Starts the import, kills it once some lines are settled, and returns how many were. */
async function breakOff(...more: string[]): Promise<number> {
  await killInMidst(start(...more));
  const { settled, finished } = await run();
  expect(finished).toBe(false);
  return settled;
}

async function killInMidst(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  const begun = performance.now();
  while ((await run()).settled < BATCH) {
    expect(performance.now() - begun).toBeLessThan(300_000);
    await sleep(5);
  }
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
}

/** How far the run that goes on has come; nothing while the run before it is the last. */
async function run(): Promise<{ settled: number; finished: boolean }> {
  const [row] = await app.query<{ settled: number; finished: boolean }>(
    'select lines_read::integer as settled, finished_at is not null as finished from reports.import_run',
  );
  return row === undefined || row.finished ? { settled: 0, finished: row?.finished ?? false } : row;
}

/** Once every event has arrived. */
async function totals() {
  while ((await app.query('select from platform.event limit 1')).length > 0) await sleep(50);

  const [row] = await app.query(
    `select count(*)::integer as cases, count(distinct external_ref)::integer as requests,
            count(*) filter (where state = 'closed')::integer as closed,
            (select sum(received)::integer from reports.figure where dimension = 'city' and grain = 'day') as "inFigures",
            (select sum(closed)::integer from reports.figure where dimension = 'city' and grain = 'day') as "closedByDay",
            (select count(*)::integer from reports.fact) as facts,
            (select sum(count)::integer from reports.area_total
             where area_id = '00000000-0000-0000-0000-000000000000') as "onMap"
     from cases."case"`,
  );
  return row;
}

beforeAll(async () => {
  app = await App.prepare();
  await app.start();
  file = join(app.folder, 'requests.ndjson');
});

afterAll(async () => app.remove());

const TAKEN = LINES - BAD.size;
/** Lines of requests that are taken over. */
const taken = Array.from({ length: LINES }, (_, i) => i + 1).filter((line) => !BAD.has(line));
/** Whether a line's request is closed, where the other system closed every so many. */
const closedEvery =
  (...every: readonly number[]) =>
  (line: number) =>
    every.some((one) => line % one === 0);
const countClosed = (...every: readonly number[]) => taken.filter(closedEvery(...every)).length;

/** Everything once, in every place that counts reports. */
const expected = (closed: number) => ({
  ...{ cases: TAKEN, requests: TAKEN, closed, closedByDay: closed },
  ...{ inFigures: TAKEN, facts: TAKEN, onMap: TAKEN },
});

test('an import that was killed goes on where it stopped, without doubles', async () => {
  write(closedEvery(3));
  const settled = await breakOff();
  const { outcome, said } = await finish(start());
  expect(said).toContain(`Going on after line ${settled};`);
  expect(settled % BATCH).toBe(0);
  expect(outcome.imported).toBeLessThan(TAKEN);
  for (const [line, reason] of BAD) {
    if (line > settled) expect(said).toContain(`line ${line}: ${reason}\n`);
    else expect(said).not.toContain(`line ${line}:`);
  }
  expect(await totals()).toEqual(expected(countClosed(3)));
});

test('what was settled when the database died is there, and the rest is brought again', async () => {
  write(closedEvery(3, 5));
  await killInMidst(start('--anew'));
  app.killPostgres();
  await app.untilReady();
  // The last moment may have to be brought again: what says how far it came went with it.
  const { settled } = await run();
  const [row] = await app.query<{ closed: number }>(
    `select count(*)::integer as closed from cases."case" where state = 'closed'
       and substring(external_ref from 8)::integer <= ${settled}`,
  );
  expect(row?.closed).toBe(taken.filter((line) => line <= settled).filter(closedEvery(3, 5)).length);
  await finish(start());
  expect(await totals()).toEqual(expected(countClosed(3, 5)));
});

test('the same file again changes nothing and says again what it refuses', async () => {
  const before = await totals();
  const { outcome, said } = await finish(start());
  expect(outcome).toEqual({ imported: 0, updated: 0, unchanged: TAKEN, refused: BAD.size });
  for (const [line, reason] of BAD) expect(said).toContain(`line ${line}: ${reason}\n`);
  expect(await totals()).toEqual(before);
});

test('a comparison that was killed goes on where it stopped, and takes over what the other system closed since', async () => {
  write(closedEvery(2, 3, 5));
  const settled = await breakOff();
  expect(settled).toBeLessThan(LINES);
  // Given up and begun anew, and killed again.
  const anew = await breakOff('--anew');
  const { said } = await finish(start());
  expect(said).toContain(`Going on after line ${anew};`);
  expect(await totals()).toEqual(expected(countClosed(2, 3, 5)));
});

/** What a command printed, what it complained of, and how it ended. */
async function shell(...args: string[]) {
  const child = app.command(...args);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const [printed, said] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  expect(said).not.toContain('    at ');
  return { printed, said, status: await ended };
}

test('lists, parcels and services come in and go out by the commands that the guides name', async () => {
  const folder = mkdtempSync(join(app.folder, 'lists-'));
  const list = (...classes: object[]) =>
    JSON.stringify({
      sections: [{ section: 'z', divisions: [{ division: '98', groups: [{ group: '989', classes }] }] }],
    });
  writeFileSync(join(folder, 'ar.json'), list({ class: '9899', description: 'نشاط نموذجي' }));
  writeFileSync(join(folder, 'en.json'), list({ class: '9899', description: 'Sample activity' }, { class: '' }));
  const activities = await shell('import', 'activities', folder, '--tenant', 'eastern');
  expect(JSON.parse(activities.printed)).toMatchObject({ taken: 1, changed: 1, refused: 1 });
  expect(activities).toMatchObject({ said: 'en.json, 989: no-class-code\n', status: 0 });

  const plots = join(import.meta.dirname, '../../tenants/eastern/parcels.geojson');
  const parcels = await shell('import', 'parcels', plots, '--tenant', 'eastern', '--source', 'Sample office');
  expect(JSON.parse(parcels.printed)).toMatchObject({ refused: 0 });
  expect(parcels.status).toBe(0);

  const out = join(folder, 'event.json');
  const written = await shell(
    ...['services', 'export', 'event-permit', '--tenant', 'eastern'],
    ...['--version-number', '1', '--out', out],
  );
  const fingerprint = written.printed.trim().split('\n').at(-1)!;
  const strange = await shell('services', 'import', out, '--tenant', 'eastern');
  expect(strange).toMatchObject({ status: 1, said: expect.stringContaining('Say --fingerprint') });
  const taken = await shell('services', 'import', out, '--tenant', 'eastern', '--fingerprint', fingerprint);
  expect(taken).toMatchObject({ status: 0, printed: expect.stringContaining('Taken over as the design of PRM-11') });
  const same = await shell('services', 'diff', out, '--tenant', 'eastern');
  expect(same).toMatchObject({ status: 0, printed: expect.stringContaining('Nothing differs.') });
  const nothing = await shell('services', 'diff', join(folder, 'none.json'), '--tenant', 'eastern');
  expect(nothing).toMatchObject({ status: 1, said: expect.stringContaining('cannot be read') });
  expect(await shell('services', 'export', 'event-permit', '--tenant', 'eastern', '--out', out)).toMatchObject({
    status: 1,
    said: 'say --version-number, or --design\n',
  });
});
