import type { Position } from '#kernel/geometry.ts';

/** The days a work takes, both of them included. */
export interface WorkDays {
  readonly from: string;
  readonly until: string;
}

/** The days of a work that begins on `from` and takes so many; undefined where either is not known. */
export function workDays(from: unknown, days: unknown): WorkDays | undefined {
  const count = Number(days);
  if (typeof from !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(from) || !(count >= 1 && count <= 3_650))
    return undefined;
  const last = new Date(Date.parse(`${from}T00:00Z`) + (Math.round(count) - 1) * 86_400_000);
  return { from, until: last.toISOString().slice(0, 10) };
}

export const daysOverlap = (a: WorkDays, b: WorkDays): boolean => a.from <= b.until && b.from <= a.until;

const METRES_PER_DEGREE = 111_195;
type Flat = readonly [number, number];

/** From a point to the nearest of a stretch, in metres on a plane. */
function fromStretch([x, y]: Flat, [ax, ay]: Flat, [bx, by]: Flat): number {
  const [width, height] = [bx - ax, by - ay];
  const square = width ** 2 + height ** 2;
  const along = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * width + (y - ay) * height) / square));
  return Math.hypot(x - ax - along * width, y - ay - along * height);
}

const side = ([px, py]: Flat, [qx, qy]: Flat, [x, y]: Flat): number =>
  Math.sign((qx - px) * (y - py) - (qy - py) * (x - px));

/** Metres between two routes where they come nearest, 0 where they cross; both within one city. */
export function metresBetween(one: readonly Position[], other: readonly Position[]): number {
  const scale = Math.cos(((one[0]?.[1] ?? 0) * Math.PI) / 180);
  const flat = (points: readonly Position[]): Flat[] =>
    points.map(([x, y]) => [x * METRES_PER_DEGREE * scale, y * METRES_PER_DEGREE]);
  const [a, b] = [flat(one), flat(other)];
  let nearest = Infinity;
  for (let i = 0; i + 1 < a.length; i++) {
    const [p, q] = [a[i]!, a[i + 1]!];
    for (let j = 0; j + 1 < b.length; j++) {
      const [r, s] = [b[j]!, b[j + 1]!];
      if (side(p, q, r) * side(p, q, s) < 0 && side(r, s, p) * side(r, s, q) < 0) return 0;
      nearest = Math.min(
        nearest,
        fromStretch(p, r, s),
        fromStretch(q, r, s),
        fromStretch(r, p, q),
        fromStretch(s, p, q),
      );
    }
  }
  return nearest;
}
