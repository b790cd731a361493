/**
 * Draws tenants/eastern/parcels.geojson: thirteen made-up plans, each within a district of the demonstration geography, so
 * that a question about land can be answered. No parcel of it exists. Run: node tools/geography/draw-parcels.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LandUse } from '../../src/kernel/parcel.ts';
import type { Position } from './eastern-places.ts';
import { holds, type Rings } from './planar.ts';

interface Plan {
  readonly plan: string;
  readonly district: string;
  /** Its south-western corner. */
  readonly at: Position;
  /** Degrees by which its streets turn from east to north. */
  readonly turn: number;
  /** How much larger its parcels are than those of a residential plan. */
  readonly scale: number;
  readonly use: LandUse;
  /** The use along its main street. */
  readonly front: LandUse;
}

const plan = (
  number: number,
  district: string,
  at: Position,
  turn: number,
  use: LandUse = 'residential',
  front: LandUse = 'mixed',
  scale = 1,
): Plan => ({ plan: `9/${number}`, district, at, turn, use, front, scale });

const PLANS: readonly Plan[] = [
  plan(901, 'dammam-an-nakhil', [50.0989, 26.4192], 6),
  plan(902, 'dammam-al-faisaliyah', [50.066, 26.391], 12),
  plan(903, 'dammam-ash-shulah', [50.0262, 26.3586], 0),
  plan(904, 'dammam-al-khalij', [50.1405, 26.4485], -10, 'mixed', 'commercial'),
  plan(905, 'dammam-first-industrial', [50.146, 26.397], 24, 'industrial', 'warehouse', 2.2),
  plan(906, 'khobar-al-yarmuk', [50.2036, 26.3025], 4),
  plan(907, 'khobar-ar-rakah-al-janubiyah', [50.1958, 26.3667], 18),
  plan(908, 'dhahran-ad-danah-al-janubiyah', [50.153, 26.3421], -5),
  plan(909, 'qatif-al-majidiyah', [50.0217, 26.589], 0),
  plan(910, 'hofuf-al-mazruiyah', [49.6187, 25.3625], 9),
  plan(911, 'mubarraz-al-uyuni', [49.5805, 25.405], 0, 'residential', 'commercial'),
  plan(912, 'jubail-ar-rawdah', [49.6524, 26.9838], -14),
  plan(913, 'al-umran-al-qarah', [49.686, 25.446], 20, 'agricultural', 'agricultural', 3.5),
];

/** Fronts of the parcels of a row, metres; the last one but one was divided in two. */
const FRONTS = [30, 25, 25, 20, 25, 25, 12.5, 12.5, 30];
const DEPTH = 30;
const STREET = 16;

interface Plot {
  readonly number: string;
  readonly use: LandUse;
  /** West, south, east, north; metres from the corner of the plan. */
  readonly sides: readonly [number, number, number, number];
}

function plotsOf({ use, front }: Plan): Plot[] {
  const length = FRONTS.reduce((sum, each) => sum + each, 0);
  const plots: Plot[] = [];
  let number = 0;
  for (const [row, south] of [0, DEPTH, 2 * DEPTH + STREET, 3 * DEPTH + STREET].entries()) {
    let west = 0;
    for (const [place, wide] of FRONTS.entries()) {
      const half = place === 7;
      if (!half) number += 1;
      plots.push({
        number: half ? `${number}/أ` : String(number),
        use: row === 0 ? front : use,
        sides: [west, south, west + wide, south + DEPTH],
      });
      west += wide;
    }
  }
  const north = 4 * DEPTH + 2 * STREET;
  const shared: readonly (readonly [LandUse, number])[] = [
    ['mosque', 45],
    ['park', 70],
    ['education', 60],
    ['utilities', length - 175],
  ];
  let west = 0;
  for (const [shareUse, wide] of shared) {
    number += 1;
    plots.push({ number: String(number), use: shareUse, sides: [west, north, west + wide, north + 2 * DEPTH] });
    west += wide;
  }
  return plots;
}

/** Metres of a degree of latitude, as `squareMetres` measures. */
const DEGREE = 111_195;

function positionOf({ at: [x, y], turn, scale }: Plan, east: number, north: number): Position {
  const angle = (turn * Math.PI) / 180;
  const [e, n] = [east * scale, north * scale];
  const [along, up] = [e * Math.cos(angle) - n * Math.sin(angle), e * Math.sin(angle) + n * Math.cos(angle)];
  const place = (value: number) => Math.round(value * 1e6) / 1e6;
  return [place(x + along / (DEGREE * Math.cos((y * Math.PI) / 180))), place(y + up / DEGREE)];
}

const folder = join(import.meta.dirname, '../../tenants/eastern');
const geography = JSON.parse(readFileSync(join(folder, 'geography.geojson'), 'utf8')) as {
  features: { properties: { code: string }; geometry: { type: string; coordinates: unknown } }[];
};

const features = PLANS.flatMap((each) => {
  const district = geography.features.find(({ properties }) => properties.code === each.district);
  if (district === undefined) throw new Error(`there is no district ${each.district}`);
  const { type, coordinates } = district.geometry;
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as Rings[];
  return plotsOf(each).map(({ number, use, sides: [west, south, east, north] }) => {
    const ring = [
      positionOf(each, west, south),
      positionOf(each, east, south),
      positionOf(each, east, north),
      positionOf(each, west, north),
    ];
    for (const corner of ring) {
      if (!holds(polygons, corner)) throw new Error(`parcel ${number} of plan ${each.plan} leaves ${each.district}`);
    }
    const area = Math.round((east - west) * (north - south) * each.scale ** 2 * 10) / 10;
    return {
      type: 'Feature',
      properties: { plan: each.plan, number, area, landUse: use, district: each.district, approximate: true },
      geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] },
    };
  });
});

const lines = features.map((feature) => JSON.stringify(feature)).join(',\n');
writeFileSync(join(folder, 'parcels.geojson'), `{"type":"FeatureCollection","features":[\n${lines}\n]}\n`);
console.log(`${features.length} parcels of ${PLANS.length} plans drawn`);
