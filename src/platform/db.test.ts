import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findRow, openDatabase, sql } from './db.ts';

test('a database that refuses connections is not knocked at by every request', async () => {
  let knocks = 0;
  const server = createServer((socket) => {
    knocks += 1;
    // An ErrorResponse: "the database system is starting up".
    const fields = Buffer.from('SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0');
    const head = Buffer.alloc(5);
    head.write('E');
    head.writeInt32BE(fields.length + 4, 1);
    socket.on('error', () => {});
    socket.once('data', () => socket.end(Buffer.concat([head, fields])));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const database = openDatabase({
    connectionString: `postgresql://a@127.0.0.1:${(server.address() as AddressInfo).port}/a`,
    poolSize: 4,
  });
  try {
    for (let i = 0; i < 100; i += 1) {
      await expect(database.transaction(1, (tx) => findRow(tx, sql`select 1`))).rejects.toMatchObject({
        code: 'database.unavailable',
        status: 503,
      });
    }
    expect(knocks).toBeGreaterThan(0);
    expect(knocks).toBeLessThan(50);
  } finally {
    await database.close();
    await new Promise((resolve) => server.close(resolve));
  }
});
