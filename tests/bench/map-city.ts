import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { Point } from '#kernel/place.ts';
import { sql } from '#platform/db.ts';
import { FIRST_LEVEL, LAST_LEVEL, type MapReport } from '../../src/modules/reports/model-map.ts';
import { mapReport } from '../../src/modules/reports/rules-map.ts';
import { countAreas, countLevel } from '../../src/modules/reports/store-map.ts';
import type { City } from '../support/city.ts';
import { REAL_CITY } from './cities.ts';

const TOPICS = Array.from({ length: 30 }, (_, i) => `OT-${String(i + 1).padStart(2, '0')}`);
const YEARS = 5;
const BATCH = 50_000;

/** Places as reports lie in a city: those of the real one where its file is at hand, else around twelve centres. */
export async function placesOfCity(): Promise<{ from: string; place: (n: number) => Point }> {
  if (!existsSync(REAL_CITY)) return { from: 'twelve made-up centres', place: madeUp };
  const real: Point[] = [];
  const lines = createInterface({ input: createReadStream(REAL_CITY).pipe(createGunzip()) });
  for await (const line of lines) {
    const { lat, long } = JSON.parse(line) as { lat: number | null; long: number | null };
    if (lat && long) real.push({ longitude: long, latitude: lat });
  }
  return {
    from: `the ${real.length} places of the real city, every second one moved by some ten metres`,
    place(n) {
      const { longitude, latitude } = real[Math.floor(Math.random() * real.length)]!;
      const far = n % 2 === 0 ? 0 : 0.0006;
      return { longitude: longitude + far * nearNought(), latitude: latitude + far * nearNought() };
    },
  };
}

/** Between -1 and 1, mostly near 0. */
const nearNought = (): number => (Math.random() + Math.random() + Math.random()) / 1.5 - 1;

function madeUp(n: number): Point {
  const centre = n % 12;
  const angle = Math.random() * 2 * Math.PI;
  const far = 0.03 * Math.random() ** 2;
  return {
    longitude: -71.14 + (centre % 4) * 0.035 + far * Math.cos(angle),
    latitude: 42.27 + Math.floor(centre / 4) * 0.04 + far * Math.sin(angle),
  };
}

/** Made-up areas: rectangles of so many degrees. They only have to be about as large as real ones. */
const areaOf = ({ longitude, latitude }: Point, kind: number, degrees: number): string => {
  const [column, row] = [Math.floor((longitude + 180) / degrees), Math.floor((latitude + 90) / degrees)];
  return `00000000-0000-7000-8000-${kind * 10 ** 11 + column * 10 ** 5 + row}`;
};
export const districtOf = (point: Point): string => areaOf(point, 1, 0.025);
export const municipalityOf = (point: Point): string => areaOf(point, 2, 0.09);

/** Some reports of a million, from the `first` on: the oldest first, over five years, as they come in. */
export function sampleReports(place: (n: number) => Point, first: number, count: number, of: number): MapReport[] {
  const today = Temporal.Now.instant();
  return Array.from({ length: count }, (_, i) => {
    const n = first + i;
    const share = Math.max(0, 1 - n / of);
    const openedAt = today.subtract({ minutes: Math.floor(share * 60 * 24 * 365 * YEARS) }).toString();
    const closed = Math.random() < 0.8;
    const point = place(n);
    return mapReport(
      {
        id: `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
        number: `SAMPLE-${n}`,
        topic: TOPICS[Math.floor(Math.random() ** 2 * TOPICS.length)]!,
        state: closed ? 'closed' : 'assigned',
        result: null,
        openedAt,
        closedAt: closed ? openedAt : null,
        municipalityId: municipalityOf(point),
        districtId: districtOf(point),
        public: true,
        ...point,
      },
      'America/New_York',
    )!;
  });
}

/** Writes that many reports into the map's own tables and counts them; nothing else of the program knows them. */
export async function fillMap(city: City, place: (n: number) => Point, reports: number): Promise<void> {
  const tenant = city.boston.id;
  for (let first = 0; first < reports; first += BATCH) {
    const rows = sampleReports(place, first, Math.min(BATCH, reports - first), reports);
    await city.database.transaction(tenant, (tx) =>
      sql`insert into reports.map_report (case_id, number, zq, x, y, topic, state, status, opened_on, closed_on,
            municipality_id, district_id)
          select case_id, number, zq, x, y, topic, state, status, opened_on, closed_on, municipality_id, district_id
          from json_to_recordset(${JSON.stringify(rows)}::json) as r (case_id uuid, number text, zq bigint, x integer,
            y integer, topic text, state text, status smallint, opened_on date, closed_on date, municipality_id uuid,
            district_id uuid)`.execute(tx),
    );
  }
}

/** Counts the whole pyramid and the areas, as building the map anew does. */
export async function countMap(city: City): Promise<void> {
  for (let level = LAST_LEVEL; level >= FIRST_LEVEL; level -= 1) {
    await city.database.transaction(city.boston.id, (tx) => countLevel(tx, level));
  }
  await city.database.transaction(city.boston.id, countAreas);
  await city.owner.query('vacuum analyze reports.map_report');
  await city.owner.query('vacuum analyze reports.map_cell');
}
