import { createHash } from 'node:crypto';
import vtPbf from 'vt-pbf';
import type { HttpHandler } from '#platform/http.ts';
import { TILE_EXTENT } from './model-map.ts';
import type { MapMark } from './operations-map.ts';
import { withinTile } from './rules-map.ts';

const TILE = /^\/tiles\/reports\/(\d{1,2})\/(\d{1,7})\/(\d{1,7})\.mvt$/;
const LAST_ZOOM = 22;

/** The marks of a tile as Mapbox Vector Tile 2.1, in one layer `reports`. */
export function encodeMarks(z: number, x: number, y: number, marks: readonly MapMark[]): Uint8Array {
  const features = marks.map(({ count, open, fixed, number, category, state, thinned, ...grid }) => {
    const [left, top] = withinTile(z, { x, y }, grid);
    const tags: Record<string, string | number> = { count };
    if (thinned === true) tags.thinned = 1;
    if (number === null) Object.assign(tags, { open, fixed, closed: count - open - fixed });
    else Object.assign(tags, { number, category: category ?? '', state: state ?? '' });
    return { type: 1 as const, geometry: [[left, top] as [number, number]], tags };
  });
  return vtPbf.fromGeojsonVt(features.length === 0 ? {} : { reports: { features } }, {
    version: 2,
    extent: TILE_EXTENT,
  });
}

/**
 * Answers `/tiles/reports/{z}/{x}/{y}.mvt`, narrowed by `group`, `category`, `status`, `district`, `municipality`
 * and `since`; null for
 * every other address.
 */
export const reportTiles: HttpHandler = async (request, services) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  const { pathname, searchParams } = new URL(request.url);
  const address = TILE.exec(pathname);
  if (address === null) return null;
  const [z, x, y] = address.slice(1).map(Number) as [number, number, number];
  if (z > LAST_ZOOM || x >= 2 ** z || y >= 2 ** z) return null;
  const filter: Record<string, string | string[]> = Object.fromEntries(searchParams);
  const categories = searchParams.getAll('category');
  if (categories.length > 1) filter.category = categories;
  const { marks } = await services.call<{ marks: MapMark[] }>('reports.get-map-tile', { ...filter, z, x, y });
  const bytes = encodeMarks(z, x, y, marks);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const headers = {
    etag,
    'cache-control': 'public, max-age=60, stale-while-revalidate=600',
    'access-control-allow-origin': '*',
  };
  if (request.headers.get('if-none-match')?.includes(etag)) return new Response(null, { status: 304, headers });
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: { ...headers, 'content-type': 'application/vnd.mapbox-vector-tile' },
  });
};
