import { expect, test } from 'vitest';
import { runRetries } from './retries.ts';

test('2,000 requests sent one to five times take effect once each', async () => {
  const result = await runRetries({ seed: 311, wanted: 2_000, clients: 8, dropped: 0.2 });
  expect(result.actions).toEqual({ 1: 2_000 });
  expect(result.ledger).toEqual({ 1: 2_000 });
  expect(result.answersKept).toBe(2_000);
  expect(result.cases).toBe(1_000);
  expect(result.differing).toEqual([]);
  expect(result.otherBody).toEqual({ 409: 2_000 });
  expect(result.refused).toEqual({});
  expect(result.sent).toBeGreaterThan(5_000);
  expect(result.answersDropped).toBeGreaterThan(result.sent * 0.15);
});
