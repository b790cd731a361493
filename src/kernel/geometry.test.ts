import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxAround,
  boxesOverlap,
  boxOf,
  crossingIn,
  holds,
  inBox,
  labelPoint,
  morton64Of,
  mortonOf,
  mortonRange,
  type Polygons,
  type Ring,
  squareMetres,
} from './geometry.ts';

const polygon = (...rings: Ring[]): Polygons => [rings];
const square = (west: number, south: number, size: number): Ring => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];
const at = (longitude: number, latitude: number) => ({ longitude, latitude });
const ring = polygon(square(0, 0, 10), square(2, 2, 6));
const islands: Polygons = [[square(0, 0, 1)], [square(5, 5, 3)]];

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
  it('has a box', () => {
    expect(boxOf(islands)).toEqual({ west: 0, south: 0, east: 8, north: 8 });
    expect(inBox(at(3, 3), boxOf(islands))).toBe(true);
    expect(inBox(at(9, 3), boxOf(islands))).toBe(false);
    expect(boxesOverlap(boxOf([]), boxOf(islands))).toBe(false);
    expect(boxAround([boxOf([islands[0]!]), boxOf([islands[1]!])])).toEqual(boxOf(islands));
    expect(boxAround([])).toBe(null);
  });

  it('overlaps the box of a neighbour only where they share more than an edge', () => {
    const box = boxOf(polygon(square(0, 0, 1)));
    expect(boxesOverlap(box, boxOf(polygon(square(1, 0, 1))))).toBe(false);
    expect(boxesOverlap(box, boxOf(polygon(square(0.9, 0, 1))))).toBe(true);
  });

  it('holds what lies in it, not what lies in a hole or between its parts', () => {
    expect(holds(ring, at(1, 1))).toBe(true);
    expect(holds(ring, at(5, 5))).toBe(false);
    expect(holds(islands, at(6, 6))).toBe(true);
    expect(holds(islands, at(3, 3))).toBe(false);
  });

  it('shares no point of a slanting border with its neighbour, and leaves none to nobody', () => {
    const position = fc.tuple(
      fc.double({ min: 50.2, max: 50.8, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(position, fc.double({ min: 50.2, max: 50.8, noNaN: true }), ([top, share], bottom) => {
        const west = polygon([
          [50, 26],
          [bottom, 26],
          [top, 27],
          [50, 27],
          [50, 26],
        ]);
        const east = polygon([
          [bottom, 26],
          [51, 26],
          [51, 27],
          [top, 27],
          [bottom, 26],
        ]);
        const on = at(bottom + share * (top - bottom), 26 + share);
        if (on.latitude >= 27) return;
        expect(Number(holds(west, on)) + Number(holds(east, on))).toBe(1);
      }),
    );
  });

  it('measures about 1 112 m by 999 m for a hundredth of a degree at 26° north', () => {
    expect(squareMetres(polygon(square(50, 26, 0.01)))).toBeCloseTo(1_112 * 999, -4.5);
  });

  it.each<[string, Polygons, boolean]>([
    ['a square with a hole', ring, false],
    ['two islands', islands, false],
    [
      'a hole that touches a corner',
      polygon(square(0, 0, 10), [
        [0, 0],
        [4, 2],
        [2, 4],
        [0, 0],
      ]),
      false,
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
      false,
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
      true,
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
      true,
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
      true,
    ],
    ['a hole that leaves it', polygon(square(0, 0, 10), square(8, 8, 6)), true],
  ])('%s crosses itself: %s', (_, area, crosses) => expect(crossingIn(area) !== undefined).toBe(crosses));

  it('does not cross itself when its corners stand around a centre', () => {
    const stars = fc
      .array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 3, maxLength: 40 })
      .map((radii) => {
        const corners = radii.map((radius, i): [number, number] => {
          const angle = (i / radii.length) * 2 * Math.PI;
          return [50 + radius * Math.cos(angle), 26 + radius * Math.sin(angle)];
        });
        return polygon([...corners, corners[0]!]);
      });
    fc.assert(
      fc.property(stars, (star) => {
        expect(crossingIn(star)).toBe(undefined);
        expect(holds(star, labelPoint(star))).toBe(true);
      }),
    );
  });

  it('is named at a point within it, in its largest part', () => {
    expect(labelPoint(polygon(square(50, 26, 2)))).toEqual(at(51, 27));
    expect(labelPoint(islands)).toEqual(at(6.5, 6.5));
    expect(holds(ring, labelPoint(ring))).toBe(true);
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
    expect(holds(crescent, labelPoint(crescent))).toBe(true);
  });
});
