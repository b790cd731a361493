import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ImportMapping, importFeatures } from './rules-import.ts';
import { mergeAreas } from './rules-merge.ts';
import { findOverlaps } from './rules-overlap.ts';

const own: ImportMapping = { style: 'own', kinds: {}, source: 'sample', approximate: false };
const foreign: ImportMapping = { ...own, style: 'whos-on-first' };

const ring = (west: number, south: number, size: number) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];
const polygon = (west: number, south: number, size: number) => ({
  type: 'Polygon',
  coordinates: [ring(west, south, size)],
});
const feature = (properties: unknown, geometry: unknown) => ({ type: 'Feature', properties, geometry });
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features });
const bordered = (areas: ReturnType<typeof importFeatures>['areas']) =>
  areas.flatMap(({ polygons, ...area }) => (polygons === null ? [] : [{ ...area, polygons }]));

describe('features of our own', () => {
  test('are taken with their parent, and points as points', () => {
    const { areas, report } = importFeatures(
      collection(
        feature({ kind: 'municipality', code: 'town', name: { ar: 'البلدة', en: 'Town' } }, polygon(50, 26, 1)),
        feature(
          { kind: 'landmark', code: 'fort', name: { ar: 'القلعة', en: 'Fort' }, parent: 'town', approximate: true },
          { type: 'Point', coordinates: [50.5, 26.5] },
        ),
      ),
      own,
    );
    expect(report.map(({ taken, remarks }) => ({ taken, remarks }))).toEqual([
      { taken: true, remarks: [] },
      { taken: true, remarks: [] },
    ]);
    expect(areas[1]).toMatchObject({ code: 'fort', parents: ['town'], polygons: null, approximate: true });
  });

  test('with a border that crosses itself are taken and remarked', () => {
    const bowTie = [
      [50, 26],
      [52, 28],
      [52, 26],
      [50, 27],
      [50, 26],
    ];
    const { report } = importFeatures(
      collection(
        feature(
          { kind: 'district', code: 'a', name: { ar: 'حي', en: 'District' } },
          { type: 'Polygon', coordinates: [bowTie] },
        ),
      ),
      own,
    );
    expect(report[0]).toMatchObject({ taken: true, remarks: ['border-crosses-itself'] });
  });

  test('broken ones are reported with number and reason and stop nothing', () => {
    const name = { ar: 'اسم', en: 'Name' };
    const { areas, report } = importFeatures(
      collection(
        feature(
          { kind: 'district', code: 'a', name },
          {
            type: 'Polygon',
            coordinates: [
              [
                [50, 26],
                [51, 26],
              ],
            ],
          },
        ),
        'nonsense',
        feature({ kind: 'planet', code: 'b', name }, polygon(50, 26, 1)),
        feature({ kind: 'constructor', code: 'b', name }, polygon(50, 26, 1)),
        feature({ kind: 'district', name }, polygon(50, 26, 1)),
        feature({ kind: 'district', code: 'c', name: { ar: ' ' } }, polygon(50, 26, 1)),
        feature({ kind: 'district', code: 'd', name }, null),
        feature({ kind: 'district', code: 'e', name }, polygon(50, 26, 1)),
      ),
      own,
    );
    expect(report.map(({ feature: number, reason }) => [number, reason])).toEqual([
      [1, 'ring-too-short'],
      [2, 'not-a-feature'],
      [3, 'unknown-kind'],
      [4, 'unknown-kind'],
      [5, 'no-code'],
      [6, 'no-name'],
      [7, 'no-geometry'],
      [8, null],
    ]);
    expect(areas.map(({ code }) => code)).toEqual(['e']);
  });

  test('what a name never holds is left out, so that one odd name cannot spoil the file', () => {
    const { areas } = importFeatures(
      collection(
        feature(
          { kind: 'district', code: 'a\u0000', name: { ar: '\u202eحي\u0000 ', en: '\ud800x' } },
          polygon(50, 26, 1),
        ),
      ),
      own,
    );
    expect(areas[0]).toMatchObject({ code: 'a', name: { ar: 'حي', en: '\ufffdx' } });
  });

  test('something that is no collection is refused as a whole', () => {
    for (const value of [null, [], { type: 'Feature' }, { type: 'FeatureCollection', features: {} }]) {
      expect(() => importFeatures(value, own)).toThrow(/not-a-collection/);
    }
  });
});

describe('features of Who’s On First', () => {
  test('without an Arabic name are taken and remarked', () => {
    const { areas, report } = importFeatures(
      collection(
        feature(
          { wof_id: 7, placetype: 'neighbourhood', name_en: 'Port', name_ar: null, parent_id: -1 },
          polygon(50, 26, 1),
        ),
      ),
      foreign,
    );
    expect(areas[0]).toMatchObject({ kind: 'district', code: 'wof:7', name: { en: 'Port' }, parents: [] });
    expect(report[0]!.remarks).toEqual(['no-arabic-name']);
  });
});

