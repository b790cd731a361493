import { readCoordinates } from './coordinates.ts';
import type { Position } from './geometry.ts';
import { isPoint } from './place.ts';
import { type ShapeFault, type ShapeKind, shapeFault } from './shape.ts';

/** Most characters of a written or uploaded drawing. */
export const LONGEST_DRAWING = 200_000;

/**
 * The corners of a line or an area as a person gives them: coordinates, a line each, latitude first as maps show them,
 * or GeoJSON (RFC 7946), where longitude comes first. What cannot be read is told by its line.
 */
export function readShapeText(kind: ShapeKind, text: string): { readonly points: Position[] } | ShapeFault {
  if (text.length > LONGEST_DRAWING) return shapeFault('wrong-type');
  if (/^\s*[{[]/.test(text)) return readGeoJson(kind, text);
  const points: Position[] = [];
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    if (line.trim() === '') continue;
    const point = readCoordinates(line);
    if (point === undefined) return shapeFault('unreadable-line', index + 1);
    points.push([point.longitude, point.latitude]);
  }
  return { points };
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lines of a geometry, or the borders of its areas. */
function partsOf(value: unknown, kind: ShapeKind): unknown[] {
  if (!isObject(value)) return [];
  const { type, features, geometry, geometries, coordinates } = value;
  const among = (list: unknown) => (Array.isArray(list) ? list.flatMap((one) => partsOf(one, kind)) : []);
  switch (type) {
    case 'FeatureCollection':
      return among(features);
    case 'Feature':
      return partsOf(geometry, kind);
    case 'GeometryCollection':
      return among(geometries);
    case 'LineString':
      return kind === 'line' ? [coordinates] : [];
    case 'MultiLineString':
      return kind === 'line' && Array.isArray(coordinates) ? coordinates : [];
    case 'Polygon':
      // A hole counts as a second border: what is asked for has one.
      return kind === 'polygon' && Array.isArray(coordinates) ? coordinates : [];
    case 'MultiPolygon':
      return kind === 'polygon' && Array.isArray(coordinates) ? coordinates.flat() : [];
    default:
      return [];
  }
}

function readGeoJson(kind: ShapeKind, text: string): { readonly points: Position[] } | ShapeFault {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return shapeFault('not-json', faultyLine(text));
  }
  const parts = partsOf(value, kind);
  const [only] = parts;
  if (parts.length !== 1 || !Array.isArray(only)) return shapeFault('other-shape');
  const points: Position[] = [];
  for (const [index, position] of (only as unknown[]).entries()) {
    // A third number is a height, which a drawing does not have.
    const [longitude, latitude] = Array.isArray(position) ? (position as unknown[]) : [];
    if (typeof longitude !== 'number' || typeof latitude !== 'number' || !isPoint(longitude, latitude)) {
      return shapeFault('not-a-position', index + 1);
    }
    points.push([longitude, latitude]);
  }
  return { points };
}

/** Whether the beginning of a text breaks the grammar already, and is not only cut off. */
function isBroken(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return false;
  } catch (error) {
    const message = String((error as Error).message);
    if (/end of JSON|end of data|EOF|Unterminated string/i.test(message)) return false;
    const at = /position (\d+)/.exec(message)?.[1];
    return at === undefined || Number(at) < beginning.trimEnd().length;
  }
}

/** The first line, from 1, with which a text stops being the beginning of JSON; the last where it is only cut off. */
function faultyLine(text: string): number {
  const lines = text.split('\n');
  let [good, bad] = [0, lines.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isBroken(lines.slice(0, middle).join('\n'))) bad = middle;
    else good = middle;
  }
  return bad;
}
