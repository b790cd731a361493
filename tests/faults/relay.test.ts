import { expect, test } from 'vitest';
import { runRelay } from './relay-run.ts';

test('every event reaches every subscriber once and in order, however often the relay is killed', async () => {
  const events = 20_000;
  const { verdict } = await runRelay({ events, writers: 8, kills: 5, keys: 200 });
  expect(verdict.written).toBeGreaterThanOrEqual(events);
  const all = { received: verdict.written, different: verdict.written, outOfOrder: 0 };
  expect(verdict).toEqual({
    written: verdict.written,
    kills: ['outside', 'relay-handled', 'relay-committed', 'outside', 'relay-handled'],
    subscribers: [
      { subscriber: 'sample.first', ...all },
      { subscriber: 'sample.second', ...all },
    ],
    leftInOutbox: 0,
    deadLetters: 0,
  });
});
