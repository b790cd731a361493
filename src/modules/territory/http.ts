import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Box } from '#kernel/geometry.ts';
import type { HttpHandler } from '#platform/http.ts';
import type { Tenant } from '#platform/tenants.ts';
import { baseStyle, FONTS } from './http-style.ts';
import { createTileSource, type TileSource } from './http-tiles.ts';
import type { Atlas } from './operations-cache.ts';
import { mapView, servedBox, surroundings, territoryBox } from './rules-view.ts';

const TILE = /^\/tiles\/base\/(\d{1,2})\/(\d{1,7})\/(\d{1,7})\.mvt$/;
const FONT = /^\/tiles\/base\/fonts\/(arabic|latin)-(\d{3})\.woff2$/;

/** Raised whenever tiles of the same data would come out differently, so that none of an older make is shown. */
const MAKE = 1;
const KEPT_TILES = 2_000;
const DAY = 86_400;

interface Prepared {
  readonly atlas: Atlas;
  readonly source: Promise<TileSource>;
  /** Encoded tiles, the longest unused first. */
  readonly tiles: Map<string, Uint8Array>;
}

/**
 * Answers `/tiles/base/{z}/{x}/{y}.mvt`, `/tiles/base/style.json?lang=&theme=` and `/tiles/base/fonts/…`; null for every
 * other address. Everything is made here: the map needs nothing from outside.
 */
export function createMapHandler(atlasOf: (tenant: Tenant) => Promise<Atlas>): HttpHandler {
  const prepared = new Map<number, Prepared>();
  const fonts = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  function prepare(tenant: Tenant, atlas: Atlas): Prepared {
    const known = prepared.get(tenant.id);
    if (known?.atlas === atlas) return known;
    const around = surroundings(boxFor(tenant, atlas));
    const fresh: Prepared = { atlas, source: createTileSource(atlas.index, around), tiles: new Map() };
    prepared.set(tenant.id, fresh);
    return fresh;
  }

  /** Null outside the pyramid. */
  async function tile(request: Request, tenant: Tenant, z: number, x: number, y: number): Promise<Response | null> {
    if (z > 22 || x >= 2 ** z || y >= 2 ** z) return null;
    const atlas = await atlasOf(tenant);
    const version = versionOf(atlas);
    const { source, tiles } = prepare(tenant, atlas);
    const etag = `"${tenant.key}-${version}-${z}-${x}-${y}"`;
    const current = new URL(request.url).searchParams.get('v') === version;
    const headers = {
      etag,
      'cache-control': current ? `public, max-age=${DAY}` : 'public, max-age=60',
      'access-control-allow-origin': '*',
    };
    if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
    const address = `${z}/${x}/${y}`;
    const bytes = tiles.get(address) ?? (await source).encode(z, x, y);
    tiles.delete(address);
    tiles.set(address, bytes);
    if (tiles.size > KEPT_TILES) tiles.delete(tiles.keys().next().value!);
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { ...headers, 'content-type': 'application/vnd.mapbox-vector-tile' },
    });
  }

  async function style(request: Request, tenant: Tenant, protocol: string): Promise<Response> {
    const { searchParams, host } = new URL(request.url);
    const atlas = await atlasOf(tenant);
    const sources = new Set([...atlas.index.byKind.values()].flatMap((list) => list.map(({ area }) => area.source)));
    const body = baseStyle({
      language: /^[a-z]{2,3}$/.exec(searchParams.get('lang') ?? '')?.[0] ?? tenant.languages[0] ?? 'ar',
      theme: searchParams.get('theme') === 'dark' ? 'dark' : 'light',
      origin: `${protocol}://${host}`,
      version: versionOf(atlas),
      box: boxFor(tenant, atlas),
      view: mapView(tenant.settings, boxFor(tenant, atlas)),
      attribution: [...sources, 'Natural Earth'].map(escaped).join(' · '),
    });
    return Response.json(body, {
      headers: { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' },
    });
  }

  async function font(script: string, weight: number): Promise<Response | null> {
    if (!Object.values<number>(FONTS).includes(weight)) return null;
    const file = `ibm-plex-sans-arabic-${script}-${weight}-normal.woff2`;
    let reading = fonts.get(file);
    if (reading === undefined) {
      const path = fileURLToPath(import.meta.resolve(`@fontsource/ibm-plex-sans-arabic/files/${file}`));
      reading = readFile(path).then((bytes) => new Uint8Array(bytes));
      fonts.set(file, reading);
    }
    return new Response(await reading, {
      headers: {
        'content-type': 'font/woff2',
        'cache-control': `public, max-age=${30 * DAY}`,
        'access-control-allow-origin': '*',
      },
    });
  }

  return async (request, { tenant, protocol }) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return null;
    const { pathname } = new URL(request.url);
    const address = TILE.exec(pathname);
    if (address !== null) return tile(request, tenant, Number(address[1]), Number(address[2]), Number(address[3]));
    if (pathname === '/tiles/base/style.json') return style(request, tenant, protocol);
    const file = FONT.exec(pathname);
    return file === null ? null : font(file[1]!, Number(file[2]));
  };
}

/** The map shows its credits as HTML. */
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const versionOf = (atlas: Atlas): string => `${MAKE}-${atlas.version ?? 'empty'}`;

const boxFor = (tenant: Tenant, atlas: Atlas): Box => territoryBox(atlas.index.box, servedBox(tenant.settings));
