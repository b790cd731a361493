import { describe, expect, test } from 'vitest';
import { anonymous, systemActor } from '#kernel/actor.ts';
import type { Parcel } from '#kernel/parcel.ts';
import { rows, sql } from '#platform/db.ts';
import { createPipeline } from '#platform/pipeline.ts';
import type { Tenant } from '#platform/tenants.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
import { refusalOf } from '../../../tests/support/refusals.ts';
import { createTerritory } from './module.ts';

const { database } = await testDatabase({ fresh: true });
const { module, api } = createTerritory({
  read: (tenantId, work) => database.transaction(tenantId, work, { readOnly: true }),
  recheckMilliseconds: 0,
});

const tenantOf = (id: number, key: string): Tenant => ({
  id,
  key,
  name: { ar: 'أمانة نموذجية', en: 'Sample Municipality' },
  languages: ['ar', 'en'],
  timeZone: 'Asia/Riyadh',
  calendars: ['gregory'],
  settings: {},
});
const tenant = tenantOf(1, 'sample');
const pipeline = createPipeline({
  database,
  operations: module.operations,
  record: () => sql`select 1`,
  isHeard: () => false,
  wakeRelay: () => {},
  now: () => Temporal.Instant.from('2026-11-21T09:00:00Z'),
});

async function call<O>(operation: string, input: unknown, actor = anonymous(tenant.id), at = tenant): Promise<O> {
  return (await pipeline.call({ operation, input, actor, tenant: at, requestId: 'test-request' })).output as O;
}
const square = (west: number, south: number, size: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
});
const feature = (properties: unknown, geometry: unknown) => ({ type: 'Feature', properties, geometry });
const collection = (features: readonly unknown[]) => ({ type: 'FeatureCollection', features });
const parcel = (number: string, west: number, more = {}) =>
  feature({ plan: '2/425', number, area: 690, landUse: 'residential', ...more }, square(west, 26.4, 0.00025));

interface Report {
  taken: number;
  refused: number;
  changed: number;
  features: { feature: number; reason: string | null; remarks: string[] }[];
}
const bring = (features: readonly unknown[]) =>
  call<Report>(
    'territory.import-parcels',
    { collection: collection(features), mapping: { source: 'sample' } },
    systemActor(tenant.id),
  );

await call(
  'territory.import-areas',
  {
    collection: collection([
      feature({ kind: 'municipality', code: 'town', name: { ar: 'بلدية', en: 'Town' } }, square(50, 26, 1)),
      feature({ kind: 'district', code: 'west', name: { ar: 'حي', en: 'West' }, parent: 'town' }, square(50, 26, 0.5)),
    ]),
    mapping: { source: 'sample' },
  },
  systemActor(tenant.id),
);

describe('parcels', () => {
  test('are taken over, reported on, and brought up to date', async () => {
    const file = [
      parcel('12', 50.1, { district: 'west' }),
      parcel('12/أ', 50.101),
      parcel('13', 50.102, { district: 'nowhere' }),
      parcel('99', 60),
      feature({ plan: '', number: '1' }, null),
    ];
    expect(await bring(file)).toMatchObject({
      taken: 3,
      refused: 2,
      changed: 3,
      features: [
        { feature: 3, reason: null, remarks: ['unknown-district'] },
        { feature: 4, reason: 'outside-territory' },
        { feature: 5, reason: 'no-plan' },
      ],
    });
    expect((await bring(file)).changed).toBe(0);
    expect((await bring([parcel('12', 50.1, { district: 'west', landUse: 'mixed' })])).changed).toBe(1);
  });

  test('are found by plan and number however they are written, with the areas they lie in', async () => {
    expect(await call<Parcel>('territory.find-parcel', { plan: '٢ / ٤٢٥', number: '١٢ / ا' })).toMatchObject({
      plan: '2/425',
      number: '12/أ',
      squareMetres: 690,
      district: 'west',
      municipality: 'town',
      municipalityName: { en: 'Town' },
    });
  });

  test('are found by a point within them, and listed by a window', async () => {
    const found = await call<Parcel>('territory.find-parcel', { longitude: 50.1001, latitude: 26.4001 });
    expect(found).toMatchObject({ number: '12', landUse: 'mixed' });
    const { items } = await call<{ items: Parcel[] }>('territory.list-parcels', {
      west: 50.099,
      east: 50.1015,
      south: 26.399,
      north: 26.401,
    });
    expect(items.map(({ number }) => number)).toEqual(['12', '12/أ']);
  });

  test.each([
    [{ plan: '7', number: '1' }, 'territory.unknown-plan', 'plan'],
    [{ plan: '2/425', number: '77' }, 'territory.unknown-parcel', 'number'],
    [{ longitude: 50.3, latitude: 26.3 }, 'territory.no-parcel-here', 'longitude'],
    [{ longitude: 10, latitude: 10 }, 'territory.parcel-outside', 'plan'],
    [{ plan: '2/425' }, 'request.invalid', 'plan'],
    [{ plan: '2/425', number: '1', longitude: 1, latitude: 1 }, 'request.invalid', 'plan'],
  ])('that are not there are refused: %j', async (input, code, field) => {
    const problem = await refusalOf(call('territory.find-parcel', input));
    expect([problem.code, problem.fields[0]?.path]).toEqual([code, field]);
  });

  test('of one tenant are unknown to another', async () => {
    const other = tenantOf(2, 'other');
    const problem = await refusalOf(
      call('territory.find-parcel', { plan: '2/425', number: '12' }, anonymous(2), other),
    );
    expect(problem.code).toBe('territory.unknown-plan');
    await database.transaction(2, async (tx) => {
      const box = '(51,27),(50,26)';
      expect(await rows(tx, sql`select * from territory.find_parcels(${box}::box, 10)`)).toEqual([]);
    });
  });

  test('are refused when the territory no longer reaches them', async () => {
    await call(
      'territory.import-areas',
      {
        collection: collection([
          feature({ kind: 'municipality', code: 'far', name: { ar: 'بعيدة', en: 'Far' } }, square(53, 26, 0.1)),
        ]),
        mapping: { source: 'sample' },
        complete: true,
      },
      systemActor(tenant.id),
    );
    await database.transaction(1, async (tx) => {
      expect(await api.findParcel(tx, tenant, { plan: '2/425', number: '12' })).toBe('parcel-outside');
    });
  });
});
