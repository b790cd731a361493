import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Polygons } from './model.ts';
import { boxOf, holds, labelPoint, metresTo, readGeometry, squareMetres } from './rules-geometry.ts';

const square = (west: number, south: number, size: number): Polygons => [
  [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
];

const at = (longitude: number, latitude: number) => ({ longitude, latitude });

describe('containment', () => {
  test('a hole is outside', () => {
    const ring: Polygons = [[square(50, 26, 1)[0]![0]!, square(50.4, 26.4, 0.2)[0]![0]!]];
    expect(holds(ring, at(50.1, 26.1))).toBe(true);
    expect(holds(ring, at(50.5, 26.5))).toBe(false);
  });

  test('a point on a shared slanting border lies in exactly one of two neighbours, whichever way they are drawn', () => {
    const position = fc.tuple(
      fc.double({ min: 50.2, max: 50.8, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(position, fc.double({ min: 50.2, max: 50.8, noNaN: true }), ([top, share], bottom) => {
        const west: Polygons = [
          [
            [
              [50, 26],
              [bottom, 26],
              [top, 27],
              [50, 27],
              [50, 26],
            ],
          ],
        ];
        const east: Polygons = [
          [
            [
              [bottom, 26],
              [51, 26],
              [51, 27],
              [top, 27],
              [bottom, 26],
            ],
          ],
        ];
        const on = at(bottom + share * (top - bottom), 26 + share);
        if (on.latitude >= 27) return;
        expect(Number(holds(west, on)) + Number(holds(east, on))).toBe(1);
      }),
    );
  });
});

describe('measures', () => {
  test('a hundredth of a degree at 26° north is about 1 112 m by 999 m', () => {
    expect(squareMetres(square(50, 26, 0.01))).toBeCloseTo(1_112 * 999, -4.5);
  });

  test('the distance is 0 inside and reaches the nearest border outside', () => {
    expect(metresTo(square(50, 26, 1), at(50.5, 26.5))).toBe(0);
    expect(metresTo(square(50, 26, 1), at(50.5, 25.99))).toBeCloseTo(1_112, 0);
  });
});

describe('the label', () => {
  test('lies inside even where the centroid does not', () => {
    const horseshoe: Polygons = [
      [
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [9, 10],
          [9, 1],
          [1, 1],
          [1, 10],
          [0, 10],
          [0, 0],
        ],
      ],
    ];
    expect(holds(horseshoe, labelPoint(horseshoe))).toBe(true);
  });
});

describe('reading GeoJSON', () => {
  const ring = square(50, 26, 1)[0]![0]!;
  const polygon = (coordinates: unknown) => readGeometry({ type: 'Polygon', coordinates });

  test('an open ring is closed and said so', () => {
    const read = polygon([ring.slice(0, -1)]);
    expect(read).toMatchObject({ closed: true });
    expect('polygons' in read && boxOf(read.polygons)).toEqual({ west: 50, south: 26, east: 51, north: 27 });
  });

  test.each([
    [null, 'no-geometry'],
    [
      {
        type: 'LineString',
        coordinates: [
          [50, 26],
          [51, 26],
        ],
      },
      'unsupported-geometry',
    ],
    [{ type: 'Polygon', coordinates: [] }, 'no-polygon'],
    [
      {
        type: 'Polygon',
        coordinates: [
          [
            [50, 26],
            [51, 26],
            [50, 26],
          ],
        ],
      },
      'ring-too-short',
    ],
    [
      {
        type: 'Polygon',
        coordinates: [
          [
            [50, 26],
            [51, 26],
            [52, 26],
            [50, 26],
          ],
        ],
      },
      'ring-without-area',
    ],
    [
      {
        type: 'Polygon',
        coordinates: [
          [
            [50, 26],
            ['51', 26],
            [51, 27],
            [50, 26],
          ],
        ],
      },
      'not-a-position',
    ],
    [
      {
        type: 'Polygon',
        coordinates: [
          [
            [26, 500],
            [51, 26],
            [51, 27],
            [26, 500],
          ],
        ],
      },
      'outside-the-world',
    ],
    [{ type: 'Point', coordinates: [] }, 'not-a-position'],
    [{ type: 'MultiPolygon', coordinates: [[]] }, 'no-polygon'],
  ])('%j is refused: %s', (geometry, fault) => {
    expect(readGeometry(geometry)).toEqual({ fault });
  });

  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (geometry, coordinates) => {
        readGeometry(geometry);
        for (const type of ['Point', 'Polygon', 'MultiPolygon']) readGeometry({ type, coordinates });
      }),
    );
  });
});
