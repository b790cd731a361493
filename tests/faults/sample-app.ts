/** The smallest program that keeps the harness's promises: one table, and an answer only after commit. */
import { createServer } from 'node:http';
import pg from 'pg';
import { startPostgres } from '#platform/postgres.ts';

const postgres = await startPostgres({ dataDir: process.env.DATA_DIR!, log: console });
const pool = new pg.Pool({ connectionString: postgres.connectionString(), max: 4 });
pool.on('error', () => {});
pool.on('connect', (client) => client.on('error', () => {}));
await pool.query('create table if not exists effect (key text, once boolean)');
await pool.query('create unique index if not exists effect_once on effect (key) where once');

// With FORGET_KEYS it does what the promises forbid, to show that the checker sees it.
const once = process.env.FORGET_KEYS === undefined;

const server = createServer(async (request, response) => {
  try {
    if (request.url === '/health/ready') await pool.query('select 1');
    else {
      const key = request.headers['idempotency-key'];
      await pool.query('insert into effect values ($1, $2) on conflict do nothing', [key, once]);
    }
    response.writeHead(200).end('done');
  } catch {
    response.writeHead(503).end();
  }
}).listen(Number(process.env.PORT), '127.0.0.1');

process.once('SIGTERM', async () => {
  server.close();
  server.closeAllConnections();
  await pool.end();
  await postgres.stop();
});
