import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_SUMS } from './model-figures.ts';
import { factOf, firstDayOfWeek, indicatorOf, periodOf, type ReportHistory, spansUpTo } from './rules-figures.ts';

const changed = (category: string) => ({ type: 'state-changed', category });
const stopped = (met: boolean) => ({ type: 'clock-stopped', key: 'norm', met });
const breached = { type: 'clock-breached', key: 'norm' };
const at = (day: number, hour = 9) => `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;

const history = (given: Partial<ReportHistory>): ReportHistory => ({
  id: '00000000-0000-7000-8000-000000000001',
  number: '940-2026-101-000001-1',
  public: true,
  topic: 'RD-01',
  state: 'received',
  result: null,
  openedAt: at(1),
  closedAt: null,
  longitude: 50.1,
  latitude: 26.42,
  municipalityId: null,
  districtId: null,
  values: ['RD', 'ROADS', 'ROADS', 'portal'],
  moments: [{ at: at(1), action: 'open', events: [] }],
  ...given,
});
const moment = (day: number, action: string, ...events: object[]) => ({ at: at(day), action, events: events as never });
const fact = (given: Partial<ReportHistory>) => factOf(history(given), null, 'Asia/Riyadh');

describe('a report as the indicators count it', () => {
  test('counts as finished when the work was said to be done, not when it was closed', () => {
    const one = fact({
      state: 'closed',
      result: 'unconfirmed',
      closedAt: at(9),
      moments: [moment(3, 'resolve', stopped(true), changed('done')), moment(9, 'closeUnconfirmed', changed('closed'))],
    });
    expect(one).toMatchObject({
      received_on: '2026-03-01',
      finished_on: '2026-03-03',
      closed_on: '2026-03-09',
      in_time: true,
      seconds: 2 * 86_400,
      fixed: false,
      came_back: false,
    });
  });

  test('is called fixed only when its reporter confirmed', () => {
    const moments = [moment(3, 'resolve', stopped(true), changed('done')), moment(4, 'confirm', changed('closed'))];
    expect(fact({ state: 'verified', result: 'fixed-confirmed', closedAt: at(4), moments }).fixed).toBe(true);
    expect(fact({ state: 'closed', result: 'noted', closedAt: at(4), moments }).fixed).toBe(false);
  });

  test('that was late once stays late when it is done in time the second time', () => {
    const one = fact({
      state: 'resolved',
      moments: [
        moment(2, 'tick', breached),
        moment(3, 'resolve', stopped(false), changed('done')),
        moment(4, 'notFixed', changed('open')),
        moment(5, 'resolve', stopped(true), changed('done')),
      ],
    });
    expect(one).toMatchObject({
      in_time: false,
      came_back: true,
      finished_on: '2026-03-05',
      first_ended_on: '2026-03-03',
      seconds: 4 * 86_400,
    });
  });

  test('is unfinished again while it is open again', () => {
    const one = fact({
      state: 'reopened',
      moments: [moment(3, 'resolve', stopped(true), changed('done')), moment(4, 'notFixed', changed('open'))],
    });
    expect(one).toMatchObject({ finished_on: null, in_time: null, seconds: null, came_back: true });
  });

  test('joined to another or withdrawn counts nowhere', () => {
    for (const state of ['duplicate', 'cancelled']) {
      const one = fact({ state, closedAt: at(3), moments: [moment(3, 'merge', changed('closed'))] });
      expect(one).toMatchObject({ received_on: null, finished_on: null, first_ended_on: null, closed_on: null });
      expect(one.source_known).toBe(false);
    }
  });

  test('closed without work is closed, but nobody’s work was fast', () => {
    const one = fact({
      state: 'closed',
      result: 'not-municipal',
      closedAt: at(2),
      moments: [moment(2, 'closeWithReason', stopped(true), changed('closed'))],
    });
    expect(one).toMatchObject({
      finished_on: null,
      in_time: null,
      closed_on: '2026-03-02',
      first_ended_on: '2026-03-02',
    });
  });

  test('of another system counts in no indicator that needs what is not known', () => {
    const one = fact({
      state: 'closed',
      result: 'noted',
      closedAt: at(2),
      values: ['RD', null, 'ROADS', 'open311'],
      moments: [moment(1, 'open'), moment(2, 'import', changed('closed'), stopped(true))],
    });
    expect(one).toMatchObject({
      finished_on: '2026-03-02',
      first_ended_on: null,
      source_known: false,
      department: 'ROADS',
    });
  });

  test('days are those of the tenant', () => {
    expect(fact({ openedAt: '2026-03-01T21:30:00Z' }).received_on).toBe('2026-03-02');
  });
});

describe('an indicator', () => {
  const sums = {
    ...NO_SUMS,
    received: 150,
    timed: 80,
    in_time: 60,
    finished: 90,
    seconds: 90 * 36 * 3_600,
    ended: 50,
    came_back: 4,
    ratings: 8,
    satisfied: 6,
    source_known: 120,
    found_by_us: 30,
    placed: 140,
    again: 7,
  };
  // By hand: 60/80, 36 h, 4/50, 6/8, 150 × 10,000 / 300,000, 30/120, 7/140.
  test.each([
    ['R1', 0.75],
    ['R2', 36],
    ['R3', 0.08],
    ['R4', 0.75],
    ['R5', 5],
    ['R6', 0.25],
    ['R7', 0.05],
  ] as const)('%s of an example worked by hand is %d', (code, value) => {
    expect(indicatorOf(code, sums, 300_000, 'public').value).toBe(value);
  });

  test('is not made up where there is nothing to divide by', () => {
    expect(indicatorOf('R1', NO_SUMS, 1, 'public')).toMatchObject({ value: null, gap: 'none' });
    expect(indicatorOf('R5', sums, null, 'office')).toMatchObject({ value: null, gap: 'population' });
  });

  test('does not tell the public what one of few people answered', () => {
    const few = { ...NO_SUMS, ratings: 4, satisfied: 1 };
    expect(indicatorOf('R4', few, null, 'public')).toMatchObject({ value: null, numerator: 0, gap: 'few' });
    expect(indicatorOf('R4', few, null, 'office').value).toBe(0.25);
  });

  test('that is a share lies between nothing and all', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), (a, b) => {
        const { value } = indicatorOf('R1', { ...NO_SUMS, timed: a + b, in_time: a }, null, 'office');
        return value === null ? a + b === 0 : value >= 0 && value <= 1;
      }),
    );
  });
});

describe('periods', () => {
  test('a week begins after the free days', () => {
    expect(firstDayOfWeek([5, 6])).toBe(7);
    expect(firstDayOfWeek([6, 7])).toBe(1);
  });

  test('every day is in exactly one period, and periods follow without a gap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.constantFrom('month' as const, 'week' as const),
        fc.integer({ min: 1, max: 7 }),
        (days, grain, start) => {
          const day = Temporal.PlainDate.from('1990-01-01').add({ days });
          const span = periodOf(grain, day, start);
          expect(span.from <= day.toString() && day.toString() < span.to).toBe(true);
          const spans = spansUpTo(grain, span, 13);
          expect(spans.at(-1)).toEqual(span);
          for (let i = 1; i < spans.length; i += 1) expect(spans[i]!.from).toBe(spans[i - 1]!.to);
        },
      ),
    );
  });
});
