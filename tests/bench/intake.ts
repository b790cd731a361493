import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../faults/app.ts';
import { createClient, median, pace, quantile } from './load.ts';
import { CITY, report, submit } from './reports.ts';
import { fail, say } from './say.ts';

interface Pace {
  readonly seconds: number;
  readonly rounds: number;
  readonly pool: number;
}

async function plainServer(database: string, pool: number) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'plain-insert.ts')], {
    env: { ...process.env, BENCH_DATABASE: database, BENCH_POOL: String(pool) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve) =>
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(Number(line))),
  );
  return { port, stop: () => child.kill('SIGTERM') };
}

/** Milliseconds until every subscriber has been handed what it was told of reports: that is work for them, too. */
async function untilHandedOut(app: App): Promise<number> {
  const began = performance.now();
  for (;;) {
    const [{ waiting }] = (await app.query('select exists (select from platform.event) as waiting')) as [
      { waiting: boolean },
    ];
    if (!waiting) return performance.now() - began;
    await sleep(20);
  }
}

/**
 * Reports with everything that belongs to them beside the least a server can do that keeps what it was sent, turn by
 * turn, with as many clients each. What subscribers have not done by the end of a turn is waited for, so that it burdens
 * nobody else's, and told.
 */
export async function intake(app: App, clients: number, { seconds, rounds, pool }: Pace): Promise<void> {
  const server = await plainServer(readFileSync(join(app.dataDir, 'postgres-address'), 'utf8'), pool);
  const ours = createClient(app.port, `${CITY}.localhost`, clients);
  const plain = createClient(server.port, 'localhost', clients);
  const insert = async () => {
    const { status } = await plain.send('POST', '/', report());
    if (status !== 200) fail(`plain insert: ${status}`);
  };
  const send = () => submit(ours).then(() => {});
  try {
    await pace(clients, 3, send);
    await pace(clients, 2, insert);
    const measured: { ratio: number; ours: number; plain: number; p95: number; behind: number }[] = [];
    await untilHandedOut(app);
    for (let round = 0; round < rounds; round += 1) {
      const a = await pace(clients, seconds, send);
      const behind = (await untilHandedOut(app)) / 1_000;
      const b = await pace(clients, seconds, insert);
      const p95 = quantile(a.took, 0.95);
      measured.push({ ratio: a.perSecond / b.perSecond, ours: a.perSecond, plain: b.perSecond, p95, behind });
    }
    const middle = (of: 'ratio' | 'ours' | 'plain' | 'p95' | 'behind', digits = 0) =>
      median(measured.map((m) => m[of])).toFixed(digits);
    say(
      `intake with everything / plain INSERT, ${clients} clients`,
      `${middle('ratio', 2)} (rounds ${measured.map(({ ratio }) => ratio.toFixed(2)).join(', ')}; ` +
        `${middle('ours')}/s against ${middle('plain')}/s; p95 ${middle('p95')} ms; subscribers ${middle('behind', 1)} s behind)`,
    );
    const told = await pace(clients, seconds, () => submit(ours, { email: 'reporter@example.com' }).then(() => {}));
    say('the same, each reporter also written to by e-mail', `${told.perSecond.toFixed(0)}/s`);
  } finally {
    ours.close();
    plain.close();
    server.stop();
  }
}
