import { describe, expect, test } from 'vitest';
import { getRow, rows, sql } from '#platform/db.ts';
import { testDatabase } from './postgres.ts';
import { withDatabase } from './postgres-setup.ts';

const shared = await testDatabase();
const own = await testDatabase({ fresh: true });

const addTenant = sql<{ id: number }>`
  insert into platform.tenant (key, name, languages, time_zone, calendars)
  values ('sample', '{}', '{ar}', 'Asia/Riyadh', '{gregory}') returning id`;
const countTenants = sql<{ n: number }>`select count(*) as n from platform.tenant`;

describe('a test database', () => {
  test('forgets what a test did, and gives its result', async () => {
    expect((await shared.withRollback(null, (tx) => getRow(tx, addTenant))).id).toBeGreaterThan(0);
    expect(await shared.withRollback(null, (tx) => getRow(tx, countTenants))).toEqual({ n: 0 });
    expect(() => shared.database).toThrow('fresh');
  });

  test('lets the error of a test through', async () => {
    await expect(shared.withRollback(1, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    await expect(shared.withRollback(1, (tx) => rows(tx, sql`select 1/0`))).rejects.toThrow();
  });

  test('runs as the application, in one tenant', async () => {
    const who = sql`select current_user as name, platform.current_tenant() as tenant`;
    expect(await shared.withRollback(7, (tx) => rows(tx, who))).toEqual([{ name: 'amanah_app', tenant: 7 }]);
  });

  test('of its own keeps what was committed', async () => {
    await own.database.transaction(null, (tx) => getRow(tx, addTenant));
    expect(await own.database.transaction(null, (tx) => getRow(tx, countTenants))).toEqual({ n: 1 });
    expect(await shared.withRollback(null, (tx) => getRow(tx, countTenants))).toEqual({ n: 0 });
  });
});

test('another database of the same server has the same address otherwise', () => {
  expect(withDatabase('postgresql://u:p@/a?host=%2Ftmp&port=5', 'b')).toBe('postgresql://u:p@/b?host=%2Ftmp&port=5');
  expect(withDatabase('postgres://u:p@host:5432/a', 'b')).toBe('postgres://u:p@host:5432/b');
});
