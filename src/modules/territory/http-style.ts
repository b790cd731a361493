import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Box } from '#kernel/geometry.ts';
import { MAX_ZOOM } from './http-tiles.ts';
import type { MapView } from './rules-view.ts';

export type Theme = 'light' | 'dark';

/** Names of the fonts as the layers ask for them, and the weight that is served for each. */
export const FONTS = { Amanah: 500, 'Amanah Strong': 600 } as const;

/** Blocks the Arabic file covers, the joined shapes of letters (U+FB50 to U+FEFC) among them; the rest is Latin. */
const ARABIC = ['U+0600-06FF', 'U+0750-077F', 'U+08A0-08FF', 'U+FB50-FDFF', 'U+FE70-FEFC'];

interface Colours {
  readonly sea: string;
  readonly coast: string;
  readonly land: string;
  readonly town: string;
  readonly line: string;
  readonly fineLine: string;
  readonly name: string;
  readonly quietName: string;
  readonly landmark: string;
  readonly halo: string;
}

/** Greens of the Platforms Code (SA 25 to 950) on calm grounds. */
const COLOURS: Readonly<Record<Theme, Colours>> = {
  light: {
    sea: '#D6E4EA',
    coast: '#9DB8C4',
    land: '#F4F3EE',
    town: '#FBFBF8',
    line: '#166A45',
    fineLine: '#25935F',
    name: '#14573A',
    quietName: '#3F4A45',
    landmark: '#1B8354',
    halo: '#FFFFFF',
  },
  dark: {
    sea: '#0A1419',
    coast: '#2A434F',
    land: '#141B19',
    town: '#1A2421',
    line: '#54C08A',
    fineLine: '#25935F',
    name: '#B8EACB',
    quietName: '#A9B5AF',
    landmark: '#88D8AD',
    halo: '#0B110F',
  },
};

export interface StyleOptions {
  readonly language: string;
  readonly theme: Theme;
  /** Scheme and host the browser reached us by: the map's worker resolves no relative address. */
  readonly origin: string;
  /** Names the state of the territory, so that tiles may be kept for long. */
  readonly version: string;
  /** Everything the map is about. */
  readonly box: Box;
  readonly view: MapView;
  readonly attribution: string;
}

/** The MapLibre style of the base map. `metadata['amanah:box']` holds the whole territory: west, south, east, north. */
export function baseStyle({
  language,
  theme,
  origin,
  version,
  box,
  view,
  attribution,
}: StyleOptions): StyleSpecification {
  const base = `${origin}/tiles/base`;
  const font = (weight: number) => [
    { url: `${base}/fonts/arabic-${weight}.woff2`, 'unicode-range': ARABIC },
    { url: `${base}/fonts/latin-${weight}.woff2` },
  ];
  return {
    version: 8,
    name: 'amanah',
    metadata: { 'amanah:box': [box.west, box.south, box.east, box.north] },
    center: [...view.centre],
    zoom: view.zoom,
    'font-faces': Object.fromEntries(Object.entries(FONTS).map(([name, weight]) => [name, font(weight)])),
    sources: {
      base: { type: 'vector', tiles: [`${base}/{z}/{x}/{y}.mvt?v=${version}`], maxzoom: MAX_ZOOM, attribution },
    },
    layers: layersOf(COLOURS[theme], language),
  };
}

const FALLBACKS = ['ar', 'en'];

