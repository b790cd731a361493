/**
 * `node tests/bench/live.ts [--watchers 2000] [--changes 60]`: so many officers watch the queue over real sockets while
 * reports come in and are worked on through the pipeline; how long after its commit each change is on every screen's line,
 * and what a line costs. The lines are held by a process of their own.
 */
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { passesLuhn } from '#kernel/check-digits.ts';
import { createLog } from '#platform/log.ts';
import { startRelay } from '#platform/relay.ts';
import { startCity } from '../support/city.ts';
import type { Heard, WatchOrder } from './live-watchers.ts';
import { fail, say } from './say.ts';

const { values: options } = parseArgs({
  options: { watchers: { type: 'string', default: '2000' }, changes: { type: 'string', default: '60' } },
});
const WATCHERS = Number(options.watchers);
const CHANGES = Number(options.changes);
/** Open pages of one person. */
const PAGES_EACH = 20;
const PAUSE_MILLISECONDS = 150;

const now = () => performance.timeOrigin + performance.now();
const memory = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024;
};
const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

function sampleNumber(i: number): string {
  const base = `19${String(i).padStart(7, '0')}`;
  return `${base}${[...'0123456789'].find((digit) => passesLuhn(base + digit))}`;
}

const city = await startCity({ environment: { DATABASE_POOL: '16' } });
const relay = startRelay({
  database: city.database,
  subscriptions: city.composition.modules.flatMap((module) => module.subscriptions ?? []),
  tenants: city.composition.tenants.all,
  log: createLog('warn'),
});
try {
  const cookies: string[] = [];
  for (let i = 0; i < Math.ceil(WATCHERS / PAGES_EACH); i += 1) {
    const value = sampleNumber(i);
    await city.asSystem('identity.put-person', {
      code: `bench-${i}`,
      kind: 'employee',
      name: { text: { ar: 'موظف فرز نموذجي' } },
      identifiers: [{ kind: 'NATIONAL_ID', value }],
      sample: true,
      roles: [{ role: 'triage', municipalityId: null }],
    });
    const token = randomBytes(32).toString('base64url');
    await city.asSystem('identity.open-session', {
      tokenDigest: createHash('sha256').update(token).digest('base64url'),
      segment: 'employee',
      identifiers: [{ kind: 'NATIONAL_ID', value }],
      name: null,
      secondFactorProved: true,
      device: '',
    });
    cookies.push(`amanah_session=${token}`);
  }
  const before = memory();
  const child = fork(join(import.meta.dirname, 'live-watchers.ts'), ['watch'], { serialization: 'advanced' });
  let failures = 0;
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message: unknown) => {
      if (message === 'ready') resolve();
      else if (typeof message === 'object' && message !== null && 'failed' in message) failures += 1;
    });
  });
  const began = now();
  child.send({ port: city.port, cookies, lines: WATCHERS } satisfies WatchOrder);
  await ready;
  const opened = now() - began;
  await sleep(2_000);
  const perWatcher = (memory() - before) / WATCHERS;
  if (city.composition.live.watchers() !== WATCHERS) fail(`only ${city.composition.live.watchers()} lines stand`);

  const committed = new Map<string, number>();
  for (let i = 0; i < CHANGES; i += 1) {
    const { id } = await city.asSystem<{ id: string }>('reports.submit', {
      category: 'RD-10',
      location: { longitude: 50.1033, latitude: 26.4344 },
      description: `بلاغ نموذجي ${i}`,
    });
    committed.set(id, now());
    relay.wake();
    await sleep(PAUSE_MILLISECONDS);
  }
  await sleep(3_000);
  const heard = await new Promise<Heard>((resolve) => {
    child.on('message', (message: unknown) => {
      if (typeof message === 'object' && message !== null && !('failed' in message)) resolve(message as Heard);
    });
    child.send('tell');
  });
  const each: number[] = [];
  const last: number[] = [];
  let missed = 0;
  for (const [id, time] of committed) {
    const times = heard[id] ?? [];
    missed += WATCHERS - times.length;
    each.push(...times.map((one) => one - time));
    last.push(Math.max(...times) - time);
  }
  each.sort((a, b) => a - b);
  last.sort((a, b) => a - b);
  const ms = (value: number) => `${Math.round(value)} ms`;
  say(`${WATCHERS} lines opened`, `${(opened / 1_000).toFixed(1)} s`);
  say('memory of the program for each line', `${perWatcher.toFixed(1)} KiB`);
  say(
    `${CHANGES} changes, on a line after commit: p50 · p95 · p99`,
    [0.5, 0.95, 0.99].map((share) => ms(at(each, share))).join(' · '),
  );
  say(
    'until the last of all lines has it: p50 · p95 · most',
    `${ms(at(last, 0.5))} · ${ms(at(last, 0.95))} · ${ms(last.at(-1) ?? Number.NaN)}`,
  );
  say('news that did not arrive · lines lost', `${missed} · ${failures}`);
} finally {
  await relay.stop();
  await city.close();
}
