import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gridOf, MORTON_ZOOM, mortonRange } from '#kernel/geometry.ts';
import { rows, sql, type Tx } from '#platform/db.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import { FIRST_LEVEL, LAST_LEVEL, type MapReport } from './model-map.ts';
import { putOnMap } from './operations-map-kept.ts';
import { mapReport } from './rules-map.ts';
import { countAreas, countLevel } from './store-map.ts';
import { readCells, readPyramid } from './store-tiles.ts';

let city: City;
beforeAll(async () => {
  city = await startCity();
}, 120_000);
afterAll(() => city.close());

const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** The counts as they are kept, in an order that makes them comparable. */
async function kept(tx: Tx) {
  const cells = await rows(
    tx,
    sql`select zoom, month, topic, cell, status, municipality_id, district_id, count, sum_x, sum_y from reports.map_cell
        where tenant_id = platform.current_tenant() and (count <> 0 or sum_x <> 0 or sum_y <> 0)
        order by 1, 2, 3, 4, 5, 6, 7`,
  );
  const totals = await rows(
    tx,
    sql`select area_id, topic, status, count from reports.area_total
        where tenant_id = platform.current_tenant() and count <> 0 order by 1, 2, 3`,
  );
  const days = await rows(
    tx,
    sql`select area_id, day::text, received, fixed, closed from reports.area_day
        where tenant_id = platform.current_tenant() and (received, fixed, closed) <> (0, 0, 0) order by 1, 2`,
  );
  return { cells, totals, days };
}

async function rebuilt(tenant = city.eastern) {
  let anew = true;
  for (let steps = 0; steps < 100; steps += 1) {
    const { more } = await city.asSystem<{ more: boolean }>('reports.build-map', { anew }, tenant);
    if (!more) break;
    anew = false;
  }
  return city.database.transaction(tenant.id, kept);
}

const someReport = fc
  .record({
    longitude: fc.double({ min: 49, max: 51, noNaN: true }),
    latitude: fc.double({ min: 25, max: 27, noNaN: true }),
    topic: fc.constantFrom('RD-01', 'RD-02', 'LT-01'),
    state: fc.constantFrom(
      { state: 'received', result: null, closedAt: null },
      { state: 'verified', result: 'fixed-confirmed', closedAt: '2026-11-03T10:00:00Z' },
      { state: 'closed', result: 'unconfirmed', closedAt: '2026-11-02T22:30:00Z' },
      { state: 'reopened', result: null, closedAt: null },
    ),
    openedAt: fc.constantFrom('2026-10-31T20:59:00Z', '2026-10-31T21:01:00Z', '2025-02-01T08:00:00Z'),
    district: fc.constantFrom(null, idOf(900), idOf(901)),
    public: fc.boolean(),
  })
  .map(({ state, district, ...one }) => ({ ...one, ...state, municipalityId: idOf(950), districtId: district }));

describe('the pyramid', () => {
  test('after any history counts what counting everything would', async () => {
    const history = fc.array(fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), someReport), { maxLength: 6 }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(history, async (batches) => {
        await city.database
          .transaction(city.boston.id, async (tx) => {
            for (const batch of batches) {
              const last = new Map(batch.map(([n, one]) => [n, one]));
              const reports = [...last].flatMap(([n, one]): MapReport[] => {
                const on = mapReport({ id: idOf(n), number: `SAMPLE-${n}`, ...one }, 'Asia/Riyadh');
                return on === null ? [] : [on];
              });
              const ids = [...last.keys()].map(idOf);
              await putOnMap(tx, ids, reports);
              // A second time, as after a lost acknowledgement.
              await putOnMap(tx, ids, reports);
            }
            const counted = await kept(tx);
            for (let level = LAST_LEVEL; level >= FIRST_LEVEL; level -= 1) await countLevel(tx, level);
            await countAreas(tx);
            expect(counted).toEqual(await kept(tx));
            throw new Undone();
          })
          .catch((error) => {
            if (!(error instanceof Undone)) throw error;
          });
      }),
      { numRuns: 25 },
    );
  });

  test('and the reports themselves give the same marks', async () => {
    await city.database
      .transaction(city.boston.id, async (tx) => {
        const samples = fc.sample(someReport, { numRuns: 300, seed: 7 });
        const reports = samples.flatMap(
          (one, n) => mapReport({ id: idOf(n), number: `S-${n}`, ...one }, 'Asia/Riyadh') ?? [],
        );
        await putOnMap(
          tx,
          samples.map((_, n) => idOf(n)),
          reports,
        );
        const bySide = <T extends { x: number; y: number }>(marks: readonly T[]): T[] =>
          marks.toSorted((a, b) => a.x - b.x || a.y - b.y);
        for (const filter of [
          {},
          { topics: ['RD-01'] },
          { status: 1 },
          { municipalityId: idOf(950) },
          { districtId: idOf(900), since: '2026-10-01', months: [202610, 202611] },
          { since: '2026-10-01', months: [202610, 202611] },
        ]) {
          const [x, y] = [Math.floor((50 / 360 + 0.5) * 64), 27];
          const range = mortonRange(6, x, y);
          const counted = bySide(await readPyramid(tx, 9, range, filter));
          expect(counted.length).toBeGreaterThan(0);
          const direct = bySide(await readCells(tx, 9, range, filter));
          expect(counted.map(({ count, open, fixed, number }) => ({ count, open, fixed, number }))).toEqual(
            direct.map(({ count, open, fixed, number }) => ({ count, open, fixed, number })),
          );
        }
        throw new Undone();
      })
      .catch((error) => {
        if (!(error instanceof Undone)) throw error;
      });
  });
});

