import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distanceMetres } from '#kernel/place.ts';
import { concerns, firstWorkingDay, keysOfAlert, keysOfReport, tellAt } from './rules-alerts.ts';

const point = fc.record({
  longitude: fc.double({ min: -170, max: 170, noNaN: true }),
  latitude: fc.double({ min: -60, max: 70, noNaN: true }),
});

describe('a circle', () => {
  test('is found by the key of every report in it, and has few keys', () => {
    fc.assert(
      fc.property(
        point,
        fc.integer({ min: 100, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        (middle, radiusMetres, share, angle) => {
          const up = ((radiusMetres * share) / 111_195) * Math.sin(angle);
          const across =
            (((radiusMetres * share) / 111_195) * Math.cos(angle)) / Math.cos((middle.latitude * Math.PI) / 180);
          const report = { longitude: middle.longitude + across, latitude: middle.latitude + up };
          fc.pre(distanceMetres(middle, report) <= radiusMetres);
          const place = { areaId: null, circle: { point: middle, radiusMetres } } as const;
          const keys = keysOfAlert(place);
          expect(keys.length).toBeLessThanOrEqual(4);
          expect(keysOfReport(report, []).some((key) => keys.includes(key))).toBe(true);
          expect(concerns({ place, categoryGroup: null }, { point: report, group: 'roads' })).toBe(true);
        },
      ),
    );
  });

  test('and a kind of report leave out what is neither', () => {
    const place = { areaId: null, circle: { point: { longitude: 50, latitude: 26 }, radiusMetres: 500 } } as const;
    const far = { longitude: 50.01, latitude: 26 };
    expect(concerns({ place, categoryGroup: null }, { point: far, group: 'roads' })).toBe(false);
    expect(concerns({ place, categoryGroup: 'light' }, { point: place.circle.point, group: 'roads' })).toBe(false);
  });
});

describe('an alert goes out', () => {
  const saudi = { timeZone: 'Asia/Riyadh', weekend: [5, 6] };
  const at = (text: string) => Temporal.Instant.from(text);

  test('at once, but keeps quiet for a quarter of an hour after the last message', () => {
    const now = at('2026-11-22T09:00:00Z');
    expect(tellAt('now', now, null, saudi)).toEqual(now);
    expect(tellAt('now', now, at('2026-11-22T08:50:00Z'), saudi).toString()).toBe('2026-11-22T09:05:00Z');
    expect(tellAt('now', now, at('2026-11-22T08:00:00Z'), saudi)).toEqual(now);
  });

  test('at seven the next morning, in the city’s own zone', () => {
    expect(tellAt('daily', at('2026-11-22T03:59:00Z'), null, saudi).toString()).toBe('2026-11-22T04:00:00Z');
    expect(tellAt('daily', at('2026-11-22T04:00:00Z'), null, saudi).toString()).toBe('2026-11-23T04:00:00Z');
  });

  test('or on the first morning of the working week', () => {
    expect(firstWorkingDay([5, 6])).toBe(7);
    expect(firstWorkingDay([6, 7])).toBe(1);
    expect(firstWorkingDay([])).toBe(1);
    // 22 November 2026 is a Sunday.
    expect(tellAt('weekly', at('2026-11-22T03:00:00Z'), null, saudi).toString()).toBe('2026-11-22T04:00:00Z');
    expect(tellAt('weekly', at('2026-11-22T05:00:00Z'), null, saudi).toString()).toBe('2026-11-29T04:00:00Z');
  });
});
