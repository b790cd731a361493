/**
 * What a report costs in processor time, which other work on the machine changes less than elapsed time:
 * `node tests/bench/intake-cost.ts [clients] [seconds]`. Told apart: the program, its database, and the client, which
 * shares their processors. What subscribers do about the reports meanwhile is in it.
 */
import { App } from '../faults/app.ts';
import { childrenOf, processorTime } from './cost.ts';
import { createClient, pace, quantile } from './load.ts';
import { CITY, submit } from './reports.ts';

const [clients = 16, seconds = 8] = process.argv.slice(2).map(Number);
const WARM_SECONDS = 6;
const ROUNDS = 3;

const app = await App.prepare({ env: { RATE_LIMITS: 'off', LOG_LEVEL: 'warn', DATABASE_POOL: '16' } });
try {
  await app.start();
  const [file] = await app.query<{ text: string }>("select pg_read_file('postmaster.pid') as text");
  const postmaster = Number.parseInt(file!.text, 10);
  const database = () => childrenOf(postmaster).reduce((sum, pid) => sum + processorTime(pid), 0);
  const client = createClient(app.port, `${CITY}.localhost`, clients);
  const work = () => submit(client).then(() => {});
  await pace(clients, WARM_SECONDS, work);
  await app.query('vacuum analyze');
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = { program: processorTime(app.pid), database: database(), client: process.cpuUsage() };
    const { took, perSecond } = await pace(clients, seconds, work);
    const { user, system } = process.cpuUsage(before.client);
    const each = (microseconds: number) => (microseconds / took.length).toFixed(0);
    console.log(
      `${perSecond.toFixed(0)}/s, p95 ${quantile(took, 0.95).toFixed(0)} ms; ` +
        `program ${each(processorTime(app.pid) - before.program)}, database ${each(database() - before.database)}, ` +
        `client ${each(user + system)} µs a report`,
    );
  }
  client.close();
} finally {
  await app.remove();
}
