import fc from 'fast-check';
import type { Polygon, Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import {
  type Area,
  boundsOf,
  contains,
  faultOf,
  labelPoint,
  morton64Of,
  mortonOf,
  mortonRange,
  withinBounds,
} from './geometry.ts';

const polygon = (...rings: Position[][]): Polygon => ({ type: 'Polygon', coordinates: rings });
const square = (west: number, south: number, size: number): Position[] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];
const at = (longitude: number, latitude: number) => ({ longitude, latitude });
const ring = polygon(square(0, 0, 10), square(2, 2, 6));
const islands: Area = { type: 'MultiPolygon', coordinates: [[square(0, 0, 1)], [square(5, 5, 3)]] };

const points = fc.record({
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  latitude: fc.double({ min: -85, max: 85, noNaN: true }),
});

describe('Morton codes', () => {
  it('place a point in its tile of the web map at every zoom', () => {
    // Dammam's tile by the usual formula of slippy maps.
    const dammam = at(50.1033, 26.4207);
    for (const zoom of [0, 1, 7, 14, 20]) {
      const n = 2 ** zoom;
      const x = Math.floor(((50.1033 + 180) / 360) * n);
      const radians = (26.4207 * Math.PI) / 180;
      const y = Math.floor(((1 - Math.log(Math.tan(radians) + 1 / Math.cos(radians)) / Math.PI) / 2) * n);
      const { first, last } = mortonRange(zoom, x, y);
      expect(mortonOf(dammam)).toBeGreaterThanOrEqual(first);
      expect(mortonOf(dammam)).toBeLessThanOrEqual(last);
      if (zoom === 0) continue;
      const east = mortonRange(zoom, (x + 1) % n, y);
      expect(mortonOf(dammam) >= east.first && mortonOf(dammam) <= east.last).toBe(false);
    }
  });

  it('are exact integers, the short one a prefix of the long', () => {
    fc.assert(
      fc.property(points, (point) => {
        const code = mortonOf(point);
        expect(Number.isSafeInteger(code) && code >= 0 && code < 2 ** 52).toBe(true);
        expect(morton64Of(point) >> 12n).toBe(BigInt(code));
      }),
    );
  });

  it('interleave the bits of both axes', () => {
    expect(mortonOf(at(-180, 86))).toBe(0);
    expect(mortonOf(at(180, -86))).toBe(2 ** 52 - 1);
    expect(mortonOf(at(180, 86))).toBe(Number(BigInt(`0b${'01'.repeat(26)}`)));
    expect(morton64Of(at(180, -86))).toBe(2n ** 64n - 1n);
    expect(mortonRange(1, 1, 0)).toEqual({ first: 2 ** 50, last: 2 ** 51 - 1 });
  });
});

describe('an area', () => {
  it('has bounds', () => {
    expect(boundsOf(islands)).toEqual({ west: 0, south: 0, east: 8, north: 8 });
    expect(withinBounds(boundsOf(islands), at(3, 3))).toBe(true);
    expect(withinBounds(boundsOf(islands), at(9, 3))).toBe(false);
    expect(() => boundsOf({ type: 'MultiPolygon', coordinates: [] })).toThrow(RangeError);
  });

  it('contains what lies in it or on its edge, not what lies in a hole', () => {
    expect(contains(ring, at(1, 1))).toBe(true);
    expect(contains(ring, at(0, 5))).toBe(true);
    expect(contains(ring, at(5, 5))).toBe(false);
    expect(contains(islands, at(6, 6))).toBe(true);
    expect(contains(islands, at(3, 3))).toBe(false);
  });

  it.each<[string, Area, string | undefined]>([
    ['a square with a hole', ring, undefined],
    ['two islands', islands, undefined],
    [
      'a hole that touches a corner',
      polygon(square(0, 0, 10), [
        [0, 0],
        [4, 2],
        [2, 4],
        [0, 0],
      ]),
      undefined,
    ],
    [
      'a corner written twice',
      polygon([
        [0, 0],
        [0, 0],
        [4, 0],
        [4, 4],
        [4, 4],
        [0, 0],
        [0, 0],
      ]),
      undefined,
    ],
    [
      'one corner written often',
      polygon([
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
      'too-few-corners',
    ],
    ['nothing', polygon(), 'empty'],
    ['no islands', { type: 'MultiPolygon', coordinates: [] }, 'empty'],
    [
      'a line',
      polygon([
        [0, 0],
        [1, 1],
        [0, 0],
      ]),
      'too-few-corners',
    ],
    [
      'an open ring',
      polygon([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
      'not-closed',
    ],
    [
      'a place beyond the world',
      polygon([
        [0, 0],
        [181, 0],
        [1, 1],
        [0, 0],
      ]),
      'not-a-position',
    ],
    [
      'not a number',
      polygon([
        [0, 0],
        [Number.NaN, 0],
        [1, 1],
        [0, 0],
      ]),
      'not-a-position',
    ],
    [
      'a bow tie',
      polygon([
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
        [0, 0],
      ]),
      'crossing',
    ],
    [
      'a way back along itself',
      polygon([
        [0, 0],
        [4, 0],
        [2, 0],
        [2, 3],
        [0, 0],
      ]),
      'crossing',
    ],
    [
      'a ring that touches itself',
      polygon([
        [0, 0],
        [4, 0],
        [4, 4],
        [2, 0],
        [0, 4],
        [0, 0],
      ]),
      'crossing',
    ],
    ['a hole that leaves it', polygon(square(0, 0, 10), square(8, 8, 6)), 'crossing'],
  ])('%s is %s', (_, area, code) => expect(faultOf(area)?.code).toBe(code));

  it('has no fault when its corners stand around a centre', () => {
    const stars = fc
      .array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 3, maxLength: 40 })
      .map((radii) => {
        const corners = radii.map((radius, i) => {
          const angle = (i / radii.length) * 2 * Math.PI;
          return [50 + radius * Math.cos(angle), 26 + radius * Math.sin(angle)];
        });
        return polygon([...corners, corners[0]!]);
      });
    fc.assert(
      fc.property(stars, (star) => {
        expect(faultOf(star)).toBe(undefined);
        expect(contains(star, labelPoint(star))).toBe(true);
      }),
    );
  });

  it('is named at a point within it, in its largest part', () => {
    expect(labelPoint(polygon(square(50, 26, 2)))).toEqual(at(51, 27));
    expect(labelPoint(islands)).toEqual(at(6.5, 6.5));
    expect(contains(ring, labelPoint(ring))).toBe(true);
    const crescent = polygon([
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
      [0, 8],
      [8, 8],
      [8, 2],
      [0, 2],
      [0, 0],
    ]);
    expect(contains(crescent, labelPoint(crescent))).toBe(true);
  });
});