describe('merging', () => {
  const name = { ar: 'اسم', en: 'Name' };
  const read = (...features: unknown[]) => importFeatures(collection(...features), own).areas;
  let id = 0;
  const make = { today: '2026-11-21', newId: () => `id-${++id}` };

  test('a known code keeps its id and first day; a parent nobody knows is told', () => {
    const areas = read(feature({ kind: 'district', code: 'a', name, parent: 'nowhere' }, polygon(50, 26, 1)));
    const first = mergeAreas([], areas, { ...make, today: '2020-01-01' });
    const second = mergeAreas(first.areas, areas, make);
    expect(second.areas[0]).toMatchObject({ id: first.areas[0]!.id, validFrom: '2020-01-01' });
    expect([...second.orphans]).toEqual(['a']);
  });

  test('no area becomes its own ancestor', () => {
    const areas = read(
      feature({ kind: 'district', code: 'a', name, parent: 'b' }, polygon(50, 26, 1)),
      feature({ kind: 'district', code: 'b', name, parent: 'a' }, polygon(51, 26, 1)),
    );
    expect(mergeAreas([], areas, make).areas.map(({ parentId }) => parentId)).toEqual([null, null]);
  });
});

describe('overlaps', () => {
  const of = (...squares: [string, number, number, number][]) =>
    findOverlaps(
      bordered(
        importFeatures(
          collection(
            ...squares.map(([code, ...square]) =>
              feature({ kind: 'district', code, name: { ar: code } }, polygon(...square)),
            ),
          ),
          own,
        ).areas,
      ),
    ).overlaps;

  test('are found exactly: a shared corner is one, a shared border is none', () => {
    expect(of(['a', 50, 26, 0.1], ['b', 50.1, 26, 0.1])).toEqual([]);
    const [overlap, ...more] = of(['a', 50, 26, 0.1], ['b', 50.05, 26.05, 0.1]);
    expect(more).toEqual([]);
    expect(overlap).toMatchObject({ kind: 'district', between: ['a', 'b'] });
    expect(overlap!.share).toBeCloseTo(0.25, 2);
  });

  test('boxes that overlap without their polygons overlapping are none', () => {
    const triangle = (code: string, points: number[][]) =>
      feature({ kind: 'district', code, name: { ar: code } }, { type: 'Polygon', coordinates: [points] });
    const areas = importFeatures(
      collection(
        triangle('a', [
          [50, 26],
          [51, 26],
          [50, 27],
          [50, 26],
        ]),
        triangle('b', [
          [51, 27],
          [50.2, 27],
          [51, 26.2],
          [51, 27],
        ]),
      ),
      own,
    ).areas;
    expect(findOverlaps(bordered(areas)).overlaps).toEqual([]);
  });
});

const REAL = new URL('../../../../shared/data/geography/eastern-province.geojson', import.meta.url);

function readReal(): unknown {
  try {
    return JSON.parse(readFileSync(REAL, 'utf8'));
  } catch {
    console.warn(
      `\n!! NOT PROVEN HERE: ${REAL.pathname} is missing, so the importer was not run on the real 481 features.\n`,
    );
    return undefined;
  }
}

const real = readReal();

describe.skipIf(real === undefined)(
  `the 481 real features of the Eastern Province${real === undefined ? ' — SKIPPED, ../shared/data is missing' : ''}`,
  () => {
    const reading = real === undefined ? { areas: [], report: [] } : importFeatures(real, foreign);

    test('are all taken, with their remarks', () => {
      expect(reading.report).toHaveLength(481);
      expect(reading.report.filter(({ taken }) => !taken)).toEqual([]);
      const remarked = (remark: string) =>
        reading.report.filter(({ remarks }) => remarks.includes(remark as never)).length;
      expect([remarked('no-arabic-name'), remarked('point-only')]).toEqual([41, 175]);
      const kinds = Object.groupBy(reading.areas, ({ kind }) => kind);
      expect(Object.fromEntries(Object.entries(kinds).map(([kind, list]) => [kind, list.length]))).toEqual({
        region: 1,
        governorate: 11,
        locality: 158,
        district: 310,
        landmark: 1,
      });
    });

    test('each but the region has a parent that is known', () => {
      let id = 0;
      const { areas, orphans } = mergeAreas([], reading.areas, { today: '2026-11-21', newId: () => `id-${++id}` });
      expect([...orphans]).toEqual([]);
      expect(areas.filter(({ parentId }) => parentId === null).map(({ kind }) => kind)).toEqual(['region']);
    });

    test('their overlaps are found', () => {
      const { overlaps, undecided } = findOverlaps(bordered(reading.areas));
      expect(undecided).toEqual([]);
      // Az Zour lies wholly within Al Qatif, both localities; the others are slips of the drawing.
      expect(overlaps).toHaveLength(6);
      expect(overlaps[0]).toMatchObject({ kind: 'locality', share: expect.closeTo(1, 2) });
    });
  },
);
