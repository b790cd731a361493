import pg from 'pg';
import { expect, test } from 'vitest';
import { getRow, sql, type Tx } from '#platform/db.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
import { findByExternalRef } from './store-read.ts';

const { connectionString, database } = await testDatabase({ fresh: true });

/** Cases this transaction has read so far. */
const read = async (tx: Tx): Promise<number> =>
  (
    await getRow<{ n: number }>(
      tx,
      sql`select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::integer as n
          from pg_stat_xact_user_tables where relid = 'cases."case"'::regclass`,
    )
  ).n;

test('looking up references reads those alone, also where the statistics say that there is no case yet', async () => {
  const references = Array.from({ length: 1_000 }, (_, i) => `sample-${i}`);
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  await database.transaction(1, async (tx) => {
    await sql`
      insert into cases."case" (id, number, type, type_version, state, category, version, priority, opened_at, updated_at,
        external_ref, projection)
      select gen_random_uuid(), 'S-' || i, 'report', 1, 'received', 'open', 1, 3, now(), now(), 'sample-' || i,
        jsonb_build_object('number', 'S-' || i)
      from generate_series(900, 20000) as i`.execute(tx);
    // As happens at the beginning of an import: the table is looked at before its first batch has ended.
    await owner.query('analyze cases."case"');
  });
  await owner.end();
  await database.transaction(1, async (tx) => {
    const before = await read(tx);
    const found = await findByExternalRef(tx, 'report', references);
    expect([...found.keys()].toSorted()).toEqual(references.slice(900).toSorted());
    expect(found.get('sample-995')).toEqual({ number: 'S-995' });
    expect((await read(tx)) - before).toBe(100);
  });
});
