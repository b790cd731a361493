import { toAsciiDigits } from '#kernel/arabic.ts';
import type { Point } from '#kernel/place.ts';
import type { AreaRef } from '#modules/territory/api.ts';

/** An area as `territory.list-areas` and `territory.search-places` answer it. */
export interface AreaRow extends AreaRef {
  readonly parent: AreaRef | null;
  readonly point: Point;
  readonly within?: readonly AreaRef[];
}

/**
 * A point as people copy it from a maps app: latitude first, in either digits, with any separator, degree signs or
 * the letters of the quarters (`26.4207° N, 50.0888° E`). Where the tenant says how its area lies, a pair written the
 * other way round is understood. Undefined when it is none.
 */
export function readCoordinates(text: string, near: Point): Point | undefined {
  const plain = toAsciiDigits(text).replace(/[٫]/g, '.').replace(/[،;]/g, ',');
  const numbers = plain.match(/[+-]?\d{1,3}(?:\.\d+)?/g);
  if (numbers?.length !== 2) return undefined;
  let [latitude = 0, longitude = 0] = numbers.map(Number);
  if (/\d[°\s]*[SsWw]/.test(plain)) {
    if (/\d[°\s]*S/i.test(plain)) latitude = -Math.abs(latitude);
    if (/\d[°\s]*W/i.test(plain)) longitude = -Math.abs(longitude);
  }
  const far = (at: Point) => Math.hypot(at.latitude - near.latitude, at.longitude - near.longitude);
  const [asWritten, turned] = [
    { latitude, longitude },
    { latitude: longitude, longitude: latitude },
  ];
  const point = far(turned) < far(asWritten) && Math.abs(turned.latitude) <= 90 ? turned : asWritten;
  return Math.abs(point.latitude) <= 90 && Math.abs(point.longitude) <= 180 ? point : undefined;
}

/** `26.420700, 50.088800`, as maps apps write and read it. */
export const writeCoordinates = ({ latitude, longitude }: Point): string =>
  `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;

/** Distances an alert may be asked for around a point, in metres. */
export const ALERT_METRES = [250, 500, 1000, 2000, 5000] as const;

/**
 * What an alert about a part of the map would be about: its middle, and the distance that reaches farthest without
 * leaving it. Undefined for a part so large that it is no place.
 * @param box west, south, east and north in degrees
 */
export function alertNear([west, south, east, north]: readonly [number, number, number, number]):
  | { point: string; radius: string }
  | undefined {
  const half = ((north - south) / 2) * 111_000;
  if (half > 2 * ALERT_METRES[4]) return undefined;
  const radius = ALERT_METRES.findLast((metres) => metres <= half) ?? ALERT_METRES[0];
  const point = writeCoordinates({ longitude: (west + east) / 2, latitude: (south + north) / 2 });
  return { point, radius: String(radius) };
}
