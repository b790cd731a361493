import { describe, expect, test } from 'vitest';
import { type Actor, anonymous, systemActor } from '#kernel/actor.ts';
import type { WorkingCalendar } from '#kernel/calendar.ts';
import type { Problem } from '#kernel/problem.ts';
import { rows, sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import { createPipeline } from '#platform/pipeline.ts';
import type { Tenant } from '#platform/tenants.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
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
  settings: { area: { west: 44, south: 18, east: 56, north: 30 } },
});
const tenant = tenantOf(1, 'sample');
const other = tenantOf(2, 'other');

let now = Temporal.Instant.from('2026-11-21T09:00:00Z');
const pipeline = createPipeline({
  database,
  operations: module.operations,
  record: () => sql`select 1`,
  isHeard: () => false,
  wakeRelay: () => {},
  now: () => now,
});

const administrator: Actor = {
  ...anonymous(1),
  kind: 'person',
  partyId: newId(),
  segment: 'employee',
  roles: [{ role: 'administrator', municipalityId: null }],
};
const officer: Actor = { ...administrator, partyId: newId(), roles: [{ role: 'officer', municipalityId: null }] };

async function call<O = Record<string, never>>(
  operation: string,
  input: unknown,
  actor?: Actor,
  at = tenant,
): Promise<O> {
  const who = actor ?? anonymous(at.id);
  return (await pipeline.call({ operation, input, actor: who, tenant: at, requestId: 'test-request' })).output as O;
}

const refusal = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => expect.unreachable(),
    (error) => error,
  );

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
const feature = (kind: string, code: string, ar: string, geometry: unknown, parent?: string) => ({
  type: 'Feature',
  properties: { kind, code, name: { ar, en: code }, ...(parent === undefined ? {} : { parent }) },
  geometry,
});
const town = feature('municipality', 'town', 'بلدية المدينة', square(50, 26, 1));
const market = feature('district', 'market', 'السوق', square(50, 26, 0.5), 'town');
const harbour = feature('district', 'harbour', 'الميناء', square(50.5, 26, 0.5), 'town');
const fort = feature('landmark', 'fort', 'القلعة', { type: 'Point', coordinates: [50.2, 26.2] }, 'market');

interface Report {
  taken: number;
  refused: number;
  changed: number;
  ended: number;
  features: { feature: number; reason: string | null; remarks: string[] }[];
  overlaps: unknown[];
}
const importing = (features: unknown[], more: object = {}, actor: Actor = systemActor(1)) =>
  call<Report>(
    'territory.import-areas',
    { collection: { type: 'FeatureCollection', features }, mapping: { source: 'sample' }, ...more },
    actor,
  );

