/**
 * The limit intake is compared with: the least a server can do that keeps what it was sent. A bare node:http server
 * that parses one JSON body and does one INSERT, on the same PostgreSQL, with as many connections.
 */
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.BENCH_DATABASE!, max: Number(process.env.BENCH_POOL) });
await pool.query(
  'create table if not exists public.bench_plain (id bigint generated always as identity primary key, body jsonb not null)',
);

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', async () => {
    JSON.parse(body);
    const { rows } = await pool.query({
      name: 'plain',
      text: 'insert into public.bench_plain (body) values ($1) returning id',
      values: [body],
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: rows[0].id }));
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as { port: number }).port}\n`));
process.on('SIGTERM', () => process.exit(0));
