import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { isPoint, type Point } from './place.ts';

export { MORTON_ZOOM, morton64Of, mortonOf, mortonRange } from './morton.ts';

/** Degrees; `west` ≤ `east`: no municipality lies across the 180th meridian. */
export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export type Area = Polygon | MultiPolygon;

const polygonsOf = (area: Area): Position[][][] => (area.type === 'Polygon' ? [area.coordinates] : area.coordinates);

/** The smallest box around an area. Throws a RangeError when it has no corner. */
export function boundsOf(area: Area): Bounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = NaN, y = NaN] of polygonsOf(area).flat(2)) {
    west = Math.min(west, x);
    south = Math.min(south, y);
    east = Math.max(east, x);
    north = Math.max(north, y);
  }
  if (!(west <= east && south <= north)) throw new RangeError('an area without corners has no bounds');
  return { west, south, east, north };
}

export const withinBounds = ({ west, south, east, north }: Bounds, { longitude, latitude }: Point): boolean =>
  longitude >= west && longitude <= east && latitude >= south && latitude <= north;

/** Whether the point lies in the area or on its edge, and not in a hole. */
export const contains = (area: Area, { longitude, latitude }: Point): boolean =>
  booleanPointInPolygon([longitude, latitude], area);

export type AreaFault = 'empty' | 'not-a-position' | 'too-few-corners' | 'not-closed' | 'crossing';

export interface FoundFault {
  readonly code: AreaFault;
  /** Where, when it is at a place. */
  readonly at: Point | null;
}

/** The first thing that makes an area unusable (RFC 7946, section 3.1.6); undefined when there is none. */
export function faultOf(area: Area): FoundFault | undefined {
  const polygons = polygonsOf(area);
  if (polygons.length === 0 || polygons.some((rings) => rings.length === 0)) return { code: 'empty', at: null };
  for (const rings of polygons) {
    for (const ring of rings) {
      const bad = ring.find(([x = NaN, y = NaN]) => !isPoint(x, y));
      if (bad) return { code: 'not-a-position', at: null };
      const [first, last] = [ring[0], ring.at(-1)];
      if (!first || !last || cornersOf(ring).length < 4)
        return { code: 'too-few-corners', at: first ? pointAt(first) : null };
      if (first[0] !== last[0] || first[1] !== last[1]) return { code: 'not-closed', at: pointAt(first) };
    }
    const crossing = crossingOf(rings);
    if (crossing) return { code: 'crossing', at: pointAt(crossing) };
  }
  return undefined;
}

/** A ring without the corners that are written twice in a row, as survey data has them. */
const cornersOf = (ring: readonly Position[]): readonly Position[] =>
  ring.filter((corner, i) => i === 0 || corner[0] !== ring[i - 1]![0] || corner[1] !== ring[i - 1]![1]);

const pointAt = (position: Position): Point => ({ longitude: position[0]!, latitude: position[1]! });

interface Edge {
  readonly from: Position;
  readonly to: Position;
  readonly ring: number;
  readonly index: number;
  readonly count: number;
}

/** A corner near which two edges of a polygon cross or overlap; edges that only follow each other do not. */
function crossingOf(rings: readonly Position[][]): Position | undefined {
  const edges: Edge[] = rings
    .map(cornersOf)
    .flatMap((ring, number) =>
      ring.slice(1).map((to, index) => ({ from: ring[index]!, to, ring: number, index, count: ring.length - 1 })),
    );
  // Sorted by their west end, an edge is compared only with those that begin before it ends.
  edges.sort((a, b) => Math.min(a.from[0]!, a.to[0]!) - Math.min(b.from[0]!, b.to[0]!));
  for (const [i, a] of edges.entries()) {
    const east = Math.max(a.from[0]!, a.to[0]!);
    for (let j = i + 1; j < edges.length; j++) {
      const b = edges[j]!;
      if (Math.min(b.from[0]!, b.to[0]!) > east) break;
      if (clash(a, b)) return b.from;
    }
  }
  return undefined;
}