describe('importing', () => {
  test('a tenant without areas knows only its box, and answers with no district', async () => {
    expect(await call('territory.locate-point', { longitude: 50.1, latitude: 26.1 })).toMatchObject({ district: null });
    const problem = await refusal(call('territory.locate-point', { longitude: -71, latitude: 42 }));
    expect(problem).toMatchObject({ code: 'territory.outside', status: 422 });
    expect(problem.text.ar).toContain('أمانة نموذجية');
    expect(problem.text.en).toContain('Sample Municipality');
  });

  test('takes what can be taken and reports the rest by number', async () => {
    const broken = feature('district', 'broken', 'مكسور', { type: 'Polygon', coordinates: [[[50, 26]]] });
    const report = await importing([town, broken, market, harbour, fort]);
    expect(report).toMatchObject({ taken: 4, refused: 1, changed: 4, ended: 0, overlaps: [] });
    expect(report.features[1]).toMatchObject({ feature: 2, reason: 'ring-too-short' });
    expect(await call('territory.locate-point', { longitude: 50.1, latitude: 26.1 })).toMatchObject({
      district: { code: 'market' },
      municipality: { code: 'town' },
    });
  });

  test('the same file again changes nothing and keeps the ids', async () => {
    const before = await call<{ items: { id: string }[] }>('territory.list-areas', {});
    expect(await importing([town, market, harbour, fort])).toMatchObject({ taken: 4, changed: 0 });
    const after = await call<{ items: { id: string }[] }>('territory.list-areas', {});
    expect(after.items.map(({ id }) => id)).toEqual(before.items.map(({ id }) => id));
  });

  test('overlaps of one kind are told, also with areas of an earlier file', async () => {
    const grown = feature('district', 'quay', 'الرصيف', square(50.9, 26.4, 0.3), 'town');
    const { overlaps } = await importing([grown], { mapping: { source: 'another' } });
    expect(overlaps).toMatchObject([{ between: ['harbour', 'quay'], kind: 'district' }]);
  });

  test('a complete file ends what it does not name, of its own source only; the name stays', async () => {
    const found = await call<{ items: { id: string }[] }>('territory.search-places', { q: 'السوق' });
    const report = await importing([town, harbour, fort], { complete: true });
    expect(report.ended).toBe(1);
    expect(await call('territory.list-areas', { kind: 'district' })).toMatchObject({
      items: [{ code: 'harbour' }, { code: 'quay' }],
      total: 2,
    });
    const ended = await call<{ properties: unknown }>('territory.get-area', { id: found.items[0]!.id });
    expect(ended.properties).toMatchObject({ code: 'market', validTo: '2026-11-21' });
    expect(await importing([market])).toMatchObject({ changed: 1 });
    expect(await call('territory.locate-point', { longitude: 50.1, latitude: 26.1 })).toMatchObject({
      district: { code: 'market' },
    });
  });

  test('a file without a single good feature changes nothing', async () => {
    const problem = await refusal(importing([feature('district', 'x', 'س', null)]));
    expect(problem).toMatchObject({
      code: 'territory.nothing-to-import',
      extra: { features: [{ reason: 'no-geometry' }] },
    });
    expect(await refusal(importing(undefined as never))).toMatchObject({ code: 'territory.not-a-collection' });
  });

  test('is for the administrator and the program', async () => {
    expect(await refusal(importing([town], {}, officer))).toMatchObject({ code: 'request.forbidden' });
    expect(await refusal(importing([town], {}, anonymous(1)))).toMatchObject({ code: 'request.sign-in-required' });
    expect(await importing([town], {}, administrator)).toMatchObject({ taken: 1, changed: 0 });
  });
});

describe('asking', () => {
  test('lists by kind and parent in pages', async () => {
    const first = await call<{ items: { code: string }[]; total: number; next: string }>('territory.list-areas', {
      limit: '2',
    });
    expect(first).toMatchObject({ items: [{ code: 'town' }, { code: 'harbour' }], total: 5, next: 'harbour' });
    const second = await call('territory.list-areas', { limit: '10', after: first.next });
    expect(second).toMatchObject({ items: [{ code: 'market' }, { code: 'quay' }, { code: 'fort' }], next: null });
    const [parent] = (await call<{ items: { id: string }[] }>('territory.list-areas', { kind: 'municipality' })).items;
    expect(await call('territory.list-areas', { kind: ['district'], parent: parent!.id })).toMatchObject({ total: 3 });
  });

  test('finds a place as people type it, and says where it is', async () => {
    expect(await call('territory.search-places', { q: 'قلعه' })).toMatchObject({
      items: [{ code: 'fort', within: [{ code: 'market' }, { code: 'town' }] }],
      total: 1,
    });
  });

  test('an unknown area is not found', async () => {
    expect(await refusal(call('territory.get-area', { id: newId() }))).toMatchObject({ status: 404 });
  });

  test('another tenant sees none of it', async () => {
    expect(await call('territory.list-areas', {}, undefined, other)).toMatchObject({ total: 0 });
    const visible = await database.transaction(2, (tx) => rows(tx, sql`select id from territory.area`));
    expect(visible).toEqual([]);
  });
});

