import type { Point } from '#kernel/place.ts';
import type { MapMark, PublicReportView } from '#modules/reports/api.ts';
import type { AreaKind } from '#modules/territory/api.ts';
import { MAP_HEIGHT, MAP_WIDTH, type MapPicture } from '$ui/map-picture/picture.ts';
import type { StatusMeaning } from '$ui/status-tag/status.ts';
import { meaningOf } from './meaning.ts';
import { outlinesOf, project, type Window, windowAround, windowOf } from './outline.ts';

const SINGLE = 8;
/** Larger for more reports, but a hundred times as many are not ten times as wide. */
const radiusOf = (count: number): number =>
  count === 1 ? SINGLE : Math.round(Math.min(30, 10 + 3.2 * Math.log2(count)));

/** A window of the picture's shape that holds a box, with some room around it. */
export function windowOfBox(box: Window): Window {
  const middle = { longitude: (box.west + box.east) / 2, latitude: (box.south + box.north) / 2 };
  const squeeze = Math.cos((middle.latitude * Math.PI) / 180);
  const shape = MAP_WIDTH / MAP_HEIGHT;
  const high = Math.max(box.north - box.south, ((box.east - box.west) * squeeze) / shape) * 1.25;
  const wide = (high * shape) / squeeze;
  return {
    west: middle.longitude - wide / 2,
    east: middle.longitude + wide / 2,
    south: middle.latitude - high / 2,
    north: middle.latitude + high / 2,
  };
}

interface Asked {
  readonly window: Window;
  readonly kind: AreaKind;
  /** As the map is narrowed; left out, no reports are drawn. */
  readonly filters?: Readonly<Record<string, string>>;
  readonly pin?: Point;
  /** Of the report at the pin. */
  readonly meaning?: StatusMeaning;
  readonly chosen?: string;
}

export async function mapPicture(
  locals: App.Locals,
  { window, kind, filters, pin, meaning, chosen }: Asked,
): Promise<MapPicture> {
  const box = [window.west, window.south, window.east, window.north].map((edge) => edge.toFixed(5)).join(',');
  const [land, { marks }] = await Promise.all([
    outlinesOf(locals, window, kind),
    filters === undefined
      ? { marks: [] }
      : locals.call<{ marks: MapMark[] }>('reports.list-map-marks', { ...filters, box }),
  ]);
  const at = (point: Point) => {
    const [x, y] = project(window, [point.longitude, point.latitude]);
    return { x, y };
  };
  return {
    ...land,
    marks: marks
      .toSorted((a, b) => b.count - a.count)
      .map(({ count, state, ...mark }) => ({
        ...at(mark),
        count,
        radius: radiusOf(count),
        meaning: state === null ? null : meaningOf(state),
      })),
    pin: pin === undefined ? null : { ...at(pin), meaning: meaning ?? null },
    chosen: chosen === undefined ? null : await outlineOf(locals, chosen, window),
  };
}

interface Shape {
  readonly geometry: {
    readonly type: 'MultiPolygon' | 'Point';
    readonly coordinates: readonly (readonly (readonly (readonly [number, number])[])[])[];
  };
}

async function outlineOf({ call }: App.Locals, id: string, window: Window): Promise<string | null> {
  const { geometry } = await call<Shape>('territory.get-area', { id });
  if (geometry.type !== 'MultiPolygon') return null;
  const path = (ring: readonly (readonly [number, number])[]) =>
    `M${ring.map((corner) => project(window, corner).join(' ')).join('L')}Z`;
  return geometry.coordinates.flatMap((rings) => rings.map(path)).join('');
}

const MOST_PINS = 400;

/** The tenant's municipalities and its newest public reports, each by itself. */
export async function cityPicture(locals: App.Locals): Promise<MapPicture> {
  const window = windowOf(locals.tenant);
  const box = [window.west, window.south, window.east, window.north].map((edge) => edge.toFixed(5)).join(',');
  const [land, { pins }] = await Promise.all([
    outlinesOf(locals, window, 'municipality'),
    locals.call<{ pins: (PublicReportView['place'] & { state: string })[] }>('reports.list-pins', { box }),
  ]);
  const marks = pins.slice(0, MOST_PINS).map(({ longitude, latitude, state }) => {
    const [x, y] = project(window, [longitude, latitude]);
    return { x, y, radius: SINGLE, count: 1, meaning: meaningOf(state) };
  });
  return { ...land, marks, pin: null, chosen: null };
}

const STREET_ZOOM = 13;

/** A small still map of one place, of a report in this state if given; without others, which belong to the public map. */
export const placePicture = (locals: App.Locals, point: Point, state?: string): Promise<MapPicture> =>
  mapPicture(locals, {
    window: windowAround({ ...point, zoom: STREET_ZOOM }),
    kind: 'district',
    pin: point,
    ...(state === undefined ? {} : { meaning: meaningOf(state) }),
  });
