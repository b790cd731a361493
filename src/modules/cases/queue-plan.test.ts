import { expect, test } from 'vitest';
import { rows, sql } from '#platform/db.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
import { listCases } from './store-lists.ts';

const { database } = await testDatabase({ fresh: true });

test('the queue of two states is read in the order of an index, oldest or due first', async () => {
  await database.transaction(1, async (tx) => {
    await sql`
      insert into cases."case" (id, number, type, type_version, state, category, version, priority, opened_at, updated_at,
        due_at, projection)
      select gen_random_uuid(), 'S-' || i, 'report', 1,
        case when i % 3 = 0 then 'received' when i % 50 = 1 then 'reopened' else 'assigned' end, 'open', 1, 3,
        timestamptz '2026-01-01' + i * interval '1 minute', now(), timestamptz '2026-02-01' + i * interval '1 minute', '{}'
      from generate_series(1, 20000) as i`.execute(tx);
    for (const order of ['oldest', 'due'] as const) {
      const filter = { type: 'report', states: ['received', 'reopened'], open: true };
      const page = await listCases(tx, filter, order, undefined, 10);
      expect(page).toHaveLength(11);
      const times = page.map(({ openedAt }) => openedAt);
      expect(times).toEqual(times.toSorted());
      expect(new Set(page.map(({ state }) => state))).toEqual(new Set(['received', 'reopened']));
      const last = page[9]!;
      const next = await listCases(
        tx,
        filter,
        order,
        { at: order === 'due' ? last.dueAt! : last.openedAt, id: last.id },
        10,
      );
      expect(next[0]!.id).toBe(page[10]!.id);
    }
    for (const column of ['opened_at', 'due_at']) {
      const plan = await rows<Record<'QUERY PLAN', string>>(
        tx,
        sql`explain select c.id from cases."case" c where c.tenant_id = platform.current_tenant() and c.type = 'report'
            and c.state = 'received' and c.closed_at is null order by ${sql.raw(`c.${column}`)}, c.id limit 51`,
      );
      const text = plan.map((row) => row['QUERY PLAN']).join('\n');
      expect(text).toMatch(/Index (Only )?Scan using case_/);
      expect(text).not.toMatch(/Sort|Seq Scan/);
    }
  });
});
