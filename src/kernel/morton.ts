import type { Point } from './place.ts';

// Positions are measured on the square of the web map (EPSG:3857), so that the code of a map tile is a prefix of the
// codes of all points in it: the points of a tile are one range of an index, at every zoom.

const MOST_LATITUDE = 85.051128779806604;

/** Share of the way from west to east and from north to south, 0 to 1. */
function shares({ longitude, latitude }: Point): [number, number] {
  const bounded = Math.max(-MOST_LATITUDE, Math.min(MOST_LATITUDE, latitude));
  const sine = Math.sin((bounded * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

const cellOf = (share: number, cells: number): number => Math.max(0, Math.min(cells - 1, Math.floor(share * cells)));

/** The bits of a number below 2^13, each followed by a zero bit. */
function spread13(value: number): number {
  let bits = value;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}

const HALF = 2 ** 13;
const spread26 = (value: number): number => spread13(Math.floor(value / HALF)) * 2 ** 26 + spread13(value % HALF);
const interleave = (x: number, y: number): number => spread26(x) + 2 * spread26(y);

/** Bits an axis of `mortonOf`: cells of 0.6 m at the equator. */
export const MORTON_ZOOM = 26;

/** The column and row of a point on the square of the web map, 26 bits each, from the north-west corner. */
export function gridOf(point: Point): { readonly x: number; readonly y: number } {
  const [x, y] = shares(point);
  return { x: cellOf(x, 2 ** MORTON_ZOOM), y: cellOf(y, 2 ** MORTON_ZOOM) };
}

/** The point in the middle of a column and row (`gridOf`); fractions are allowed, as in a mean of several. */
export function pointOfGrid(x: number, y: number): Point {
  const [across, down] = [(x + 0.5) / 2 ** MORTON_ZOOM, (y + 0.5) / 2 ** MORTON_ZOOM];
  return {
    longitude: across * 360 - 180,
    latitude: (Math.atan(Math.sinh(Math.PI * (1 - 2 * down))) * 180) / Math.PI,
  };
}

/** The Morton code of a point, 26 bits an axis: an integer below 2^52, exact as a number and as int8. */
export function mortonOf(point: Point): number {
  const { x, y } = gridOf(point);
  return interleave(x, y);
}

/** The Morton code of a point, 32 bits an axis: cells of 9 mm at the equator, below 2^64. */
export function morton64Of(point: Point): bigint {
  const [x, y] = shares(point).map((share) => cellOf(share, 2 ** 32)) as [number, number];
  const low = BigInt(interleave(x % 2 ** 16, y % 2 ** 16));
  return (BigInt(interleave(Math.floor(x / 2 ** 16), Math.floor(y / 2 ** 16))) << 32n) + low;
}

/** The codes (`mortonOf`) of the points in a map tile: from `first` to `last`, both included. */
export function mortonRange(zoom: number, x: number, y: number): { readonly first: number; readonly last: number } {
  if (zoom > MORTON_ZOOM) throw new RangeError(`no tiles beyond zoom ${MORTON_ZOOM}`);
  const points = 4 ** (MORTON_ZOOM - zoom);
  const first = interleave(x, y) * points;
  return { first, last: first + points - 1 };
}
