import { afterAll, beforeAll, expect, test } from 'vitest';
import { rows, sql, type Tx } from '#platform/db.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

let city: City;
let minutesLater = 0;
beforeAll(async () => {
  city = await startCity({ now: () => Temporal.Now.instant().add({ minutes: minutesLater }) });
}, 120_000);
afterAll(() => city.close());

const LINES = 400;
const STATUSES = [
  { status: 'open' },
  { status: 'closed', status_notes: 'Case Resolved. Done.' },
  { status: 'closed', status_notes: 'Case Closed. Duplicate of Existing Case.' },
  { status: 'closed', status_notes: 'Case Noted.' },
  { status: 'closed', status_notes: 'Invalid' },
];

/** Requests of another city's system: some of the same thing at the same place, some closed long after, all made up. */
const line = (n: number, closed: boolean): string =>
  JSON.stringify({
    service_request_id: `sample-${n}`,
    ...STATUSES[closed ? 1 : n % STATUSES.length],
    service_name: ['Pothole Repair', 'Street Light Outages', 'Abandoned Vehicle'][n % 3],
    service_code: `sample-${n % 3}`,
    description: n % 7 === 0 ? null : `Sample ${n}`,
    requested_datetime: Temporal.Instant.from('2025-10-20T04:30:00Z')
      .add({ hours: n * 5 })
      .toString(),
    updated_datetime: Temporal.Instant.from('2025-10-20T04:30:00Z')
      .add({ hours: n * 5 + (n % 90) })
      .toString(),
    lat: 42.3 + (n % 6) / 2_000,
    long: -71.1 + (n % 4) / 300,
  });

const TABLES = ['fact', 'figure', 'map_report', 'map_cell', 'area_total', 'area_day'];

/** Brings in a hundred lines; `closed` says that all of them are closed by now. */
async function bring(from: number, expected: object, { closed = false, countLater = false } = {}): Promise<void> {
  const lines = Array.from({ length: 100 }, (_, i) => line(from + i, closed));
  const batch = { source: 'sample', firstLine: from + 1, lines, settledLines: from, countLater };
  const outcome = await city.asSystem('reports.import-open311', batch, city.boston);
  expect(outcome).toMatchObject({ ...expected, refused: [] });
}

/** All that is counted of reports, cells and totals of nothing left out. */
const counted = (tx: Tx) =>
  Promise.all(
    TABLES.map((name) =>
      rows(
        tx,
        sql`select to_jsonb(t) as row from ${sql.raw(`reports.${name}`)} t where tenant_id = platform.current_tenant()
              and coalesce((to_jsonb(t) ->> 'count')::integer, 1) <> 0 order by to_jsonb(t)::text`,
      ),
    ),
  );
const kept = () => city.database.transaction(city.boston.id, counted);

const uncounted = async () =>
  (await city.owner.query('select count(*)::integer as n from reports.uncounted')).rows[0].n as number;

async function countAnew(): Promise<void> {
  for (const operation of ['reports.build-figures', 'reports.build-map']) {
    for (let more = true, anew = true; more; anew = false) {
      ({ more } = await city.asSystem<{ more: boolean }>(operation, { anew }, city.boston));
      if (anew) more = true;
    }
  }
}

test('an import counts what counting everything anew would, and what it told of counts nothing more', async () => {
  for (let from = 0; from < LINES; from += 100) await bring(from, { imported: 100 });
  const byImport = await kept();
  expect(byImport.every((table) => table.length > 0)).toBe(true);
  expect(byImport[0]).toHaveLength(LINES);
  await city.settle();
  expect(await kept()).toEqual(byImport);
  await countAnew();
  expect(await kept()).toEqual(byImport);
});

test('what is counted later is counted once, whoever comes to it first', async () => {
  const counted = await kept();
  const later = (from: number) => bring(from, { imported: 100 }, { countLater: true });
  await later(LINES);
  await later(LINES + 100);
  const waiting = await kept();
  expect(waiting[0]).toHaveLength(LINES + 200);
  expect(waiting[1]).toEqual(counted[1]);
  // Some of what waits changes before it is counted.
  await bring(LINES, { imported: 0, updated: 20 }, { closed: true });
  await city.settle();
  await later(LINES + 200);
  // A call without lines counts what this process remembers, the jobs what it would not have lived to count.
  const nothing = { source: 'sample', firstLine: 1, lines: [], settledLines: LINES, finished: true };
  await city.asSystem('reports.import-open311', nothing, city.boston);
  await later(LINES + 300);
  const waits = await uncounted();
  expect(waits).toBeGreaterThan(0);
  for (const later of [0, 2]) {
    minutesLater = later;
    for (const name of ['reports.build-figures', 'reports.build-map']) await city.asSystem(name, {}, city.boston);
    // An import under way is left to count by itself.
    expect(await uncounted()).toBe(later === 0 ? waits : 0);
  }
  const byParts = await kept();
  // What is counted anew begins with what waits, and leaves nothing to be counted twice.
  await countAnew();
  expect(await kept()).toEqual(byParts);
  await later(LINES + 400);
  await countAnew();
  const anew = await kept();
  await city.asSystem('reports.import-open311', nothing, city.boston);
  expect(await kept()).toEqual(anew);
  expect(anew[0]).toHaveLength(LINES + 500);
});
