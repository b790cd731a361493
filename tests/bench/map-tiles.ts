/**
 * `node tests/bench/map-tiles.ts [--reports 1000000] [--tiles 60]`: how long a tile of the public map takes over HTTP at
 * every zoom, plain and narrowed, with that many reports in one city. Starts everything itself and throws it away.
 */
import { parseArgs } from 'node:util';
import { gridOf, MORTON_ZOOM } from '#kernel/geometry.ts';
import { sql } from '#platform/db.ts';
import { FIRST_LEVEL, LAST_LEVEL, LAST_TILE } from '../../src/modules/reports/model-map.ts';
import { mapReport } from '../../src/modules/reports/rules-map.ts';
import { countAreas, countLevel, putOnMap } from '../../src/modules/reports/store-map.ts';
import { startCity } from '../support/city.ts';

const { values } = parseArgs({
  options: { reports: { type: 'string', default: '1000000' }, tiles: { type: 'string', default: '60' } },
});
const REPORTS = Number(values.reports);
const TILES = Number(values.tiles);
const BATCH = 50_000;
const TOPICS = Array.from({ length: 30 }, (_, i) => `OT-${String(i + 1).padStart(2, '0')}`);

/** A place in a city of twelve centres, as dense in their middles as reports are. */
function place(n: number) {
  const centre = n % 12;
  const angle = Math.random() * 2 * Math.PI;
  const far = 0.03 * Math.random() ** 2;
  return {
    longitude: -71.14 + (centre % 4) * 0.035 + far * Math.cos(angle),
    latitude: 42.27 + Math.floor(centre / 4) * 0.04 + far * Math.sin(angle),
  };
}

const today = Temporal.Now.instant();
function report(n: number) {
  // As they come in: the oldest first, over five years.
  const share = Math.max(0, 1 - n / REPORTS);
  const openedAt = today.subtract({ minutes: Math.floor(share * 60 * 24 * 365 * 5) }).toString();
  const closed = Math.random() < 0.8;
  return {
    id: `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
    number: `SAMPLE-${n}`,
    topic: TOPICS[Math.floor(Math.random() ** 2 * TOPICS.length)]!,
    state: closed ? 'closed' : 'assigned',
    result: null,
    openedAt,
    closedAt: closed ? openedAt : null,
    municipalityId: null,
    districtId: null,
    public: true,
    ...place(n),
  };
}

const reportsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => mapReport(report(first + i), 'America/New_York')!);

const seconds = async (work: () => Promise<void>): Promise<string> => {
  const started = performance.now();
  await work();
  return ((performance.now() - started) / 1_000).toFixed(1);
};

const city = await startCity();
try {
  const write = (work: Parameters<typeof city.database.transaction<void>>[1]) =>
    city.database.transaction(city.boston.id, work);
  const filled = await seconds(async () => {
    for (let first = 0; first < REPORTS; first += BATCH) {
      const rows = reportsFrom(first, Math.min(BATCH, REPORTS - first));
      await write(async (tx) => {
        await sql`insert into reports.map_report (case_id, number, zq, x, y, topic, state, status, opened_on, closed_on)
          select case_id, number, zq, x, y, topic, state, status, opened_on, closed_on
          from json_to_recordset(${JSON.stringify(rows)}::json) as r (case_id uuid, number text, zq bigint, x integer,
            y integer, topic text, state text, status smallint, opened_on date, closed_on date)`.execute(tx);
      });
    }
  });
  console.log(`${REPORTS} reports written in ${filled} s`);
  const counted = await seconds(async () => {
    for (let level = LAST_LEVEL; level >= FIRST_LEVEL; level -= 1) await write((tx) => countLevel(tx, level));
    await write(countAreas);
  });
  await city.owner.query('vacuum analyze reports.map_report; ');
  await city.owner.query('vacuum analyze reports.map_cell');
  const { rows: size } = await city.owner.query<{ cells: number; megabytes: number }>(
    "select count(*)::integer as cells, (pg_total_relation_size('reports.map_cell') / 1048576)::integer as megabytes from reports.map_cell",
  );
  console.log(`the whole pyramid counted in ${counted} s: ${size[0]!.cells} cells, ${size[0]!.megabytes} MB`);

  const fresh = reportsFrom(REPORTS, 500);
  const ids = fresh.map(({ case_id }) => case_id);
  const kept = await seconds(() => write((tx) => putOnMap(tx, ids, fresh)));
  console.log(`500 reports more, as the relay brings them: ${kept} s`);

  const since = (days: number) => today.toZonedDateTimeISO('UTC').toPlainDate().subtract({ days }).toString();
  const filters = {
    all: '',
    'one category': '?category=OT-03',
    open: '?status=open',
    '30 days': `?since=${since(30)}`,
    'a year': `?since=${since(365)}`,
  };
  console.log(
    `zoom  ${Object.keys(filters)
      .map((name) => name.padEnd(24))
      .join('')}\n      ${Object.keys(filters)
      .map(() => 'p50 / p95 / most, ms'.padEnd(24))
      .join('')}`,
  );
  let slowest = 0;
  for (let z = 0; z <= LAST_TILE; z += 1) {
    const columns: string[] = [];
    for (const query of Object.values(filters)) {
      const took: number[] = [];
      for (let n = 0; n < Math.min(TILES, z < 9 ? 10 : TILES); n += 1) {
        const grid = gridOf(place(n));
        const side = 2 ** (MORTON_ZOOM - z);
        const path = `/tiles/reports/${z}/${Math.floor(grid.x / side)}/${Math.floor(grid.y / side)}.mvt${query}`;
        const started = performance.now();
        const { status } = await city.send({ method: 'GET', path, host: 'boston.localhost' });
        took.push(performance.now() - started);
        if (status !== 200) throw new Error(`${path}: ${status}`);
      }
      took.sort((a, b) => a - b);
      const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!;
      slowest = Math.max(slowest, at(1));
      columns.push(`${at(0.5).toFixed(0)} / ${at(0.95).toFixed(0)} / ${at(1).toFixed(0)}`.padEnd(24));
    }
    console.log(`${String(z).padStart(4)}  ${columns.join('')}`);
  }
  console.log(`the slowest tile of all: ${slowest.toFixed(0)} ms`);
} finally {
  await city.close();
}
