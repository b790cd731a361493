import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cell, faultsOf, fillMatrix, neverDone } from './matrix.ts';
import { buildWorld, type World } from './matrix-world.ts';
let world: World; let cells: readonly Cell[]; let small: World;
beforeAll(async () => {
  world = await buildWorld();
  const mine = /reports\.(claim|request-follow|get-follow|confirm-follow|confirm-follow-code|end-follow|tend-followers|get-following|unfollow|follow|request-own-list|open-own-list|list-own|close-own-list|list-likely|track)$/;
  const { composition } = world.city;
  small = { ...world, city: { ...world.city, composition: { ...composition, operations: composition.operations.filter(({ name }) => mine.test(name)) } } } as World;
  cells = await fillMatrix(small);
}, 500_000);
afterAll(() => world?.close());
test('mine', () => { console.log(cells.length, neverDone(small, cells)); expect(faultsOf(small, cells)).toEqual([]); });
