import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { featureCollection, polygon } from '@turf/helpers';
import { intersect } from '@turf/intersect';
import type { Position } from './eastern-places.ts';

/** A closed ring on the grid of a millionth of a degree, about 0.1 m. */
export type Ring = Position[];
/** Outline counter-clockwise, then holes clockwise. */
export type Rings = Ring[];

const GRID = 1e6;
const onGrid = (value: number) => Math.round(value * GRID) / GRID;

const closed = (points: readonly Position[]): Ring => [...points, points[0]!];

/** Positive when the ring runs counter-clockwise. */
function signedArea(ring: readonly Position[]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) sum += ring[i - 1]![0] * ring[i]![1] - ring[i]![0] * ring[i - 1]![1];
  return sum;
}

export const holds = (polygons: readonly Rings[], at: Position): boolean =>
  polygons.some((rings) => booleanPointInPolygon([...at], feature(rings)));

function tidy(points: readonly Position[], clockwise: boolean): Ring {
  const kept: Position[] = [];
  for (const [x, y] of points) {
    const [gx, gy] = [onGrid(x), onGrid(y)];
    const last = kept.at(-1);
    if (last === undefined || last[0] !== gx || last[1] !== gy) kept.push([gx, gy]);
  }
  if (kept.length > 1 && kept[0]![0] === kept.at(-1)![0] && kept[0]![1] === kept.at(-1)![1]) kept.pop();
  const ring = closed(kept);
  return signedArea(ring) > 0 === clockwise ? ring.reverse() : ring;
}

export const tidied = (rings: readonly (readonly Position[])[]): Rings =>
  rings.map((ring, i) => tidy(ring, i > 0)).filter((ring) => ring.length > 3);

const feature = (rings: Rings) => polygon(rings.map((ring) => ring.map(([x, y]) => [x, y])));

/** What two polygons share, as polygons on the grid. */
export function common(a: Rings, b: Rings): Rings[] {
  const shared = intersect(featureCollection([feature(a), feature(b)]))?.geometry;
  if (shared === undefined) return [];
  const list = shared.type === 'Polygon' ? [shared.coordinates] : shared.coordinates;
  return list.map((rings) => tidied(rings as unknown as Position[][])).filter((rings) => rings.length > 0);
}

/** The cell of each centre: the places nearer to it than to any other, within the outline. */
export function cells(outline: readonly Position[], centres: readonly Position[]): Rings[] {
  const stretch = Math.cos((outline[0]![1] * Math.PI) / 180);
  return centres.map((at) => {
    let cell: Position[] = [
      [at[0] - 2, at[1] - 2],
      [at[0] + 2, at[1] - 2],
      [at[0] + 2, at[1] + 2],
      [at[0] - 2, at[1] + 2],
    ];
    for (const other of centres) {
      if (other === at) continue;
      const [nx, ny] = [(other[0] - at[0]) * stretch * stretch, other[1] - at[1]];
      const middle = ((at[0] + other[0]) / 2) * nx + ((at[1] + other[1]) / 2) * ny;
      const side = ([x, y]: Position) => x * nx + y * ny - middle;
      const kept: Position[] = [];
      for (const [i, b] of cell.entries()) {
        const a = cell.at(i - 1)!;
        const [da, db] = [side(a), side(b)];
        if (da > 0 !== db > 0) {
          const share = da / (da - db);
          kept.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
        }
        if (db <= 0) kept.push(b);
      }
      cell = kept;
    }
    const parts = common([closed(cell)], [closed(outline)]);
    // An outline that cuts a cell apart would give away land that another district is nearer to by road: mend the outline.
    if (parts.length !== 1) throw new Error(`the cell around ${at} falls into ${parts.length} parts`);
    return parts[0]!;
  });
}

/** Puts every corner of any polygon that lies on an edge of another (within 0.3 m) into that edge too. */
export function noded(polygons: readonly Rings[]): Rings[] {
  const corners = [...new Map(polygons.flat(2).map((corner) => [corner.join(), corner])).values()];
  return polygons.map((rings) => rings.map((ring) => nodedRing(ring, corners)));
}

function nodedRing(ring: Ring, corners: readonly Position[]): Ring {
  const result: Position[] = [];
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1]!, ring[i]!];
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const length = Math.hypot(dx, dy);
    const between = corners
      .map((corner) => {
        const [px, py] = [corner[0] - a[0], corner[1] - a[1]];
        return { corner, along: (px * dx + py * dy) / length, aside: Math.abs(px * dy - py * dx) / length };
      })
      .filter(({ along, aside }) => aside < 3e-6 && along > 5e-7 && along < length - 5e-7)
      .sort((x, y) => x.along - y.along)
      .map(({ corner }) => corner);
    result.push(a, ...between);
  }
  return closed(result);
}

/** The outline of noded polygons taken together: an edge that two of them share, in opposite directions, falls away. */
export function union(polygons: readonly Rings[]): Rings[] {
  const edges = new Map<string, [Position, Position]>();
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      if (!edges.delete(`${b.join()} ${a.join()}`)) edges.set(`${a.join()} ${b.join()}`, [a, b]);
    }
  }
  const rings: Ring[] = [];
  while (edges.size > 0) {
    const [key, [start, next]] = edges.entries().next().value!;
    edges.delete(key);
    const ring: Position[] = [start, next];
    while (ring.at(-1)!.join() !== start.join()) {
      const [before, here] = [ring.at(-2)!, ring.at(-1)!];
      const onward = [...edges].filter(([, [from]]) => from.join() === here.join());
      if (onward.length === 0) throw new Error(`an outline ends at ${here}`);
      const [taken, [, to]] = onward.toSorted((x, y) => turn(before, here, y[1][1]) - turn(before, here, x[1][1]))[0]!;
      edges.delete(taken);
      ring.push(to);
    }
    rings.push(ring);
  }
  const outlines = rings.filter((ring) => signedArea(ring) > 0).map((ring): Rings => [ring]);
  for (const hole of rings.filter((ring) => signedArea(ring) <= 0)) {
    const inside: Position = [(hole[0]![0] + hole[1]![0]) / 2, (hole[0]![1] + hole[1]![1]) / 2];
    outlines.find((outline) => holds([outline], inside))?.push(hole);
  }
  return outlines;
}

/** How sharply a path turns left, so that rings which meet in one corner stay apart. */
function turn(a: Position, b: Position, c: Position): number {
  const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]];
  return Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy);
}
