import { holds, type Polygons, type Position, type Ring, signedArea } from '#kernel/geometry.ts';
import { distanceMetres, isPoint, type Point } from '#kernel/place.ts';

/** Metres from the point to the nearest border; 0 inside. */
export function metresTo(polygons: Polygons, point: Point): number {
  if (holds(polygons, point)) return 0;
  const stretch = Math.cos((point.latitude * Math.PI) / 180);
  let best = Infinity;
  let nearest: Point = point;
  for (const polygon of polygons) {
    for (const ring of polygon) {
      for (let i = 1; i < ring.length; i++) {
        const candidate = nearestOnSegment(point, ring[i - 1]!, ring[i]!, stretch);
        if (candidate.square < best) {
          best = candidate.square;
          nearest = candidate.point;
        }
      }
    }
  }
  return distanceMetres(point, nearest);
}

function nearestOnSegment(point: Point, a: Position, b: Position, stretch: number) {
  const [dx, dy] = [(b[0] - a[0]) * stretch, b[1] - a[1]];
  const [px, py] = [(point.longitude - a[0]) * stretch, point.latitude - a[1]];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
  return {
    square: (px - share * dx) ** 2 + (py - share * dy) ** 2,
    point: { longitude: a[0] + share * (b[0] - a[0]), latitude: a[1] + share * (b[1] - a[1]) },
  };
}

/** Why a geometry cannot be taken; the words are codes that the report of an import carries. */
export const GEOMETRY_FAULTS = [
  'no-geometry',
  'unsupported-geometry',
  'not-a-position',
  'outside-the-world',
  'ring-too-short',
  'ring-without-area',
  'no-polygon',
] as const;
export type GeometryFault = (typeof GEOMETRY_FAULTS)[number];

export type ReadGeometry =
  | { readonly polygons: Polygons; readonly closed: boolean }
  | { readonly point: Point }
  | { readonly fault: GeometryFault };

/** Reads a GeoJSON geometry (RFC 7946): polygons as rings, or a point. Rings left open are closed and `closed` says so. */
export function readGeometry(geometry: unknown): ReadGeometry {
  if (typeof geometry !== 'object' || geometry === null) return { fault: 'no-geometry' };
  const { type, coordinates } = geometry as { type?: unknown; coordinates?: unknown };
  if (type === 'Point') {
    const position = readPosition(coordinates);
    return typeof position === 'string'
      ? { fault: position }
      : { point: { longitude: position[0], latitude: position[1] } };
  }
  if (type !== 'Polygon' && type !== 'MultiPolygon') return { fault: 'unsupported-geometry' };
  const list: unknown = type === 'Polygon' ? [coordinates] : coordinates;
  if (!Array.isArray(list) || list.length === 0) return { fault: 'no-polygon' };
  const polygons: Ring[][] = [];
  let closed = false;
  for (const rings of list) {
    if (!Array.isArray(rings) || rings.length === 0) return { fault: 'no-polygon' };
    const polygon: Ring[] = [];
    for (const ring of rings) {
      const read = readRing(ring);
      if ('fault' in read) return read;
      closed ||= read.closed;
      polygon.push(read.ring);
    }
    polygons.push(polygon);
  }
  return { polygons, closed };
}

function readRing(value: unknown): { ring: Ring; closed: boolean } | { fault: GeometryFault } {
  if (!Array.isArray(value)) return { fault: 'not-a-position' };
  const ring: [number, number][] = [];
  for (const item of value) {
    const position = readPosition(item);
    if (typeof position === 'string') return { fault: position };
    const last = ring.at(-1);
    if (last === undefined || last[0] !== position[0] || last[1] !== position[1]) ring.push(position);
  }
  const [first, last] = [ring[0], ring.at(-1)];
  let closed = false;
  if (first !== undefined && last !== undefined && (first[0] !== last[0] || first[1] !== last[1])) {
    ring.push([first[0], first[1]]);
    closed = true;
  }
  if (ring.length < 4) return { fault: 'ring-too-short' };
  return Math.abs(signedArea(ring)) < 1e-14 ? { fault: 'ring-without-area' } : { ring, closed };
}

function readPosition(value: unknown): [number, number] | 'not-a-position' | 'outside-the-world' {
  if (!Array.isArray(value) || typeof value[0] !== 'number' || typeof value[1] !== 'number') return 'not-a-position';
  return isPoint(value[0], value[1]) ? [value[0], value[1]] : 'outside-the-world';
}
