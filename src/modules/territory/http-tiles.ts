import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';
import GeoJSONVT from 'geojson-vt';
import vtPbf from 'vt-pbf';
import type { Box } from '#kernel/geometry.ts';
import { landWithin, worldLand } from './http-land.ts';
import type { Area } from './model.ts';
import type { AreaIndex } from './rules-index.ts';

/** Tiles are made up to this zoom; nearer ones are drawn from these. */
export const MAX_ZOOM = 14;
/** From this zoom on the fine land around the tenant replaces the coarse world. */
const FINE_ZOOM = 5;
/** Below this zoom districts and landmarks are smaller than their names and are left out. */
const DETAIL_ZOOM = 8;
const DETAILS: ReadonlySet<unknown> = new Set(['district', 'landmark']);

/** Layers of a tile: `land`, `coast`, `area` (borders) and `place` (names and landmarks, as points). */
export interface TileSource {
  /** One tile as Mapbox Vector Tile 2.1; empty where there is nothing. */
  encode(z: number, x: number, y: number): Uint8Array;
}

type Properties = Readonly<Record<string, string | number | boolean>>;

const AREA_OPTIONS = { maxZoom: MAX_ZOOM, indexMaxZoom: 4, tolerance: 2, buffer: 64 };

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });

/** `name`: in the tenant's first language; `name_ar`, `name_en` and so on: each it has. */
function propertiesOf(area: Area): Properties {
  const names = Object.entries(area.name).flatMap(([language, name]) => (name ? [[`name_${language}`, name]] : []));
  return { kind: area.kind, code: area.code, id: area.id, approximate: area.approximate, ...Object.fromEntries(names) };
}

const feature = (area: Area, geometry: Geometry): Feature => ({
  type: 'Feature',
  properties: propertiesOf(area),
  geometry,
});

/** Prepares the tiles of one tenant at one version of its territory, in memory. `around`: how far its map reaches. */
export async function createTileSource(index: AreaIndex, around: Box): Promise<TileSource> {
  const areas = [...index.byKind.values()].flatMap((entries) => entries.map(({ area }) => area));
  const [far, near] = [await worldLand(), await landWithin(around)];
  const borders = areas.flatMap((area) =>
    area.polygons === null
      ? []
      : [feature(area, { type: 'MultiPolygon', coordinates: area.polygons as unknown as Position[][][] })],
  );
  const places = areas.map((area) =>
    feature(area, { type: 'Point', coordinates: [area.point.longitude, area.point.latitude] }),
  );
  const tilers = {
    far: {
      land: new GeoJSONVT(far.land, { maxZoom: FINE_ZOOM, indexMaxZoom: 2 }),
      coast: new GeoJSONVT(far.coast, { maxZoom: FINE_ZOOM, indexMaxZoom: 2 }),
    },
    near: {
      land: new GeoJSONVT(near.land, AREA_OPTIONS),
      coast: new GeoJSONVT(near.coast, AREA_OPTIONS),
    },
    area: new GeoJSONVT(collection(borders), AREA_OPTIONS),
    place: new GeoJSONVT(collection(places), { ...AREA_OPTIONS, buffer: 256 }),
  };
  return {
    encode(z, x, y) {
      const ground = z < FINE_ZOOM ? tilers.far : tilers.near;
      const layers: Parameters<typeof vtPbf.fromGeojsonVt>[0] = {};
      for (const [name, tiler] of [
        ['land', ground.land],
        ['coast', ground.coast],
        ['area', tilers.area],
        ['place', tilers.place],
      ] as const) {
        const all = tiler.getTile(z, x, y)?.features ?? [];
        const features = z < DETAIL_ZOOM ? all.filter(({ tags }) => !DETAILS.has(tags?.kind)) : all;
        if (features.length > 0) layers[name] = { features };
      }
      return vtPbf.fromGeojsonVt(layers, { version: 2 });
    },
  };
}
