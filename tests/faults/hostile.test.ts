import { afterAll, beforeAll, expect, test } from 'vitest';
import { bombard, buildBombardedWorld } from './bombard.ts';
import type { World } from './matrix-world.ts';

let world: World;
beforeAll(async () => {
  world = await buildBombardedWorld();
});
afterAll(() => world?.close());

test('20,000 hostile requests get answers below 500 that tell nothing and change nothing', async () => {
  const result = await bombard(world, { seed: 2030, requests: 20_000, clients: 6 });
  expect(result.faults).toEqual([]);
  expect(result.faultCount).toBe(0);
  expect(result.requests).toBe(20_000);
  expect(result.operations).toBe(world.city.composition.operations.length);
  expect(Object.keys(result.statuses).filter((status) => Number(status) >= 500)).toEqual([]);
  // They got in deep enough to be refused for many reasons, and some were right by chance.
  expect(Object.keys(result.codes).length).toBeGreaterThan(30);
  expect(result.statuses[200]).toBeGreaterThan(500);
});
