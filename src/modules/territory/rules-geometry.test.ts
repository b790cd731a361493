import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxOf, type Polygons } from '#kernel/geometry.ts';
import { metresTo, readGeometry } from './rules-geometry.ts';

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

describe('the distance to a border', () => {
  test('is 0 inside and reaches the nearest border outside', () => {
    expect(metresTo(square(50, 26, 1), at(50.5, 26.5))).toBe(0);
    expect(metresTo(square(50, 26, 1), at(50.5, 25.99))).toBeCloseTo(1_112, 0);
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
