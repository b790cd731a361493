import { expect, test } from 'vitest';
import { type MeasuredHistory, measure } from './rules-measure.ts';

type Event = MeasuredHistory['moments'][number]['events'][number];
const application = (number: string, result: string | null, ...moments: [hour: number, ...events: object[]][]) =>
  ({
    id: `id-${number}`,
    number,
    result,
    openedAt: '2026-03-01T00:00:00Z',
    closedAt: result === null || result === 'refused' ? null : '2026-03-09T00:00:00Z',
    moments: moments.map(([hour, ...events]) => ({
      at: new Date(Date.UTC(2026, 2, 1, hour)).toISOString(),
      action: 'sample',
      events: events as Event[],
    })),
  }) as unknown as MeasuredHistory;
const stopped = (met: boolean) => ({ type: 'clock-stopped', key: 'norm', met });
const asked = (...fields: string[]) => ({ type: 'correction-requested', correction: { fields } });

test('each application is counted where it belongs, and the time is that of the first decision', () => {
  const found = measure([
    application('1', 'approved', [10, stopped(true)], [90, stopped(false)]),
    application(
      '2',
      'refused',
      [2, asked('area', 'photos')],
      [30, { type: 'clock-breached', key: 'norm' }],
      [40, stopped(false)],
    ),
    application('3', null, [3, asked('area')], [5, asked('area')]),
    application('4', 'withdrawn', [1, stopped(true)]),
    application('5', 'issued', [20, stopped(true)]),
  ]);
  const numbers = Object.fromEntries(
    [...found.cases].map(([name, list]) => [name, list.map((one) => one.number).join('')]),
  );
  expect(numbers).toEqual({
    ...{ all: '12345', open: '3', granted: '15', refused: '2', ended: '4' },
    ...{ 'in-time': '15', late: '2', corrected: '23' },
  });
  expect(found.hours).toEqual({ median: 20, ninth: 40 });
  expect(found.corrections.map(({ field, cases }) => `${field} ${cases.length}`)).toEqual(['area 2', 'photos 1']);
});

test('of no applications there is no time to tell', () => {
  expect(measure([])).toMatchObject({ hours: null, corrections: [] });
});
