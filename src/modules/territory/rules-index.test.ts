import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxOf, holds, labelPoint, type Polygons } from '#kernel/geometry.ts';
import type { Area, AreaKind } from './model.ts';
import { buildIndex, findAreas, locate, nearest } from './rules-index.ts';
import { searchText } from './rules-names.ts';

function area(
  kind: AreaKind,
  code: string,
  parent: string | null,
  polygons: Polygons | null,
  more: Partial<Area> = {},
): Area {
  const point = polygons === null ? { longitude: 50, latitude: 26 } : labelPoint(polygons);
  const box = polygons === null ? { west: 50, south: 26, east: 50, north: 26 } : boxOf(polygons);
  const name = { ar: code, en: code };
  const dates = { validFrom: '2026-01-01', validTo: null };
  return {
    id: code,
    kind,
    code,
    name,
    parentId: parent,
    polygons,
    point,
    box,
    approximate: false,
    source: 's',
    ...dates,
    ...more,
  };
}

const rectangle = (west: number, south: number, east: number, north: number): Polygons => [
  [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
];

const sample = [
  area('region', 'region', null, rectangle(49, 25, 51, 28)),
  area('governorate', 'coast', 'region', rectangle(50, 26, 51, 27)),
  area('municipality', 'town', 'coast', rectangle(50, 26, 50.5, 26.5)),
  area('municipality', 'port', 'coast', rectangle(50.5, 26, 51, 26.5)),
  area('district', 'market', 'town', rectangle(50, 26, 50.2, 26.2)),
  // Reaches over the border into the port's land, but belongs to the town.
  area('district', 'quay', 'town', rectangle(50.4, 26, 50.6, 26.2)),
];

describe('locating', () => {
  const index = buildIndex(sample);
  const codes = (longitude: number, latitude: number) => {
    const found = locate({ longitude, latitude }, index, null);
    return found && [found.district?.code, found.municipality?.code, found.governorate?.code, found.region?.code];
  };

  test('tells every kind that holds the point', () => {
    expect(codes(50.1, 26.1)).toEqual(['market', 'town', 'coast', 'region']);
    expect(codes(50.3, 26.4)).toEqual([undefined, 'town', 'coast', 'region']);
    expect(codes(49.5, 25.5)).toEqual([undefined, undefined, undefined, 'region']);
  });

  test('the ancestors of the district win over containment', () => {
    expect(codes(50.55, 26.1)).toEqual(['quay', 'town', 'coast', 'region']);
  });

  test('outside every border there is nothing', () => expect(codes(40, 20)).toBeUndefined());

  test('a territory without borders has only the box it lies in', () => {
    const empty = buildIndex([]);
    const served = { west: -72, south: 42, east: -70, north: 43 };
    expect(locate({ longitude: -71, latitude: 42.3 }, empty, served)).toMatchObject({ district: null, region: null });
    expect(locate({ longitude: 50, latitude: 26 }, empty, served)).toBeUndefined();
  });

  test('an area that ended holds nothing and keeps its name', () => {
    const ended = buildIndex(
      sample.map((each) => (each.code === 'market' ? { ...each, validTo: '2026-02-01' } : each)),
    );
    expect(locate({ longitude: 50.1, latitude: 26.1 }, ended, null)?.district).toBeNull();
    expect(ended.byId.get('market')?.name.en).toBe('market');
  });

  test('a chain of parents that closes on itself ends', () => {
    const loop = [
      area('region', 'a', 'b', rectangle(0, 0, 1, 1)),
      area('governorate', 'b', 'a', rectangle(0, 0, 1, 1)),
    ];
    expect(locate({ longitude: 0.5, latitude: 0.5 }, buildIndex(loop), null)?.region?.code).toBe('a');
  });

  test('the grid finds what looking at every area finds', () => {
    const corner = fc.record({
      x: fc.double({ min: 49, max: 50, noNaN: true }),
      y: fc.double({ min: 25, max: 26, noNaN: true }),
      width: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      height: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
    });
    const point = fc.record({
      longitude: fc.double({ min: 48.9, max: 50.6, noNaN: true }),
      latitude: fc.double({ min: 24.9, max: 26.6, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(corner, { minLength: 1, maxLength: 40 }),
        fc.array(point, { maxLength: 20 }),
        (corners, points) => {
          const areas = corners.map(({ x, y, width, height }, i) =>
            area('district', `d${i}`, null, rectangle(x, y, x + width, y + height)),
          );
          const grid = buildIndex(areas);
          for (const at of points) {
            const holding = areas.filter(({ polygons }) => holds(polygons!, at)).map(({ code }) => code);
            const found = locate(at, grid, null)?.district?.code;
            if (holding.length === 0) expect(found).toBeUndefined();
            else expect(holding).toContain(found);
          }
        },
      ),
    );
  });
});

describe('nearest', () => {
  test('counts from the border, and 0 inside', () => {
    const found = nearest({ longitude: 50.1, latitude: 26.1 }, buildIndex(sample), 'district', 5);
    expect(found.map((each) => each.area.code)).toEqual(['market', 'quay']);
    expect(found[0]!.metres).toBe(0);
    expect(found[1]!.metres).toBeGreaterThan(29_000);
  });
});

describe('finding by name', () => {
  const named = (code: string, ar: string, en: string) => area('district', code, null, null, { name: { ar, en } });
  const index = buildIndex([
    named('faisaliyah', 'الفيصلية', 'Al Faisaliyah'),
    named('ahmar', 'الحمراء', 'Al Hamra'),
    named('rass', 'رأس تنورة', "Ra's Tannūrah"),
    named('uhud', 'أُحُد', 'Uhud'),
  ]);
  const find = (q: string) => findAreas(index, { q }).map(({ code }) => code);

  test.each([
    ['فيصليه', 'faisaliyah'],
    ['الفيصليّة', 'faisaliyah'],
    ['faisal', 'faisaliyah'],
    ['احد', 'uhud'],
    ['راس تنوره', 'rass'],
    ['ras tannurah', 'rass'],
    ['تنورة رأس', 'rass'],
    ['AL-HAMRA', 'ahmar'],
  ])('%s finds %s', (q, code) => expect(find(q)).toEqual([code]));

  test('a name nobody has finds nothing', () => expect(find('بغداد')).toEqual([]));

  test('a text of signs only finds nothing', () => {
    expect(searchText('؟!')).toBe('');
    expect(find('؟!')).toHaveLength(0);
  });
});
