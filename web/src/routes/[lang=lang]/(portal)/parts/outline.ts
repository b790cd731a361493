import type { Point } from '#kernel/place.ts';
import type { AreaKind } from '#modules/territory/api.ts';
import { MAP_HEIGHT, MAP_WIDTH, type MapPicture, placeNames } from '$ui/map-picture/picture.ts';
import { mapViewOf } from './contact.ts';
import type { AreaRow } from './place.ts';

const FRESH_MILLISECONDS = 600_000;

type Ring = readonly (readonly [number, number])[];

export interface Window {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** The part of the world a picture of this size shows at the tenant's zoom, as the maps with script do. */
export const windowOf = (tenant: App.Locals['tenant']): Window => windowAround(mapViewOf(tenant));

/** The part of the world a picture shows around a point at a zoom. */
export function windowAround({ longitude, latitude, zoom }: Point & { zoom: number }): Window {
  const degrees = 360 / (512 * 2 ** zoom);
  const squeeze = Math.cos((latitude * Math.PI) / 180);
  const [w, h] = [(MAP_WIDTH / 2) * degrees, (MAP_HEIGHT / 2) * degrees * squeeze];
  return { west: longitude - w, east: longitude + w, south: latitude - h, north: latitude + h };
}

const round = (value: number): number => Math.round(value * 10) / 10;

export const project = (window: Window, [longitude, latitude]: readonly [number, number]): [number, number] => [
  round(((longitude - window.west) / (window.east - window.west)) * MAP_WIDTH),
  round(((window.north - latitude) / (window.north - window.south)) * MAP_HEIGHT),
];

/** A ring as a path; corners nearer than a pixel to the last are left out. */
export function pathOf(ring: Ring, window: Window): string {
  let path = '';
  let last: [number, number] | undefined;
  for (const corner of ring) {
    const [x, y] = project(window, corner);
    if (last && Math.hypot(x - last[0], y - last[1]) < 1) continue;
    path += `${path === '' ? 'M' : 'L'}${x} ${y}`;
    last = [x, y];
  }
  return `${path}Z`;
}

interface Feature {
  readonly geometry: { readonly type: 'MultiPolygon' | 'Point'; readonly coordinates: readonly (readonly Ring[])[] };
}

const kept = new Map<string, { at: number; land: Promise<Land> }>();
const MOST_KEPT = 300;

/** Outlines of the areas of a kind in a window, remembered for a while. */
export function outlinesOf(locals: App.Locals, window: Window, kind: AreaKind): Promise<Land> {
  const edges = [window.west, window.south, window.east, window.north].map((edge) => edge.toFixed(5));
  const key = [locals.tenant.id, locals.language, kind, ...edges].join(' ');
  const known = kept.get(key);
  if (known !== undefined && Date.now() - known.at <= FRESH_MILLISECONDS) return known.land;
  const land = landOf(locals, window, kind);
  // A failure is not kept: the next reader asks again.
  land.catch(() => kept.delete(key));
  kept.set(key, { at: Date.now(), land });
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
  return land;
}

type Land = Pick<MapPicture, 'land' | 'names'>;

async function landOf({ call, language }: App.Locals, window: Window, kind: AreaKind): Promise<Land> {
  const { items } = await call<{ items: (AreaRow & { box: Window; bordered: boolean })[] }>('territory.list-areas', {
    kind: [kind],
    limit: 500,
  });
  const seen = items.filter(
    ({ bordered, box }) =>
      bordered &&
      box.west < window.east &&
      box.east > window.west &&
      box.south < window.north &&
      box.north > window.south,
  );
  const land: string[] = [];
  for (const { id } of seen) {
    const { geometry } = await call<Feature>('territory.get-area', { id });
    if (geometry.type !== 'MultiPolygon') continue;
    land.push(geometry.coordinates.map((rings) => rings.map((ring) => pathOf(ring, window)).join('')).join(''));
  }
  const names = seen.map(({ name, point }) => {
    const [x, y] = project(window, [point.longitude, point.latitude]);
    return { name: name[language] ?? '', x, y };
  });
  return { land, names: placeNames(names) };
}