function layersOf(colours: Colours, language: string): LayerSpecification[] {
  const source = { source: 'base' } as const;
  const languages = [language, ...FALLBACKS.filter((other) => other !== language)];
  const name = ['coalesce', ...languages.map((each) => ['get', `name_${each}`]), ''];
  const is = (...kinds: string[]) => ['in', ['get', 'kind'], ['literal', kinds]];
  const growing = (...stops: number[]) => ['interpolate', ['linear'], ['zoom'], ...stops];
  const label = (id: string, kinds: string[], font: string, size: unknown, colour: string, more: object = {}) => ({
    id,
    type: 'symbol',
    ...source,
    'source-layer': 'place',
    filter: is(...kinds),
    layout: { 'text-field': name, 'text-font': [font], 'text-size': size, 'text-max-width': 7, 'text-padding': 4 },
    paint: { 'text-color': colour, 'text-halo-color': colours.halo, 'text-halo-width': 1.5 },
    ...more,
  });
  const border = (id: string, kind: string, zooms: object, colour: string, width: unknown, more: object = {}) => ({
    ...zooms,
    id,
    type: 'line',
    ...source,
    'source-layer': 'area',
    filter: is(kind),
    layout: { 'line-join': 'round' },
    paint: { 'line-color': colour, 'line-width': width, ...more },
  });
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': colours.sea } },
    { id: 'land', type: 'fill', ...source, 'source-layer': 'land', paint: { 'fill-color': colours.land } },
    {
      id: 'coast',
      type: 'line',
      ...source,
      'source-layer': 'coast',
      paint: { 'line-color': colours.coast, 'line-width': growing(4, 0.4, 12, 1.2) },
    },
    {
      id: 'town',
      type: 'fill',
      ...source,
      minzoom: 7,
      'source-layer': 'area',
      filter: is('municipality', 'locality', 'district'),
      paint: { 'fill-color': colours.town },
    },
    border('district-border', 'district', { minzoom: 9 }, colours.fineLine, growing(9, 0.2, 12, 0.8, 15, 1.6), {
      'line-opacity': growing(9, 0, 10.5, 0.35, 14, 0.55),
    }),
    // Far-away borders run through the sea; near by, those of the municipalities say enough.
    border('governorate-border', 'governorate', { maxzoom: 9.5 }, colours.line, growing(5, 0.5, 9, 1.2), {
      'line-dasharray': [4, 2],
      'line-opacity': growing(8, 0.5, 9.5, 0),
    }),
    border('municipality-border', 'municipality', { minzoom: 7.5 }, colours.line, growing(8, 0.5, 12, 1.6), {
      'line-opacity': 0.65,
    }),
    border('region-border', 'region', { maxzoom: 9 }, colours.line, growing(3, 0.6, 8, 1.6), {
      'line-opacity': growing(7.5, 0.6, 9, 0),
    }),
    {
      id: 'landmark-dot',
      type: 'circle',
      ...source,
      'source-layer': 'place',
      minzoom: 12,
      filter: is('landmark'),
      paint: {
        'circle-radius': growing(12, 2.5, 16, 5),
        'circle-color': colours.landmark,
        'circle-stroke-color': colours.halo,
        'circle-stroke-width': 1.5,
      },
    },
    label('landmark-name', ['landmark'], 'Amanah', growing(13, 11, 16, 13), colours.landmark, {
      minzoom: 13,
      layout: {
        'text-field': name,
        'text-font': ['Amanah'],
        'text-size': growing(13, 11, 16, 13),
        'text-max-width': 8,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 0.7,
        'text-justify': 'auto',
      },
    }),
    label('district-name', ['district'], 'Amanah', growing(11, 11, 15, 15), colours.quietName, { minzoom: 11 }),
    label('locality-name', ['locality'], 'Amanah', growing(8, 11, 13, 15), colours.name, { minzoom: 8, maxzoom: 15 }),
    label('municipality-name', ['municipality'], 'Amanah Strong', growing(9, 12, 12, 17), colours.name, {
      minzoom: 9,
      maxzoom: 13.5,
    }),
    label('governorate-name', ['governorate'], 'Amanah Strong', growing(5, 11, 9, 16), colours.name, {
      minzoom: 5,
      maxzoom: 9.5,
    }),
    label('region-name', ['region'], 'Amanah Strong', growing(3, 12, 6, 18), colours.name, { minzoom: 3, maxzoom: 6 }),
  ] as LayerSpecification[];
}
