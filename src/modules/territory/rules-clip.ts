import type { Box } from '#kernel/geometry.ts';

type Position = readonly [number, number];

/** The part of a ring inside the box (Sutherland–Hodgman); empty when there is none. The answer is closed. */
export function clipRing(ring: readonly Position[], box: Box): Position[] {
  const sides: readonly [(at: Position) => boolean, (a: Position, b: Position) => Position][] = [
    [([x]) => x >= box.west, (a, b) => crossing(a, b, 0, box.west)],
    [([x]) => x <= box.east, (a, b) => crossing(a, b, 0, box.east)],
    [([, y]) => y >= box.south, (a, b) => crossing(a, b, 1, box.south)],
    [([, y]) => y <= box.north, (a, b) => crossing(a, b, 1, box.north)],
  ];
  let points: Position[] = ring.slice(0, -1);
  for (const [inside, cross] of sides) {
    const kept: Position[] = [];
    for (let i = 0; i < points.length; i++) {
      const [a, b] = [points.at(i - 1)!, points[i]!];
      if (inside(a) !== inside(b)) kept.push(cross(a, b));
      if (inside(b)) kept.push(b);
    }
    points = kept;
  }
  return points.length < 3 ? [] : [...points, points[0]!];
}

function crossing(a: Position, b: Position, axis: 0 | 1, value: number): Position {
  const share = (value - a[axis]) / (b[axis] - a[axis]);
  return axis === 0 ? [value, a[1] + share * (b[1] - a[1])] : [a[0] + share * (b[0] - a[0]), value];
}

/** The stretches of a ring that touch the box, with one point beyond it at either end. */
export function stretchesInside(ring: readonly Position[], box: Box): Position[][] {
  const inside = ([x, y]: Position) => x >= box.west && x <= box.east && y >= box.south && y <= box.north;
  const stretches: Position[][] = [];
  let open: Position[] | undefined;
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1]!, ring[i]!];
    if (inside(a) || inside(b)) {
      if (open === undefined) {
        open = [a];
        stretches.push(open);
      }
      open.push(b);
    } else open = undefined;
  }
  return stretches;
}
