import { toAsciiDigits } from './arabic.ts';
import { isPoint, type Point } from './place.ts';

/** `26.420700, 50.088800`: latitude first, as maps show it to people. */
export const writeCoordinates = ({ latitude, longitude }: Point): string =>
  `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`;

/**
 * The point a person typed or copied from a map: latitude, then longitude, in either digits, with any comma, semicolon
 * or space between. Undefined when it is not two such numbers.
 */
export function readCoordinates(text: string): Point | undefined {
  const numbers = toAsciiDigits(text)
    .replaceAll('٫', '.')
    .replace(/[°NE]/g, ' ')
    .trim()
    .split(/\s*[,،;؛]\s*|\s+/)
    .filter((part) => part !== '');
  if (numbers.length !== 2 || numbers.some((part) => !/^[+-]?\d{1,3}(\.\d{1,15})?$/.test(part))) return undefined;
  const [latitude, longitude] = numbers.map(Number) as [number, number];
  return isPoint(longitude, latitude) ? { longitude, latitude } : undefined;
}
