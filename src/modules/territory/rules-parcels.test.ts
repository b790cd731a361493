import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parcelKey } from '#kernel/parcel.ts';
import { type ParcelMapping, readParcels } from './rules-parcels.ts';

const mapping: ParcelMapping = { names: {}, landUses: {}, source: 'sample', approximate: false };
const everywhere = () => true;
const SIDE = 0.00025;
const ring = (west: number, south: number, size = SIDE) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];
const polygon = (...rings: unknown[]) => ({ type: 'Polygon', coordinates: rings });
const parcel = (properties: object, geometry: unknown = polygon(ring(50.1, 26.4))) => ({
  type: 'Feature',
  properties: { plan: '9/1', number: '12', landUse: 'residential', ...properties },
  geometry,
});
const reasons = (...features: unknown[]) =>
  readParcels(features, mapping, everywhere).report.map(({ reason, remarks }) => reason ?? remarks.join(' '));

describe('a number', () => {
  test.each([
    ['١٢ / أ', '12/ا'],
    ['12\\ا', '12/ا'],
    [' 2⁄425 ', '2/425'],
    ['ش د ٣', 'شد3'],
    ['4–6', '4-6'],
    ['/ -', ''],
  ])('%s is found as %s', (written, key) => expect(parcelKey(written)).toBe(key));
});

describe('parcels of a file', () => {
  test('are taken with the area that is stated, or else measured', () => {
    const { parcels, report } = readParcels(
      [parcel({ area: 690, district: 'a' }), parcel({ number: 13 }), parcel({ number: '14', area: '500' })],
      mapping,
      everywhere,
    );
    expect(report.map(({ remarks }) => remarks)).toEqual([[], ['area-measured'], ['area-differs']]);
    expect(parcels[0]).toMatchObject({ plan: '9/1', number: '12', squareMetres: 690, district: 'a' });
    expect(parcels[1]!.number).toBe('13');
    expect(parcels[1]!.squareMetres).toBeGreaterThan(600);
    expect(parcels[0]!.points).toHaveLength(4);
  });

  test('that cannot be taken are named with their number and the reason, and stop none', () => {
    const bowTie = [
      [50.1, 26.4],
      [50.1003, 26.4003],
      [50.1003, 26.4],
      [50.1, 26.4002],
      [50.1, 26.4],
    ];
    expect(
      reasons(
        null,
        parcel({ plan: ' ' }),
        parcel({ number: '—' }),
        parcel({ landUse: 'palace' }),
        parcel({ area: -1 }),
        parcel({ area: 'large' }),
        parcel({ area: 0.001 }),
        parcel({ area: 1e308 }),
        parcel({}, { type: 'Point', coordinates: [50.1, 26.4] }),
        parcel({}, { type: 'MultiPolygon', coordinates: [[ring(50.1, 26.4)], [ring(50.2, 26.4)]] }),
        parcel({}, polygon(bowTie)),
        parcel({}, polygon([[500, 26]])),
        parcel({}, polygon(Array.from({ length: 600 }, (_, i) => [50 + i / 1000, 26 + Math.sin(i) / 1000]))),
        parcel({ area: 690 }),
      ),
    ).toEqual([
      'not-a-feature',
      'no-plan',
      'no-number',
      'unknown-land-use',
      'bad-area',
      'bad-area',
      'bad-area',
      'bad-area',
      'not-a-polygon',
      'several-parts',
      'border-crosses-itself',
      'outside-the-world',
      'too-many-corners',
      '',
    ]);
  });

  test('outside the territory are refused, and of two of one name the later counts', () => {
    const { parcels, report } = readParcels(
      [
        parcel({ area: 690 }),
        parcel({ number: '١٢', landUse: 'mixed', area: 690 }),
        parcel({ number: '3' }, polygon(ring(60, 10))),
      ],
      mapping,
      ({ longitude }) => longitude < 55,
    );
    expect(report.map(({ reason, remarks }) => reason ?? remarks)).toEqual([
      [],
      ['repeated-parcel'],
      'outside-territory',
    ]);
    expect(parcels).toHaveLength(1);
    expect(parcels[0]!.landUse).toBe('mixed');
  });

  test('are read under the names and words of another office', () => {
    const feature = {
      type: 'Feature',
      properties: { PLAN_NO: '2/425', PARCEL_NO: '7', USE: 'سكن', SHAPE_AREA: 690 },
      geometry: polygon(ring(50.1, 26.4)),
    };
    const { parcels } = readParcels(
      [feature],
      {
        ...mapping,
        names: { plan: 'PLAN_NO', number: 'PARCEL_NO', landUse: 'USE', area: 'SHAPE_AREA' },
        landUses: { سكن: 'residential' },
      },
      everywhere,
    );
    expect(parcels).toMatchObject([{ planKey: '2/425', numberKey: '7', landUse: 'residential', squareMetres: 690 }]);
  });

  test('that the project ships are whole, in order, and said to be approximate', () => {
    const path = new URL('../../../tenants/eastern/parcels.geojson', import.meta.url);
    const { features } = JSON.parse(readFileSync(path, 'utf8')) as { features: unknown[] };
    const { parcels, report } = readParcels(features, mapping, everywhere);
    expect(report.filter(({ reason, remarks }) => reason !== null || remarks.length > 0)).toEqual([]);
    expect(parcels).toHaveLength(features.length);
    expect(parcels.every(({ approximate, district }) => approximate && district !== null)).toBe(true);
  });
});
