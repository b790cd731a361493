import { afterAll, beforeAll, expect, test } from 'vitest';
import { rows, sql, type Tx } from '#platform/db.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

let city: City;
beforeAll(async () => {
  city = await startCity();
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
const line = (n: number): string =>
  JSON.stringify({
    service_request_id: `sample-${n}`,
    ...STATUSES[n % STATUSES.length],
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

async function countAnew(): Promise<void> {
  for (const operation of ['reports.build-figures', 'reports.build-map']) {
    for (let more = true, anew = true; more; anew = false) {
      ({ more } = await city.asSystem<{ more: boolean }>(operation, { anew }, city.boston));
      if (anew) more = true;
    }
  }
}

test('an import counts what counting everything anew would, and what it told of counts nothing more', async () => {
  const lines = Array.from({ length: LINES }, (_, n) => line(n));
  for (let from = 0; from < LINES; from += 100) {
    const batch = { source: 'sample', firstLine: from + 1, lines: lines.slice(from, from + 100), settledLines: from };
    const outcome = await city.asSystem('reports.import-open311', batch, city.boston);
    expect(outcome).toMatchObject({ imported: 100, refused: [] });
  }
  const byImport = await kept();
  expect(byImport.every((table) => table.length > 0)).toBe(true);
  expect(byImport[0]).toHaveLength(LINES);
  await city.settle();
  expect(await kept()).toEqual(byImport);
  await countAnew();
  expect(await kept()).toEqual(byImport);
});
