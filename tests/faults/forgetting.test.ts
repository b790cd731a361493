import { expect, test } from 'vitest';
import { runForgetting } from './forgetting.ts';

test('twenty residents are forgotten everywhere, and their reports stay without them', async () => {
  const found = await runForgetting(20);
  expect(found.before).toBeGreaterThan(5);
  expect(found.after).toEqual([]);
  expect(found.inFiles).toEqual([]);
  expect(found.inLog).toEqual([]);
  expect([found.reportsKept, found.holdHonoured, found.restoredForgets]).toEqual([20, true, true]);
}, 240_000);