class Undone extends Error {}

describe('the public map', () => {
  async function call<T>(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${city.port}/api/v1${path}`, {
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    expect(answer).not.toHaveProperty('code');
    return answer as T;
  }
  const submit = (category: string, longitude: number, latitude: number) =>
    call<{ id: string; number: string }>('/reports', {
      category,
      location: { longitude, latitude },
      description: 'بلاغ نموذجي للاختبار',
    });
  const marks = async (query = '') => {
    await city.settle();
    return (await call<{ marks: { count: number }[] }>(`/reports-map?box=49.9,26.2,50.3,26.6${query}`)).marks;
  };
  const sum = (list: { count: number }[]) => list.reduce((total, { count }) => total + count, 0);

  test('follows reports as they come, are hidden, joined and parted, and agrees with building it anew', async () => {
    const supervisor = await city.signIn('supervisor-1');
    const as = <T>(path: string, body: unknown) => call<T>(path, body, supervisor.headers);
    const hide = (id: string, hidden: boolean) =>
      as(`/reports-office/${id}/actions`, { action: 'edit', input: { hidden } });
    const first = await submit('RD-01', 50.1, 26.43);
    const second = await submit('RD-01', 50.1001, 26.4301);
    const third = await submit('RD-01', 50.05, 26.4);
    expect(sum(await marks())).toBe(3);
    await hide(third.id, true);
    expect(sum(await marks())).toBe(2);
    await hide(third.id, false);
    await as(`/cases/${second.id}/merge`, { into: first.id });
    expect(sum(await marks())).toBe(2);
    await as(`/cases/${second.id}/split`, {});
    expect(sum(await marks())).toBe(3);
    // A category whose reports are nobody else's business.
    await submit('LT-06', 50.06, 26.41);
    expect(sum(await marks())).toBe(3);
    expect(sum(await marks('&status=open'))).toBe(3);
    expect(sum(await marks('&status=fixed'))).toBe(0);
    const counted = await city.database.transaction(city.eastern.id, kept);
    expect(counted).toEqual(await rebuilt());
  });

  test('is answered from memory only for as long as nothing in the tile changed, a state among it', async () => {
    const { number, id } = await submit('RD-01', 50.0301, 26.4501);
    await city.settle();
    const { x, y } = gridOf({ longitude: 50.0301, latitude: 26.4501 });
    const tile = [17, x >> (MORTON_ZOOM - 17), y >> (MORTON_ZOOM - 17)].join('/');
    const states = async () => {
      const answer = await call<{ marks: { number: string | null; state: string }[] }>(`/reports-map/${tile}`);
      return answer.marks.flatMap((mark) => (mark.number === number ? [mark.state] : []));
    };
    expect(await states()).toEqual(['received']);
    expect(await states()).toEqual(['received']);
    const supervisor = await city.signIn('supervisor-1');
    await call(`/reports-office/${id}/actions`, { action: 'triage', input: {} }, supervisor.headers);
    await city.settle();
    expect(await states()).toEqual(['triaged']);
    // What is written past the relay shows that the table was not asked again, and that building anew lets it be.
    const write = (state: string) =>
      city.owner.query(`update reports.map_report set state = $2 where number = $1`, [number, state]);
    await write('past the relay');
    expect(await states()).toEqual(['triaged']);
    await rebuilt();
    await write('past the relay');
    expect(await states()).toEqual(['past the relay']);
    await rebuilt();
  });

  test('is served as tiles that need not be sent twice', async () => {
    const first = await fetch(`http://127.0.0.1:${city.port}/tiles/reports/6/40/27.mvt`);
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile');
    expect((await first.arrayBuffer()).byteLength).toBeGreaterThan(0);
    const again = await fetch(`http://127.0.0.1:${city.port}/tiles/reports/6/40/27.mvt`, {
      headers: { 'if-none-match': first.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
    expect((await fetch(`http://127.0.0.1:${city.port}/tiles/reports/3/9/0.mvt`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${city.port}/tiles/reports/3/1/0.mvt?status=none`)).status).toBe(422);
  });
});
