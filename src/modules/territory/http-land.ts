import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Feature, FeatureCollection, LineString, MultiPolygon, Polygon, Position } from 'geojson';
import { feature } from 'topojson-client';
import { type Box, boxesOverlap, boxOf } from '#kernel/geometry.ts';
import { clipRing, stretchesInside } from './rules-clip.ts';

type Land = readonly Position[][][];
type Ring = readonly (readonly [number, number])[];

/** Natural Earth, public domain: `110m` for the whole world from afar, `10m` for the surroundings of a tenant. */
const readings = new Map<string, Promise<Land>>();

function readLand(scale: '10m' | '110m'): Promise<Land> {
  let reading = readings.get(scale);
  if (reading === undefined) {
    reading = (async () => {
      const path = fileURLToPath(import.meta.resolve(`world-atlas/land-${scale}.json`));
      const topology = JSON.parse(await readFile(path, 'utf8')) as Parameters<typeof feature>[0];
      const land = feature(topology, 'land') as unknown as FeatureCollection<Polygon | MultiPolygon>;
      return land.features.flatMap(({ geometry }) =>
        geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
      );
    })();
    readings.set(scale, reading);
  }
  return reading;
}

export interface LandLayers {
  readonly land: FeatureCollection<Polygon>;
  readonly coast: FeatureCollection<LineString>;
}

const collection = <G extends Polygon | LineString>(geometries: G[]): FeatureCollection<G> => ({
  type: 'FeatureCollection',
  features: geometries.map((geometry): Feature<G> => ({ type: 'Feature', properties: {}, geometry })),
});

/** The continents, coarse, for zooms at which a city is a dot. */
export async function worldLand(): Promise<LandLayers> {
  const land = await readLand('110m');
  return {
    land: collection(land.map((coordinates): Polygon => ({ type: 'Polygon', coordinates }))),
    coast: collection(
      land.flatMap((rings) => rings.map((coordinates): LineString => ({ type: 'LineString', coordinates }))),
    ),
  };
}

/** Land and coast within a box, as fine as we have them. Land is cut at the box, the coast has no line there. */
export async function landWithin(box: Box): Promise<LandLayers> {
  const polygons: Polygon[] = [];
  const lines: LineString[] = [];
  for (const rings of await readLand('10m')) {
    if (!boxesOverlap(box, boxOf([rings as unknown as Ring[]]))) continue;
    const [outline, ...holes] = rings.map((ring) => clipRing(ring as unknown as Ring, box));
    if (outline !== undefined && outline.length > 0) {
      const coordinates = [outline, ...holes.filter((hole) => hole.length > 0)] as unknown as Position[][];
      polygons.push({ type: 'Polygon', coordinates });
    }
    for (const ring of rings) {
      for (const coordinates of stretchesInside(ring as unknown as Ring, box)) {
        lines.push({ type: 'LineString', coordinates: coordinates as unknown as Position[] });
      }
    }
  }
  return { land: collection(polygons), coast: collection(lines) };
}
