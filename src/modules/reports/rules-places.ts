import { normalise, toAsciiDigits } from '#kernel/arabic.ts';
import { IDENTIFIERS } from '#kernel/identifiers.ts';
import type { Point } from '#kernel/place.ts';

/** What somebody meant who typed into one box for every kind of place. */
export type PlaceAsked =
  | { readonly kind: 'coordinates'; readonly point: Point }
  | { readonly kind: 'short-address'; readonly code: string }
  | {
      readonly kind: 'words';
      /** Names to look for, the likeliest first, each with the words it leaves over: the street, the house. */
      readonly tries: readonly { readonly name: string; readonly rest: string }[];
    };

/** Words before which a street stands and after which an area is named. */
const BEFORE_AREA = new Set([
  'حي',
  'بحي',
  'منطقه',
  'بمنطقه',
  'مدينه',
  'district',
  'neighborhood',
  'neighbourhood',
  'in',
]);
const NEAR = new Set([
  'مقابل',
  'بجوار',
  'بجانب',
  'قرب',
  'عند',
  'امام',
  'خلف',
  'near',
  'opposite',
  'beside',
  'behind',
  'at',
]);
/** Words that name nothing without the name beside them. */
const WAYS = new Set(['شارع', 'طريق', 'street', 'st', 'road', 'rd', 'avenue', 'ave']);
const MOST_TRIES = 12;

const wordsOf = (text: string): string[] =>
  text
    .split(/[\s,،;؛/]+/)
    .map((word) => word.trim())
    .filter(Boolean);

/** Latitude before longitude, as maps applications write them; turned round where only that lies near `near`. */
function coordinatesIn(text: string, near: Point): Point | undefined {
  const plain = toAsciiDigits(text).replaceAll('٫', '.').replace(/[،;]/g, ',');
  if (!/^[\s\d.,+\-°NSEWnsew()]+$/.test(plain)) return undefined;
  const numbers = plain.match(/[+-]?\d{1,3}\.\d+/g)?.map(Number);
  if (numbers?.length !== 2) return undefined;
  const [first, second] = numbers as [number, number];
  const written = { latitude: first, longitude: /W/i.test(plain) ? -Math.abs(second) : second };
  const turned = { latitude: second, longitude: first };
  const far = (at: Point) => Math.hypot(at.latitude - near.latitude, at.longitude - near.longitude);
  const meant = far(turned) < far(written) ? turned : written;
  return Math.abs(meant.latitude) <= 90 && Math.abs(meant.longitude) <= 180 ? meant : undefined;
}

/**
 * Reads what was typed: coordinates, a short national address (four letters and four digits), or words of an address.
 * @param near the middle of the tenant's map, which tells latitude from longitude
 */
export function readPlace(text: string, near: Point): PlaceAsked {
  const point = coordinatesIn(text, near);
  if (point !== undefined) return { kind: 'coordinates', point };
  const code = IDENTIFIERS.SHORT_ADDRESS.parse(text);
  if (code !== undefined) return { kind: 'short-address', code };
  const words = wordsOf(text);
  const tries: { name: string; rest: string }[] = [];
  const add = (from: number, to: number) => {
    if (from >= to || tries.length >= MOST_TRIES) return;
    const name = words.slice(from, to).join(' ');
    const left = [...words.slice(0, from), ...words.slice(to)];
    const rest = (left.every((word) => WAYS.has(normalise(word))) && left.length > 0 ? words : left).join(' ');
    if (name.length >= 2 && !tries.some((one) => one.name === name)) tries.push({ name, rest });
  };
  add(0, words.length);
  const plain = words.map(normalise);
  for (const marks of [BEFORE_AREA, NEAR]) {
    const at = plain.findIndex((word) => marks.has(word));
    if (at < 0) continue;
    const end = plain.findIndex((word, i) => i > at + 1 && (BEFORE_AREA.has(word) || NEAR.has(word)));
    for (const length of [3, 2, 1]) add(at + 1, Math.min(at + 1 + length, end < 0 ? words.length : end));
  }
  for (const length of [3, 2, 1]) add(Math.max(0, words.length - length), words.length);
  for (const length of [3, 2]) add(0, Math.min(words.length, length));
  return { kind: 'words', tries };
}

/** The square of about a hundred metres a point lies in; what is called in from it counts as one place. */
export const squareOf = ({ longitude, latitude }: Point): string =>
  `${(Math.round(latitude * 1_000) / 1_000).toFixed(3)},${(Math.round(longitude * 1_000) / 1_000).toFixed(3)}`;
