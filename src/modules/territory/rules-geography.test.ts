import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { squareMetres } from '#kernel/geometry.ts';
import { importFeatures } from './rules-import.ts';
import { buildIndex, findAreas, locate } from './rules-index.ts';
import { mergeAreas } from './rules-merge.ts';
import { findOverlaps } from './rules-overlap.ts';

const FILE = new URL('../../../tenants/eastern/geography.geojson', import.meta.url);
const reading = importFeatures(JSON.parse(readFileSync(FILE, 'utf8')), {
  style: 'own',
  kinds: {},
  source: 'demonstration',
  approximate: false,
});
let id = 0;
const { areas, orphans } = mergeAreas([], reading.areas, { today: '2026-11-21', newId: () => `id-${++id}` });
const index = buildIndex(areas);

describe('the demonstration geography of the Eastern Province', () => {
  test('is taken whole, named in both languages, and marked approximate', () => {
    expect(reading.report.filter(({ taken, remarks }) => !taken || remarks.length > 0)).toEqual([]);
    expect([...orphans]).toEqual([]);
    expect(areas.every(({ approximate, name }) => approximate && name.ar && name.en)).toBe(true);
  });

  test('areas of a kind do not overlap', () => {
    const bordered = areas.flatMap(({ polygons, ...area }) => (polygons === null ? [] : [{ ...area, polygons }]));
    expect(findOverlaps(bordered)).toEqual({ overlaps: [], undecided: [] });
  });

  test('districts tile their municipality, governorates the region', () => {
    for (const whole of areas.filter(({ kind }) => kind === 'municipality' || kind === 'region')) {
      const parts = areas.filter(({ parentId, polygons }) => parentId === whole.id && polygons !== null);
      if (parts.length === 0) continue;
      const sum = parts.reduce((total, { polygons }) => total + squareMetres(polygons!), 0);
      expect(sum / squareMetres(whole.polygons!), whole.code).toBeCloseTo(1, 3);
    }
  });

  test.each([
    ['the market of Dammam', 50.105, 26.435, 'dammam-governorate'],
    ['the corniche of Khobar', 50.224, 26.291, 'khobar-governorate'],
    ['a street in Dhahran', 50.16, 26.32, 'khobar-governorate'],
    ['the old town of Qatif', 50.01, 26.562, 'qatif-governorate'],
    ['the centre of Jubail', 49.66, 27.005, 'jubail-governorate'],
    ['the old town of Hofuf', 49.588, 25.38, 'al-ahsa-governorate'],
  ])('%s lies in a district, a municipality, a governorate and the region', (_, longitude, latitude, governorate) => {
    const found = locate({ longitude, latitude }, index, null);
    expect(found?.district).not.toBeNull();
    expect(found?.municipality).not.toBeNull();
    expect(found?.governorate?.code).toBe(governorate);
    expect(found?.region?.code).toBe('eastern-province');
  });

  test.each([
    ['Riyadh', 46.7, 24.7],
    ['Manama', 50.58, 26.22],
    ['Doha', 51.53, 25.28],
  ])('%s lies outside', (_, longitude, latitude) => {
    expect(locate({ longitude, latitude }, index, null)).toBeUndefined();
  });

  test('a district and a landmark are found as people type them', () => {
    expect(findAreas(index, { q: 'فيصليه' }).map(({ code }) => code)).toContain('dammam-al-faisaliyah');
    expect(findAreas(index, { q: 'كورنيش' }).filter(({ kind }) => kind === 'landmark').length).toBeGreaterThan(1);
  });
});
