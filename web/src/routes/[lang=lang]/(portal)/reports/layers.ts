import { MEANINGS } from '../parts/meaning.ts';

const CLUSTER = ['!', ['has', 'number']];
const SINGLE = ['has', 'number'];
/** Warmth by how much stands in a place: few reports must show beside many. */
const HEAT = [0, 'rgba(246,217,168,0)', 0.15, '#f6d9a8', 0.4, '#f29b3e', 0.7, '#d9480f', 1, '#8f1d0b'];

/** Name of a meaning's mark among the map's images. */
export const imageOf = (meaning: string): string => `mark-${meaning}`;

/** The layers of the reports' map; `colourOf` reads a token and `tiles` names the layer within vector tiles, where they come as such. */
export function reportLayers(colourOf: (name: string) => string, tiles: string | undefined): object[] {
  const from = { source: 'reports', ...(tiles === undefined ? {} : { 'source-layer': tiles }) };
  return [
    {
      id: 'heat',
      type: 'heatmap',
      ...from,
      layout: { visibility: 'none' },
      paint: {
        'heatmap-weight': ['interpolate', ['linear'], ['ln', ['+', 1, ['get', 'count']]], 0, 0, 8, 1],
        // Wider than the step between clusters, so that they melt together.
        'heatmap-radius': 72,
        'heatmap-opacity': 0.7,
        'heatmap-intensity': 0.6,
        'heatmap-color': ['interpolate', ['linear'], ['heatmap-density'], ...HEAT],
      },
    },
    {
      id: 'clusters',
      type: 'circle',
      ...from,
      filter: CLUSTER,
      paint: {
        'circle-color': colourOf('map-cluster'),
        'circle-radius': ['step', ['get', 'count'], 15, 10, 18, 100, 22, 1_000, 26, 10_000, 31],
        'circle-stroke-color': colourOf('map-halo'),
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'counts',
      type: 'symbol',
      ...from,
      filter: CLUSTER,
      layout: {
        'text-field': ['number-format', ['get', 'count'], { locale: 'en' }],
        'text-font': ['Amanah Strong'],
        'text-size': 13,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': colourOf('map-on-cluster') },
    },
    {
      id: 'points',
      type: 'symbol',
      ...from,
      filter: SINGLE,
      layout: {
        'icon-image': [
          'match',
          ['get', 'state'],
          ...Object.entries(MEANINGS).flatMap(([state, meaning]) => [state, imageOf(meaning)]),
          imageOf('closed'),
        ],
        'icon-allow-overlap': true,
      },
    },
  ];
}
