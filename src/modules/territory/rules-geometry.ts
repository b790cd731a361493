import { distanceMetres, isPoint, type Point } from '#kernel/place.ts';
import type { Box, Polygons } from './model.ts';

type Position = readonly [number, number];
type Ring = readonly Position[];

export const pointBox = ({ longitude, latitude }: Point): Box => ({
  west: longitude,
  south: latitude,
  east: longitude,
  north: latitude,
});

export function boxOf(polygons: Polygons): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [outline] of polygons) {
    for (const [x, y] of outline ?? []) {
      west = Math.min(west, x);
      east = Math.max(east, x);
      south = Math.min(south, y);
      north = Math.max(north, y);
    }
  }
  return { west, south, east, north };
}

export const boxAround = (boxes: readonly Box[]): Box | null =>
  boxes.length === 0
    ? null
    : {
        west: Math.min(...boxes.map((box) => box.west)),
        south: Math.min(...boxes.map((box) => box.south)),
        east: Math.max(...boxes.map((box) => box.east)),
        north: Math.max(...boxes.map((box) => box.north)),
      };

export const inBox = ({ longitude, latitude }: Point, box: Box): boolean =>
  longitude >= box.west && longitude <= box.east && latitude >= box.south && latitude <= box.north;

/** Boxes that only touch do not overlap. */
export const boxesOverlap = (a: Box, b: Box): boolean =>
  a.west < b.east && b.west < a.east && a.south < b.north && b.south < a.north;

function inRing(x: number, y: number, ring: Ring): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = ring[i]![1] < ring[j]![1] ? [ring[i]!, ring[j]!] : [ring[j]!, ring[i]!];
    // Always reckoned from the lower end: two neighbours then round their shared border alike.
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}

/**
 * Whether the polygons hold the point. A border belongs to one side only (half-open crossing rule), so that a point on
 * a border shared by two neighbours lies in exactly one of them.
 */
export const holds = (polygons: Polygons, { longitude, latitude }: Point): boolean =>
  polygons.some(([outline, ...holes]) => {
    if (outline === undefined || !inRing(longitude, latitude, outline)) return false;
    return !holes.some((hole) => inRing(longitude, latitude, hole));
  });

/** Twice the signed area of a ring in square degrees; positive when it runs counter-clockwise. */
export function signedArea(ring: Ring): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    sum += ring[j]![0] * ring[i]![1] - ring[i]![0] * ring[j]![1];
  }
  return sum;
}

const METRES_PER_DEGREE = 111_195;

/** Square metres, on a plane that touches the earth at the polygon's middle; within 1 % for a city. */
export function squareMetres(polygons: Polygons): number {
  const box = boxOf(polygons);
  const scale = METRES_PER_DEGREE ** 2 * Math.cos((((box.south + box.north) / 2) * Math.PI) / 180);
  const degrees = polygons.reduce(
    (total, [outline, ...holes]) =>
      total +
      Math.abs(signedArea(outline ?? [])) / 2 -
      holes.reduce((sum, hole) => sum + Math.abs(signedArea(hole)) / 2, 0),
    0,
  );
  return degrees * scale;
}

/**
 * A point inside, for the name: the centroid of the largest polygon where that lies inside, else the middle of the
 * widest stretch of the line through the middle of its height.
 */
export function labelPoint(polygons: Polygons): Point {
  const largest = polygons.reduce((best, polygon) =>
    Math.abs(signedArea(polygon[0]!)) > Math.abs(signedArea(best[0]!)) ? polygon : best,
  );
  const outline = largest[0]!;
  const [x0, y0] = outline[0]!;
  let [sum, x, y] = [0, 0, 0];
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [ax, ay] = [outline[j]![0] - x0, outline[j]![1] - y0];
    const [bx, by] = [outline[i]![0] - x0, outline[i]![1] - y0];
    const cross = ax * by - bx * ay;
    sum += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  const centroid = { longitude: x0 + x / (3 * sum), latitude: y0 + y / (3 * sum) };
  return holds([largest], centroid) ? centroid : widestMiddle(largest);
}

function widestMiddle(polygon: Polygons[number]): Point {
  const box = boxOf([polygon]);
  const latitude = (box.south + box.north) / 2;
  const crossings: number[] = [];
  for (const ring of polygon) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i]!;
      const [xj, yj] = ring[j]!;
      if (yi > latitude !== yj > latitude) crossings.push(((xj - xi) * (latitude - yi)) / (yj - yi) + xi);
    }
  }
  crossings.sort((a, b) => a - b);
  let [from, to] = [crossings[0] ?? box.west, crossings[1] ?? box.east];
  for (let i = 2; i + 1 < crossings.length; i += 2) {
    if (crossings[i + 1]! - crossings[i]! > to - from) [from, to] = [crossings[i]!, crossings[i + 1]!];
  }
  return { longitude: (from + to) / 2, latitude };
}

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
export type GeometryFault =
  | 'no-geometry'
  | 'unsupported-geometry'
  | 'not-a-position'
  | 'outside-the-world'
  | 'ring-too-short'
  | 'ring-without-area'
  | 'no-polygon';

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
