import { expect, test } from 'vitest';
import { pathOf } from './operations-design-replay.ts';

const flow = {
  initial: 'payment',
  states: {},
  actions: {
    lapse: { title: {}, from: ['payment'], to: 'lapsed', by: ['system'] },
    decide: { title: {}, from: ['asked'], to: 'decided', by: ['system'] },
  },
} as unknown as Parameters<typeof pathOf>[0]['flow'];
const entry = (name: string, action: string, from: string, to: string) =>
  ({
    action: name,
    events: [
      { type: 'clock-breached', key: 'paymentTime', at: '2026-11-22T09:00:00Z' },
      { type: 'action-recorded', action },
      { type: 'state-changed', from, to, category: 'closed' },
    ],
  }) as unknown as Parameters<typeof pathOf>[1][number];
const sheet = {} as Parameters<typeof pathOf>[2];

test('a step that a clock or an opinion set in motion is looked for by its own name', () => {
  const past = [entry('childChanged', 'decide', 'asked', 'decided'), entry('clock', 'lapse', 'payment', 'lapsed')];
  expect(pathOf({ flow }, past, sheet)).toBeNull();
  expect(pathOf({ flow }, [entry('clock', 'gone', 'payment', 'lapsed')], sheet)).toEqual({
    ...{ action: 'gone', from: 'payment', before: 'lapsed', after: null },
  });
});
