import type { Map as MapOfLibrary } from 'maplibre-gl';
import type { Position } from '#kernel/geometry.ts';
import { mapStyle } from '$ui/map-frame/style.ts';
import { whenSeen } from '$ui/map-frame/when-seen.ts';
import type { ShapesSetting, ShownShape } from './settings.ts';

export type Library = typeof import('$ui/map-frame/maplibre.ts');
export type { MapOfLibrary };

/** A map on the tenant's ground, once it is about to be seen and its style has come. */
export async function openMap(
  container: HTMLElement,
  { map: { longitude, latitude, zoom, theme }, language, direction, words }: Omit<ShapesSetting, 'shapes'>,
): Promise<{ map: MapOfLibrary; library: Library }> {
  await whenSeen(container);
  const library = await import('$ui/map-frame/maplibre.ts');
  library.prepare();
  const map = new library.MapLibre({
    container,
    center: [longitude, latitude],
    zoom,
    style: mapStyle(language, theme),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    locale: {
      'Map.Title': words.label,
      'NavigationControl.ZoomIn': words.zoomIn,
      'NavigationControl.ZoomOut': words.zoomOut,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), direction === 'rtl' ? 'top-left' : 'top-right');
  await new Promise((resolve) => map.once('load', resolve));
  return { map, library };
}

const featureOf = ({ kind, points, other = false }: ShownShape) => ({
  type: 'Feature' as const,
  properties: { other },
  geometry:
    kind === 'polygon'
      ? { type: 'Polygon' as const, coordinates: [[...points, ...points.slice(0, 1)].map((point) => [...point])] }
      : { type: 'LineString' as const, coordinates: points.map((point) => [...point]) },
});

/** Puts lines and areas on the map, in the colours of the container: its text's, and its outline's for what is others'. */
export function layShapes(map: MapOfLibrary, shapes: readonly ShownShape[]): void {
  const data = {
    type: 'FeatureCollection' as const,
    features: shapes.filter(({ kind, points }) => kind !== 'point' && points.length > 1).map(featureOf),
  };
  const source = map.getSource('drawn');
  if (source !== undefined) {
    (source as unknown as { setData(data: object): void }).setData(data);
    return;
  }
  const { color, outlineColor } = getComputedStyle(map.getContainer());
  const mine = ['case', ['get', 'other'], outlineColor, color] as unknown as string;
  map.addSource('drawn', { type: 'geojson', data });
  map.addLayer({
    id: 'drawn-area',
    type: 'fill',
    source: 'drawn',
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': mine, 'fill-opacity': 0.25 },
  });
  map.addLayer({
    id: 'drawn-line',
    type: 'line',
    source: 'drawn',
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': mine, 'line-width': 4 },
  });
}

/** Brings all of the points into view, no closer than a street. */
export function lookAt(map: MapOfLibrary, points: readonly Position[]): void {
  if (points.length === 0) return;
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  map.fitBounds(
    [
      [Math.min(...xs), Math.min(...ys)],
      [Math.max(...xs), Math.max(...ys)],
    ],
    { padding: 56, maxZoom: 17, animate: false },
  );
}
