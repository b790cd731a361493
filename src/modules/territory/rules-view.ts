import { type Box, boxAround } from '#kernel/geometry.ts';

/** Where the map of a tenant opens. */
export interface MapView {
  /** Longitude, latitude. */
  readonly centre: readonly [number, number];
  readonly zoom: number;
}

const clamp = (value: number, from: number, to: number) => Math.max(from, Math.min(to, value));

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** The tenant's setting `area` (west, south, east, north), the box its territory lies in; null when it has none. */
export function servedBox(settings: Readonly<Record<string, unknown>>): Box | null {
  const { west, south, east, north } = (settings.area ?? {}) as Record<string, unknown>;
  return isNumber(west) && isNumber(south) && isNumber(east) && isNumber(north) ? { west, south, east, north } : null;
}

/** The tenant's setting `map`; without it the middle of `box`. */
export function mapView(settings: Readonly<Record<string, unknown>>, box: Box): MapView {
  const { centre, zoom } = (settings.map ?? {}) as { centre?: unknown; zoom?: unknown };
  const [longitude, latitude] = Array.isArray(centre) ? (centre as unknown[]) : [];
  return isNumber(longitude) && isNumber(latitude) && isNumber(zoom)
    ? { centre: [longitude, latitude], zoom }
    : { centre: [(box.west + box.east) / 2, (box.south + box.north) / 2], zoom: 9 };
}

const WORLD: Box = { west: -180, south: -70, east: 180, north: 75 };

/** The box of everything a tenant's map is about. */
export const territoryBox = (areas: Box | null, served: Box | null): Box =>
  boxAround([areas, served].filter((box) => box !== null)) ?? WORLD;

/** How far land and coast are drawn around that box: half its size and three degrees more on every side. */
export function surroundings(box: Box): Box {
  const margin = 3 + Math.max(box.east - box.west, box.north - box.south) / 2;
  return {
    west: clamp(box.west - margin, -180, 180),
    south: clamp(box.south - margin, -85, 85),
    east: clamp(box.east + margin, -180, 180),
    north: clamp(box.north + margin, -85, 85),
  };
}
