import { expect, test } from 'vitest';
import { runDurability } from './durability.ts';

test('an acknowledged write survives ten kills and every failpoint', async () => {
  const result = await runDurability({ seed: 940, appKills: 5, databaseKills: 5, acknowledged: 400, clients: 4 });
  const clean = { lost: [], doubled: [], ghosts: [], strangers: [] };
  expect(result.actions).toMatchObject(clean);
  expect(result.ledger).toMatchObject(clean);
  expect(result.actions.ok).toBeGreaterThan(200);
  expect(result.actions.fail).toBeGreaterThan(0);
  expect(result.unsettled).toEqual([]);
  expect(result.appKills + result.databaseKills).toBe(10);
  expect(result.failpoints.filter(({ struck }) => !struck)).toEqual([]);
  expect(result.disagreeing).toEqual([]);
  expect(result.miscounted).toEqual([]);
  expect(result.received.kept).toBe(result.received.real);
});
