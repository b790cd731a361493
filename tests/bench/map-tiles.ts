/**
 * `node tests/bench/map-tiles.ts [--reports 1000000] [--tiles 60]`: how long a tile of the public map takes over HTTP at
 * every zoom, plain and narrowed, the first time and again, with that many reports in one city. Starts everything itself and throws it away.
 */
import { parseArgs } from 'node:util';
import { gridOf, MORTON_ZOOM } from '#kernel/geometry.ts';
import { LAST_TILE } from '../../src/modules/reports/model-map.ts';
import { putOnMap } from '../../src/modules/reports/operations-map-kept.ts';
import { startCity } from '../support/city.ts';
import { countMap, districtOf, fillMap, municipalityOf, placesOfCity, sampleReports } from './map-city.ts';

const { values } = parseArgs({
  options: { reports: { type: 'string', default: '1000000' }, tiles: { type: 'string', default: '60' } },
});
const REPORTS = Number(values.reports);
const TILES = Number(values.tiles);

const seconds = async (work: () => Promise<void>): Promise<string> => {
  const started = performance.now();
  await work();
  return ((performance.now() - started) / 1_000).toFixed(1);
};

const { from, place } = await placesOfCity();
const city = await startCity();
try {
  console.log(`${REPORTS} reports at ${from}, written in ${await seconds(() => fillMap(city, place, REPORTS))} s`);
  const counted = await seconds(() => countMap(city));
  const { rows: size } = await city.owner.query<{ cells: number; pyramid: number; points: number }>(
    `select count(*)::integer as cells, (pg_total_relation_size('reports.map_cell') / 1048576)::integer as pyramid,
       (pg_total_relation_size('reports.map_report') / 1048576)::integer as points from reports.map_cell`,
  );
  console.log(
    `the whole pyramid counted in ${counted} s: ${size[0]!.cells} cells, ${size[0]!.pyramid} MB; the points ${size[0]!.points} MB`,
  );

  const fresh = sampleReports(place, REPORTS, 500, REPORTS);
  const ids = fresh.map(({ case_id }) => case_id);
  const brought = await seconds(() => city.database.transaction(city.boston.id, (tx) => putOnMap(tx, ids, fresh)));
  console.log(`500 reports more, as the relay brings them: ${brought} s`);

  const today = Temporal.Now.plainDateISO('UTC');
  // The fullest district and municipality, and the places of single reports: people look where reports are.
  const busiest = async (column: string) =>
    (
      await city.owner.query<{ id: string; n: number }>(
        `select ${column} as id, count(*)::integer as n from reports.map_report group by 1 order by 2 desc limit 1`,
      )
    ).rows[0]!;
  const [district, municipality] = [await busiest('district_id'), await busiest('municipality_id')];
  console.log(`the fullest district holds ${district.n} reports, the fullest municipality ${municipality.n}`);
  const spots = Array.from({ length: 100_000 }, (_, n) => place(n));
  const within = (own: (point: (typeof spots)[number]) => boolean) => spots.filter(own).slice(0, TILES);
  const anywhere = spots.slice(0, TILES);
  const since = (days: number) => today.subtract({ days }).toString();
  const inDistrict = within((point) => districtOf(point) === district.id);
  const filters: Record<string, { query: string; spots: typeof spots }> = {
    all: { query: '', spots: anywhere },
    'one category': { query: '?category=OT-03', spots: anywhere },
    open: { query: '?status=open', spots: anywhere },
    '30 days': { query: `?since=${since(30)}`, spots: anywhere },
    'a year': { query: `?since=${since(365)}`, spots: anywhere },
    municipality: {
      query: `?municipality=${municipality.id}`,
      spots: within((point) => municipalityOf(point) === municipality.id),
    },
    district: { query: `?district=${district.id}`, spots: inDistrict },
    'and a year': { query: `?district=${district.id}&since=${since(365)}`, spots: inDistrict },
  };
  console.log(
    `zoom  ${Object.keys(filters)
      .map((name) => name.padEnd(14))
      .join('')}\n      ${Object.keys(filters)
      .map(() => 'p50/p95/most'.padEnd(14))
      .join('')}`,
  );
  let slowest = 0;
  let over = 0;
  /** The same tiles once more: nothing in them changed, so they are answered from memory. */
  const again: number[] = [];
  for (let z = 0; z <= LAST_TILE; z += 1) {
    const columns: string[] = [];
    for (const [name, filter] of Object.entries(filters)) {
      const took: number[] = [];
      const seen = new Set<string>();
      for (const spot of filter.spots.slice(0, z < 9 ? 10 : TILES)) {
        const grid = gridOf(spot);
        const side = 2 ** (MORTON_ZOOM - z);
        const path = `/tiles/reports/${z}/${Math.floor(grid.x / side)}/${Math.floor(grid.y / side)}.mvt${filter.query}`;
        if (seen.has(path)) continue;
        seen.add(path);
        const ask = async () => {
          const started = performance.now();
          const { status } = await city.send({ method: 'GET', path, host: 'boston.localhost' });
          if (status !== 200) throw new Error(`${path}: ${status}`);
          return performance.now() - started;
        };
        const ms = await ask();
        took.push(ms);
        again.push(await ask());
        if (ms > 50) {
          over += 1;
          console.log(`      ${name}, ${path}: ${ms.toFixed(0)} ms`);
        }
      }
      took.sort((a, b) => a - b);
      const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!;
      slowest = Math.max(slowest, at(1));
      columns.push(`${at(0.5).toFixed(0)}/${at(0.95).toFixed(0)}/${at(1).toFixed(0)}`.padEnd(14));
    }
    console.log(`${String(z).padStart(4)}  ${columns.join('')}`);
  }
  console.log(`the slowest tile of all: ${slowest.toFixed(0)} ms; ${over} over 50 ms`);
  again.sort((a, b) => a - b);
  const of = (share: number) => again[Math.min(again.length - 1, Math.floor(again.length * share))]!.toFixed(0);
  const late = again.filter((ms) => ms > 50).length;
  console.log(
    `asked once more: p50 ${of(0.5)}, p95 ${of(0.95)}, most ${of(1)} ms; ${late} of ${again.length} over 50 ms`,
  );
} finally {
  await city.close();
}
