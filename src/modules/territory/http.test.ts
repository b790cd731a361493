import { readFileSync } from 'node:fs';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { describe, expect, test } from 'vitest';
import type { Tenant } from '#platform/tenants.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { createMapHandler } from './http.ts';
import type { Atlas } from './operations-cache.ts';
import { everyHour } from './rules-calendar.ts';
import { importFeatures } from './rules-import.ts';
import { buildIndex } from './rules-index.ts';
import { mergeAreas } from './rules-merge.ts';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../tenants/${path}`, import.meta.url), 'utf8'));
const tenantOf = (id: number, key: string): Tenant => ({ ...read(`${key}/tenant.json`), id, timeZone: 'UTC' });
const eastern = tenantOf(1, 'eastern');
const boston = tenantOf(2, 'boston');

let made = 0;
const { areas } = importFeatures(read('eastern/geography.geojson'), {
  style: 'own',
  kinds: {},
  source: 'أمانة المنطقة الشرقية',
  approximate: false,
});
const index = buildIndex(mergeAreas([], areas, { today: '2026-11-21', newId: () => `id-${++made}` }).areas);
const atlases: Record<string, Atlas> = {
  eastern: { version: 'v1', index, calendar: everyHour('UTC') },
  boston: { version: null, index: buildIndex([]), calendar: everyHour('UTC') },
};
const handler = createMapHandler(async ({ key }) => atlases[key]!);

interface Style {
  readonly center: number[];
  readonly sources: { base: { attribution: string } };
  readonly 'font-faces': Record<string, { url: string }[]>;
}

const styleOf = async (response: Response | null) => (await response!.json()) as Style;

const get = (tenant: Tenant, path: string, headers: Record<string, string> = {}) =>
  handler(new Request(`http://map.example${path}`, { headers }), { tenant, protocol: 'https' } as RequestServices);

async function tile(tenant: Tenant, z: number, longitude: number, latitude: number) {
  const radians = (latitude * Math.PI) / 180;
  const x = Math.floor(((longitude + 180) / 360) * 2 ** z);
  const y = Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * 2 ** z);
  const response = (await get(tenant, `/tiles/base/${z}/${x}/${y}.mvt`))!;
  expect(response.headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile');
  return new VectorTile(new PbfReader(new Uint8Array(await response.arrayBuffer())));
}

function propertiesOf({ layers }: VectorTile, name: string): Record<string, unknown>[] {
  const layer = layers[name];
  return Array.from({ length: layer?.length ?? 0 }, (_, i) => layer!.feature(i).properties);
}

describe('tiles', () => {
  test('hold land, borders and names in both languages', async () => {
    const near = await tile(eastern, 12, 50.1, 26.43);
    expect(Object.keys(near.layers)).toEqual(expect.arrayContaining(['land', 'area', 'place']));
    expect(propertiesOf(near, 'place')).toContainEqual(
      expect.objectContaining({ kind: 'district', name_ar: 'النخيل', name_en: 'An Nakhil', approximate: true }),
    );
  });

  test('leave out what is too small from afar', async () => {
    const kinds = new Set(propertiesOf(await tile(eastern, 5, 50.1, 26.43), 'place').map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['governorate', 'municipality', 'region']);
  });

  test('of a tenant without areas still show land and coast', async () => {
    const harbour = await tile(boston, 10, -71.0, 42.33);
    expect(Object.keys(harbour.layers).sort()).toEqual(['coast', 'land']);
    expect(Object.keys((await tile(boston, 2, -71, 42)).layers)).toContain('land');
  });

  test('are empty on the open sea, and valid', async () => {
    expect((await tile(boston, 12, -68, 41)).layers).toEqual({});
  });

  test('are kept by the browser until the territory changes', async () => {
    const path = '/tiles/base/10/654/434.mvt';
    const fresh = (await get(eastern, `${path}?v=1-v1`))!;
    expect(fresh.headers.get('cache-control')).toBe('public, max-age=86400');
    expect((await get(eastern, `${path}?v=older`))!.headers.get('cache-control')).toBe('public, max-age=60');
    const etag = fresh.headers.get('etag')!;
    expect((await get(eastern, path, { 'if-none-match': etag }))!.status).toBe(304);
    atlases.eastern = { ...atlases.eastern!, version: 'v2' };
    expect((await get(eastern, path, { 'if-none-match': etag }))!.status).toBe(200);
  });

  test.each(['/tiles/base/3/8/0.mvt', '/tiles/base/23/0/0.mvt', '/tiles/base/99/9999999/9999999.mvt'])(
    '%s is outside the pyramid',
    async (path) => expect(await get(eastern, path)).toBeNull(),
  );

  test('every other address is left to others', async () => {
    for (const path of ['/tiles/base/x/1/1.mvt', '/tiles/other', '/tiles/base/fonts/arabic-900.woff2']) {
      expect(await get(eastern, path)).toBeNull();
    }
  });
});

describe('the style', () => {
  test('asks for the language first and falls back, and needs nothing from outside', async () => {
    const style = await styleOf(await get(eastern, '/tiles/base/style.json?lang=ar&theme=dark'));
    const text = JSON.stringify(style);
    expect(text).toContain('["coalesce",["get","name_ar"],["get","name_en"],""]');
    expect([...text.matchAll(/https?:\/\/[^/"]+/g)].every(([origin]) => origin === 'https://map.example')).toBe(true);
    expect(style.sources.base.attribution).toBe('أمانة المنطقة الشرقية · Natural Earth');
    expect(style.center).toEqual([50.1, 26.42]);
  });

  test('a language that is none is taken as the tenant’s', async () => {
    const style = await (await get(boston, '/tiles/base/style.json?lang=%22%3E'))!.text();
    expect(style).toContain('["get","name_en"]');
    expect(style).not.toContain('">');
  });

  test('a credit cannot smuggle markup into the page', async () => {
    const [area] = mergeAreas([], areas, { today: '2026-11-21', newId: () => `id-${++made}` }).areas;
    atlases.boston = { ...atlases.boston!, index: buildIndex([{ ...area!, source: '<img src=x>' }]) };
    const style = await styleOf(await get(boston, '/tiles/base/style.json'));
    expect(style.sources.base.attribution).toBe('&#60;img src=x&#62; · Natural Earth');
  });

  test('its fonts are served from here', async () => {
    const style = await styleOf(await get(eastern, '/tiles/base/style.json'));
    for (const face of Object.values(style['font-faces']).flat()) {
      const font = (await get(eastern, new URL(face.url).pathname))!;
      expect(font.headers.get('content-type')).toBe('font/woff2');
      expect((await font.arrayBuffer()).byteLength).toBeGreaterThan(10_000);
    }
  });
});