describe('the calendar', () => {
  const calendar: WorkingCalendar = {
    timeZone: 'Asia/Riyadh',
    weekend: [5, 6],
    hours: { from: '07:30', to: '14:30' },
    holidays: [{ date: '2026-09-23', name: { ar: 'اليوم الوطني', en: 'National Day' } }],
    seasons: [],
  };

  test('before one is entered every hour counts', async () => {
    expect(await call('territory.get-calendar', {})).toMatchObject({
      calendar: { timeZone: 'Asia/Riyadh', weekend: [], hours: { from: '00:00', to: '24:00' } },
      enteredAt: null,
    });
  });

  test('the newest counts, and each earlier one can be asked for by its time', async () => {
    await call('territory.put-calendar', { calendar }, administrator);
    now = now.add({ hours: 1 });
    await call('territory.put-calendar', { calendar: { ...calendar, weekend: [6, 7] } }, systemActor(1));
    expect(await call('territory.get-calendar', {})).toMatchObject({ calendar: { weekend: [6, 7] } });
    expect(await call('territory.get-calendar', { at: '2026-11-21T09:30:00Z' })).toMatchObject({
      calendar: { weekend: [5, 6] },
    });
    const counted = await database.transaction(1, (tx) => api.calendarOf(tx, tenant));
    expect(counted.weekend).toEqual([6, 7]);
  });

  test('is replaced by the administrator only, and only by a possible one', async () => {
    expect(await refusal(call('territory.put-calendar', { calendar }, officer))).toMatchObject({
      code: 'request.forbidden',
    });
    const impossible = { ...calendar, weekend: [1, 2, 3, 4, 5, 6, 7] };
    expect(await refusal(call('territory.put-calendar', { calendar: impossible }, administrator))).toMatchObject({
      status: 422,
    });
  });

  test('what was entered cannot be changed or removed', async () => {
    for (const statement of [sql`update territory.calendar set calendar = '{}'`, sql`delete from territory.calendar`]) {
      await expect(database.transaction(1, (tx) => rows(tx, statement))).rejects.toThrow();
    }
  });
});

describe('the api for other modules', () => {
  test('answers from memory: after the first question no statement is sent', async () => {
    const calm = createTerritory({
      read: (id, work) => database.transaction(id, work),
      recheckMilliseconds: 60_000,
    }).api;
    await database.transaction(1, (tx) => calm.locate(tx, tenant, { longitude: 50.1, latitude: 26.1 }));
    const nothing = new Proxy({}, { get: () => expect.unreachable('the database was asked') }) as never;
    expect(await calm.locate(nothing, tenant, { longitude: 50.1, latitude: 26.1 })).toMatchObject({
      district: { code: 'market' },
    });
    expect(
      (await calm.nearestAreas(nothing, tenant, { longitude: 50.6, latitude: 26.1 }, 'district', 1))[0],
    ).toMatchObject({
      area: { code: 'harbour' },
      metres: 0,
    });
  });

  test('sees a change of its own process at once, however long it remembers', async () => {
    const calm = createTerritory({ read: (id, work) => database.transaction(id, work), recheckMilliseconds: 60_000 });
    const own = createPipeline({
      database,
      operations: calm.module.operations,
      record: () => sql`select 1`,
      isHeard: () => false,
      wakeRelay: () => {},
    });
    const where = () =>
      database.transaction(1, (tx) => calm.api.locate(tx, tenant, { longitude: 52.1, latitude: 26.1 }));
    expect(await where()).toBeUndefined();
    await own.call({
      operation: 'territory.import-areas',
      input: {
        collection: {
          type: 'FeatureCollection',
          features: [feature('district', 'far', 'البعيد', square(52, 26, 0.5))],
        },
        mapping: { source: 'far' },
      },
      actor: systemActor(1),
      tenant,
      requestId: 'test-request',
    });
    expect(await where()).toMatchObject({ district: { code: 'far' } });
  });

  test('refuses a point outside and names areas by id and code', async () => {
    await database.transaction(1, async (tx) => {
      expect(await refusal(api.locateOrRefuse(tx, tenant, { longitude: 40, latitude: 20 }))).toMatchObject({
        code: 'territory.outside',
      });
      const area = (await api.findAreaByCode(tx, tenant, 'market'))!;
      expect(await api.areaName(tx, tenant, area.id)).toEqual({ ar: 'السوق', en: 'market' });
      expect(await api.areaName(tx, tenant, newId())).toEqual({});
      expect((await api.areasOf(tx, tenant, 'municipality')).map(({ code }) => code)).toEqual(['town']);
    });
  });
});
