/**
 * Draws tenants/eastern/geography.geojson: districts as cells around known centres, municipalities as their sums, and
 * governorates around them. Run: node tools/geography/draw-eastern.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cornersOf, GOVERNORATES, LANDMARKS, PLAIN_MUNICIPALITIES } from './eastern-outlines.ts';
import { type Position, TOWNS } from './eastern-places.ts';
import { cells, common, holds, noded, type Rings, tidied, union } from './planar.ts';

interface Drawn {
  readonly kind: string;
  readonly code: string;
  readonly ar: string;
  readonly en: string;
  readonly parent?: string;
  polygons: Rings[];
}

// A governorate and the municipality of its seat often share a name; codes are unique in a tenant.
const codeOf = (governorate: string) => `${governorate}-governorate`;

const octagon = ([x, y]: Position, radius: number): Position[] =>
  Array.from({ length: 8 }, (_, i): Position => {
    const angle = ((i + 0.5) * Math.PI) / 4;
    return [x + (radius * Math.cos(angle)) / Math.cos((y * Math.PI) / 180), y + radius * Math.sin(angle)];
  });

const districts: Drawn[] = TOWNS.flatMap(({ outline, municipalities }) => {
  const named = municipalities.flatMap(({ code, districts: list }) => list.map((each) => ({ parent: code, each })));
  const shapes = cells(
    outline,
    named.map(({ each }) => each[3]),
  );
  return named.map(({ parent, each: [code, ar, en] }, i) => ({
    kind: 'district',
    code,
    ar,
    en,
    parent,
    polygons: [shapes[i]!],
  }));
});

const plain: Drawn[] = PLAIN_MUNICIPALITIES.map(({ named: [code, ar, en, at], governorate, radius }) => ({
  kind: 'municipality',
  code,
  ar,
  en,
  parent: codeOf(governorate),
  polygons: [tidied([octagon(at, radius)])],
}));

/** The land of a governorate that no municipality has. */
const towns = union(noded([...districts, ...plain].flatMap(({ polygons }) => polygons)));
const rest = new Map(
  GOVERNORATES.map((governorate) => {
    const holes = towns.map(([outline]) => outline!.toReversed());
    const everywhereElse: Rings = [
      [
        [40, 15],
        [60, 15],
        [60, 35],
        [40, 35],
        [40, 15],
      ],
      ...holes,
    ];
    const corners = cornersOf(governorate);
    return [governorate.code, common(tidied([[...corners, corners[0]!]]), everywhereElse)];
  }),
);

// One noding over everything, so that whatever touches shares its corners exactly.
const pieces = [...districts, ...plain].flatMap(({ polygons }) => polygons).concat([...rest.values()].flat());
const shared = noded(noded(pieces));
let next = 0;
for (const area of [...districts, ...plain]) area.polygons = area.polygons.map(() => shared[next++]!);
for (const [code, polygons] of rest) {
  rest.set(
    code,
    polygons.map(() => shared[next++]!),
  );
}

const municipalities: Drawn[] = TOWNS.flatMap((town) =>
  town.municipalities.map(
    ({ code, ar, en, governorate }): Drawn => ({
      kind: 'municipality',
      code,
      ar,
      en,
      parent: codeOf(governorate),
      polygons: union(districts.filter(({ parent }) => parent === code).flatMap(({ polygons }) => polygons)),
    }),
  ),
).concat(plain);

const governorates: Drawn[] = GOVERNORATES.map(({ code, ar, en }) => ({
  kind: 'governorate',
  code: codeOf(code),
  ar,
  en,
  parent: 'eastern-province',
  polygons: union([
    ...rest.get(code)!,
    ...municipalities.filter(({ parent }) => parent === codeOf(code)).flatMap(({ polygons }) => polygons),
  ]),
}));

const region: Drawn = {
  kind: 'region',
  code: 'eastern-province',
  ar: 'المنطقة الشرقية',
  en: 'Eastern Province',
  polygons: union(governorates.flatMap(({ polygons }) => polygons)),
};

const features = [region, ...governorates, ...municipalities, ...districts].map(
  ({ kind, code, ar, en, parent, polygons }) => ({
    type: 'Feature',
    properties: { kind, code, name: { ar, en }, ...(parent === undefined ? {} : { parent }), approximate: true },
    geometry:
      polygons.length === 1
        ? { type: 'Polygon', coordinates: polygons[0] }
        : { type: 'MultiPolygon', coordinates: polygons },
  }),
);

const landmarks = LANDMARKS.map(([code, ar, en, [longitude, latitude]]) => {
  const parent = [...districts, ...municipalities, ...governorates].find(({ polygons }) =>
    holds(polygons, [longitude, latitude]),
  );
  if (parent === undefined) throw new Error(`${code} lies nowhere`);
  return {
    type: 'Feature',
    properties: { kind: 'landmark', code, name: { ar, en }, parent: parent.code, approximate: true },
    geometry: { type: 'Point', coordinates: [longitude, latitude] },
  };
});

const lines = [...features, ...landmarks].map((feature) => JSON.stringify(feature)).join(',\n');
const path = join(import.meta.dirname, '../../tenants/eastern/geography.geojson');
writeFileSync(path, `{"type":"FeatureCollection","features":[\n${lines}\n]}\n`);
console.log(`${features.length} areas and ${landmarks.length} landmarks drawn`);