function clash(a: Edge, b: Edge): boolean {
  const [p, q, r, s] = [a.from, a.to, b.from, b.to];
  const turns = [turn(p, q, r), turn(p, q, s), turn(r, s, p), turn(r, s, q)] as const;
  if (turns[0] * turns[1] < 0 && turns[2] * turns[3] < 0) return true;
  const touching = [
    turns[0] === 0 && between(p, q, r),
    turns[1] === 0 && between(p, q, s),
    turns[2] === 0 && between(r, s, p),
    turns[3] === 0 && between(r, s, q),
  ].filter(Boolean).length;
  if (touching === 0) return false;
  // Two that follow each other share one corner, seen from both; more than that is a way back along itself.
  // Rings may touch at a corner of both (RFC 7946 leaves it open, and districts with an island do).
  const follow = a.ring === b.ring && [1, a.count - 1].includes(Math.abs(a.index - b.index));
  const corner = [r, s].some((end) => [p, q].some((other) => end[0] === other[0] && end[1] === other[1]));
  return !(corner && touching === 2 && (follow || a.ring !== b.ring));
}

/** Positive when `c` lies to the left of the way from `a` to `b`, zero on it. */
const turn = (a: Position, b: Position, c: Position): number =>
  Math.sign((b[0]! - a[0]!) * (c[1]! - a[1]!) - (b[1]! - a[1]!) * (c[0]! - a[0]!));

const between = (a: Position, b: Position, c: Position): boolean =>
  c[0]! >= Math.min(a[0]!, b[0]!) &&
  c[0]! <= Math.max(a[0]!, b[0]!) &&
  c[1]! >= Math.min(a[1]!, b[1]!) &&
  c[1]! <= Math.max(a[1]!, b[1]!);

/** Twice the signed area of a ring in square degrees, and its centroid. */
function momentOf(ring: readonly Position[]): { area: number; centroid: Point } {
  const [originX, originY] = ring[0] as [number, number];
  let [area, x, y] = [0, 0, 0];
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay, bx, by] = [
      ring[i - 1]![0]! - originX,
      ring[i - 1]![1]! - originY,
      ring[i]![0]! - originX,
      ring[i]![1]! - originY,
    ];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  const centroid =
    area === 0
      ? { longitude: originX, latitude: originY }
      : { longitude: originX + x / (3 * area), latitude: originY + y / (3 * area) };
  return { area, centroid };
}

/**
 * A point in the area where its name can stand: the centroid of its largest part, or, where that lies outside (a
 * crescent, a ring), the middle of the widest stretch of the area at that height.
 */
export function labelPoint(area: Area): Point {
  const polygons = polygonsOf(area).filter((rings) => (rings[0]?.length ?? 0) > 0);
  const largest = polygons
    .map((rings) => ({ rings, ...momentOf(rings[0]!) }))
    .reduce((best, part) => (Math.abs(part.area) > Math.abs(best.area) ? part : best));
  const part: Polygon = { type: 'Polygon', coordinates: largest.rings };
  if (contains(part, largest.centroid)) return largest.centroid;
  const { latitude } = largest.centroid;
  const crossings = largest.rings
    .flatMap((ring) => ring.slice(1).map((to, i) => [ring[i]!, to] as const))
    .filter(([from, to]) => from[1]! > latitude !== to[1]! > latitude)
    .map(([from, to]) => from[0]! + ((latitude - from[1]!) / (to[1]! - from[1]!)) * (to[0]! - from[0]!))
    .sort((a, b) => a - b);
  let [widest, longitude] = [-1, largest.centroid.longitude];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [west, east] = [crossings[i]!, crossings[i + 1]!];
    if (east - west > widest) [widest, longitude] = [east - west, (west + east) / 2];
  }
  return { longitude, latitude };
}
