import type { Point } from './place.ts';

export { gridOf, MORTON_ZOOM, morton64Of, mortonOf, mortonRange, pointOfGrid } from './morton.ts';

/** Longitude and latitude in degrees. */
export type Position = readonly [number, number];

/** Closed: the last corner is the first one again. */
export type Ring = readonly Position[];

/** The coordinates of a GeoJSON MultiPolygon: for each polygon its outline, then its holes. */
export type Polygons = readonly (readonly Ring[])[];

/** The smallest upright rectangle around something, degrees. None lies across the 180th meridian. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export const pointBox = ({ longitude, latitude }: Point): Box => ({
  west: longitude,
  south: latitude,
  east: longitude,
  north: latitude,
});

/** The box of polygons; of none a box that holds and overlaps nothing. */
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
 * Whether the polygons hold the point, holes left out. An edge belongs to one side only (half-open crossing rule), so
 * that a point on the border of two neighbours lies in exactly one of them: a report is never in two districts, and
 * never in none. On an edge with no neighbour the point may therefore count as outside.
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

/** Twice the signed area of a ring in square degrees, and its centroid. */
function momentOf(ring: Ring): { area: number; centroid: Point } {
  const [originX, originY] = ring[0]!;
  let [area, x, y] = [0, 0, 0];
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = [ring[i - 1]![0] - originX, ring[i - 1]![1] - originY];
    const [bx, by] = [ring[i]![0] - originX, ring[i]![1] - originY];
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
 * A point inside where the name can stand: the centroid of the largest polygon, or, where that lies outside (a
 * crescent, a hole), the middle of the widest stretch of the polygon at that height. There must be a polygon.
 */
export function labelPoint(polygons: Polygons): Point {
  const largest = polygons
    .map((rings) => ({ rings, ...momentOf(rings[0]!) }))
    .reduce((best, part) => (Math.abs(part.area) > Math.abs(best.area) ? part : best));
  if (holds([largest.rings], largest.centroid)) return largest.centroid;
  const { latitude } = largest.centroid;
  const crossings = largest.rings
    .flatMap((ring) => ring.slice(1).map((to, i) => [ring[i]!, to] as const))
    .filter(([from, to]) => from[1] > latitude !== to[1] > latitude)
    .map(([from, to]) => from[0] + ((latitude - from[1]) / (to[1] - from[1])) * (to[0] - from[0]))
    .sort((a, b) => a - b);
  let [widest, longitude] = [-1, largest.centroid.longitude];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [west, east] = [crossings[i]!, crossings[i + 1]!];
    if (east - west > widest) [widest, longitude] = [east - west, (west + east) / 2];
  }
  return { longitude, latitude };
}

/** A corner near which the edges of a polygon cross or overlap, in the first polygon where they do. */
export function crossingIn(polygons: Polygons): Point | undefined {
  for (const rings of polygons) {
    const crossing = crossingOf(rings);
    if (crossing) return { longitude: crossing[0], latitude: crossing[1] };
  }
  return undefined;
}

/** A ring without the corners that are written twice in a row, as survey data has them. */
const cornersOf = (ring: Ring): Ring =>
  ring.filter((corner, i) => i === 0 || corner[0] !== ring[i - 1]![0] || corner[1] !== ring[i - 1]![1]);

interface Edge {
  readonly from: Position;
  readonly to: Position;
  readonly ring: number;
  readonly index: number;
  readonly count: number;
}

/** A corner near which two edges of a polygon cross or overlap; edges that only follow each other do not. */
function crossingOf(rings: readonly Ring[]): Position | undefined {
  const edges: Edge[] = rings
    .map(cornersOf)
    .flatMap((ring, number) =>
      ring.slice(1).map((to, index) => ({ from: ring[index]!, to, ring: number, index, count: ring.length - 1 })),
    );
  // Sorted by their west end, an edge is compared only with those that begin before it ends.
  edges.sort((a, b) => Math.min(a.from[0], a.to[0]) - Math.min(b.from[0], b.to[0]));
  for (const [i, a] of edges.entries()) {
    const east = Math.max(a.from[0], a.to[0]);
    for (let j = i + 1; j < edges.length; j++) {
      const b = edges[j]!;
      if (Math.min(b.from[0], b.to[0]) > east) break;
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
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));

const between = (a: Position, b: Position, c: Position): boolean =>
  c[0] >= Math.min(a[0], b[0]) &&
  c[0] <= Math.max(a[0], b[0]) &&
  c[1] >= Math.min(a[1], b[1]) &&
  c[1] <= Math.max(a[1], b[1]);
