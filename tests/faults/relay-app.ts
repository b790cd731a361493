/** The relay alone, as a process to be killed: two subscribers that note what they receive, and nothing else. */
import { createServer } from 'node:http';
import { openDatabase, sql } from '#platform/db.ts';
import { createLog } from '#platform/log.ts';
import type { Subscription } from '#platform/module.ts';
import { startRelay } from '#platform/relay.ts';
import { createTenants } from '#platform/tenants.ts';

const database = openDatabase({ connectionString: process.env.DATABASE_URL!, poolSize: 4 });
const tenants = createTenants(database, 'sample');

const receiver = (name: string): Subscription => ({
  name,
  events: ['sample.counted'],
  async handle(tx, events) {
    await sql`
      insert into sample.seen (subscriber, event_id, key, n, written_at)
      select ${name}, event_id, key, n, written_at
      from unnest(${events.map((event) => event.id)}::bigint[], ${events.map((event) => event.key)}::uuid[],
                  ${events.map((event) => event.payload.n)}::int[], ${events.map((event) => event.at.toString())}::timestamptz[])
        with ordinality as e (event_id, key, n, written_at, place)
      order by place`.execute(tx);
  },
});

const relay = startRelay({
  database,
  subscriptions: [receiver('sample.first'), receiver('sample.second')],
  tenants: tenants.all,
  log: createLog('warn'),
});
const server = createServer((_request, response) => response.end('ready')).listen(
  Number(process.env.PORT),
  '127.0.0.1',
);

process.once('SIGTERM', async () => {
  server.close();
  server.closeAllConnections();
  await relay.stop();
  await database.close();
});
