import { crossingIn, type Position, squareMetres } from './geometry.ts';
import { distanceMetres, isPoint } from './place.ts';
import { type Bilingual, fill } from './text.ts';

/** What is drawn on a map: a line has a length, an area a border and a size. */
export type ShapeKind = 'line' | 'polygon';

/** Corners as longitude and latitude; a border closes by itself. Metres, and square metres of an area, to a tenth. */
export interface Shape {
  readonly points: readonly Position[];
  readonly metres: number;
  readonly squareMetres?: number;
}

/** Most corners that one drawing may have. */
export const MOST_CORNERS = 500;

const FAULTS = {
  'wrong-type': { ar: 'القيمة ليست بالصيغة المطلوبة.', en: 'The value does not have the required form.' },
  'too-few-points': {
    ar: 'ارسم خطًا من نقطتين على الأقل، أو مساحة من ثلاث.',
    en: 'A line needs two points at least, an area three.',
  },
  'too-long': { ar: 'لا تزيد النقاط على {limit}.', en: 'No more than {limit} points are taken.' },
  'crosses-itself': {
    ar: 'يتقاطع حد المساحة مع نفسه؛ أعد رسمها.',
    en: 'The border of the area crosses itself; draw it again.',
  },
  'too-small': { ar: 'لا يقل المرسوم عن {limit}.', en: 'What is drawn must be at least {limit}.' },
  'too-large': { ar: 'لا يزيد المرسوم على {limit}.', en: 'What is drawn must be at most {limit}.' },
  'unreadable-line': {
    ar: 'تعذّرت قراءة السطر {limit}: اكتب دائرة العرض ثم خط الطول، مثل 26.42070, 50.08880.',
    en: 'Line {limit} cannot be read: write latitude, then longitude, such as 26.42070, 50.08880.',
  },
  'not-json': {
    ar: 'ليس ملف GeoJSON سليمًا: الخطأ في السطر {limit}.',
    en: 'This is not valid GeoJSON: the mistake is in line {limit}.',
  },
  'other-shape': {
    ar: 'يُنتظر من ملف GeoJSON خط واحد (LineString) أو مساحة واحدة بلا فراغات (Polygon) بحسب السؤال.',
    en: 'The GeoJSON must hold one line (LineString) or one area without holes (Polygon), as is asked.',
  },
  'not-a-position': {
    ar: 'النقطة {limit} في ملف GeoJSON ليست خط طول ودائرة عرض بالدرجات (WGS 84).',
    en: 'Point {limit} of the GeoJSON is not a longitude and latitude in degrees (WGS 84).',
  },
} satisfies Record<string, Bilingual>;

/** Why something is not the line or the area that is asked for. */
export interface ShapeFault {
  readonly code: keyof typeof FAULTS;
  readonly text: Bilingual;
}

export const shapeFault = (code: keyof typeof FAULTS, limit: Bilingual | number = 0): ShapeFault => {
  const { ar, en }: Bilingual = FAULTS[code];
  const said = typeof limit === 'number' ? { ar: limit, en: limit } : limit;
  return { code, text: { ar: fill(ar, { limit: said.ar }), en: fill(en, { limit: said.en }) } };
};

export const isFault = (found: object): found is ShapeFault => 'code' in found;

const tenths = (value: number): number => Math.round(value * 10) / 10;

export const lengthOf = (points: readonly Position[]): number =>
  points.slice(1).reduce((sum, [longitude, latitude], i) => {
    const [fromLongitude, fromLatitude] = points[i]!;
    return sum + distanceMetres({ longitude: fromLongitude, latitude: fromLatitude }, { longitude, latitude });
  }, 0);

/** The measures of corners, whether or not they are what is asked: for telling them while somebody draws. */
export function measured(kind: ShapeKind, points: readonly Position[]): Shape {
  if (kind === 'line') return { points, metres: tenths(lengthOf(points)) };
  const ring = points.length === 0 ? [] : [...points, points[0]!];
  const area = points.length < 3 ? 0 : tenths(squareMetres([[ring]]));
  return { points, metres: tenths(lengthOf(ring)), squareMetres: area };
}

const isPosition = (item: unknown): item is Position => {
  if (!Array.isArray(item) || item.length !== 2) return false;
  const [longitude, latitude] = item as unknown[];
  return typeof longitude === 'number' && typeof latitude === 'number' && isPoint(longitude, latitude);
};

const same = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1];

/** Limits of a definition: metres of a line, square metres of an area. */
export interface ShapeLimits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** The line or area of these corners, without those written twice in a row; or what is wrong with it. */
export function shapeOf(kind: ShapeKind, raw: unknown, { min, max }: ShapeLimits = {}): Shape | ShapeFault {
  if (!Array.isArray(raw) || !raw.every(isPosition)) return shapeFault('wrong-type');
  if (raw.length > MOST_CORNERS) return shapeFault('too-long', MOST_CORNERS);
  const corners = raw.filter((one, i) => i === 0 || !same(one, raw[i - 1]!));
  if (kind === 'polygon' && corners.length > 1 && same(corners[0]!, corners.at(-1)!)) corners.pop();
  if (corners.length < (kind === 'line' ? 2 : 3)) return shapeFault('too-few-points');
  const shape = measured(kind, corners);
  const crosses = kind === 'polygon' && crossingIn([[[...corners, corners[0]!]]]) !== undefined;
  if (crosses || shape.squareMetres === 0) return shapeFault('crosses-itself');
  const size = shape.squareMetres ?? shape.metres;
  const limit = (value: number): Bilingual =>
    kind === 'line' ? { ar: `${value} م`, en: `${value} m` } : { ar: `${value} م²`, en: `${value} m²` };
  if (min !== undefined && size < min) return shapeFault('too-small', limit(min));
  if (max !== undefined && size > max) return shapeFault('too-large', limit(max));
  return shape;
}
