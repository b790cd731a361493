import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effectiveSince, mapReport, mergeNear, monthsSince, tilesOfBox, twoWeeks } from './rules-map.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

describe('a period', () => {
  test('is exact for some weeks and counted by month before that', () => {
    const today = day('2026-11-22');
    expect(effectiveSince('2026-11-15', today).toString()).toBe('2026-11-15');
    expect(effectiveSince('2026-09-20', today).toString()).toBe('2026-09-01');
    expect(effectiveSince('2027-01-01', today).toString()).toBe('2026-11-22');
    expect(monthsSince(day('2026-09-01'), today)).toEqual([202609, 202610, 202611]);
    expect(monthsSince(day('2026-11-15'), today)).toBeNull();
  });

  test('of two weeks ends today, or where the reports end', () => {
    expect(twoWeeks(day('2026-11-22'), '2026-11-20')).toEqual({
      from: '2026-11-09',
      middle: '2026-11-16',
      to: '2026-11-23',
    });
    expect(twoWeeks(day('2026-11-22'), '2020-01-17').to).toBe('2020-01-18');
    expect(twoWeeks(day('2026-11-22'), null).to).toBe('2026-11-23');
  });
});

test('what is not public or has no place is not on the map', () => {
  const placed = {
    id: 'x',
    number: 'SAMPLE-1',
    topic: 'RD-01',
    state: 'received',
    result: null,
    openedAt: '2026-11-22T22:00:00Z',
    closedAt: null,
    longitude: 50,
    latitude: 26,
    municipalityId: null,
    districtId: null,
    public: true,
  };
  expect(mapReport(placed, 'Asia/Riyadh')).toMatchObject({ opened_on: '2026-11-23', closed_on: null, status: 1 });
  expect(mapReport({ ...placed, public: false }, 'Asia/Riyadh')).toBeNull();
  expect(mapReport({ ...placed, longitude: null }, 'Asia/Riyadh')).toBeNull();
  const ended = { ...placed, closedAt: '2026-11-23T01:00:00Z' };
  expect(mapReport({ ...ended, state: 'verified', result: 'fixed-confirmed' }, 'Asia/Riyadh')?.status).toBe(2);
  expect(mapReport({ ...ended, state: 'closed', result: 'unconfirmed' }, 'Asia/Riyadh')?.status).toBe(3);
});

test('marks that would overlap are taken together, and none is lost', () => {
  const mark = fc.record({
    count: fc.integer({ min: 1, max: 9_999 }),
    x: fc.integer({ min: 0, max: 2 ** 26 }),
    y: fc.integer({ min: 0, max: 2 ** 26 }),
  });
  fc.assert(
    fc.property(fc.array(mark, { maxLength: 64 }), (given) => {
      const marks = given.map((one) => ({ ...one, open: one.count, fixed: 0, number: null, topic: null, state: null }));
      const sum = (list: readonly { count: number }[]) => list.reduce((total, { count }) => total + count, 0);
      expect(sum(mergeNear(0, marks))).toBe(sum(marks));
    }),
  );
});

test('a box is covered by few tiles', () => {
  const tiles = tilesOfBox({ west: 49.9, south: 26.2, east: 50.3, north: 26.6 });
  expect(tiles.length).toBeLessThanOrEqual(9);
  expect(new Set(tiles.map(({ z }) => z)).size).toBe(1);
});
