/**
 * `node tests/bench/figures.ts [--reports 1000000] [--rounds 60]`: how long the operations behind the performance page take
 * over HTTP with that many reports in one city. Starts everything itself and throws it away.
 */
import { request } from 'node:http';
import { parseArgs } from 'node:util';
import { sql } from '#platform/db.ts';
import { DIMENSIONS } from '../../src/modules/reports/model-figures.ts';
import { countDimension, findAgain, noteFigureState } from '../../src/modules/reports/store-figures.ts';
import { startCity } from '../support/city.ts';

const { values } = parseArgs({
  options: { reports: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '60' } },
});
const REPORTS = Number(values.reports);
const ROUNDS = Number(values.rounds);
const BATCH = 100_000;
const say = (line: string) => process.stdout.write(`${line}\n`);
const seconds = async (work: () => Promise<unknown>): Promise<string> => {
  const at = performance.now();
  await work();
  return `${((performance.now() - at) / 1_000).toFixed(1)} s`;
};

const city = await startCity();
const { database, boston } = city;
say(
  `${REPORTS} rows of facts written in ${await seconds(async () => {
    for (let from = 0; from < REPORTS; from += BATCH) {
      await database.transaction(boston.id, (tx) =>
        sql`insert into reports.fact (case_id, number, public, topic, state, category_group, department, district_id,
              municipality_id, channel, cell, opened_at, received_on, source_known, found_by_us, finished_at,
              finished_on, in_time, seconds, first_ended_on, came_back, closed_on, fixed)
            select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'SAMPLE-' || n, n % 8 <> 0,
              'OT-0' || 1 + n % 9, 'closed', (array['ST', 'VH', 'TR'])[1 + n % 3], (array['PWD', 'BTD'])[1 + n % 2],
              ('00000000-0000-7000-9000-' || lpad(to_hex(n % 120), 12, '0'))::uuid,
              ('00000000-0000-7000-9001-' || lpad(to_hex(n % 20), 12, '0'))::uuid, 'portal', n % 90000, t, t::date, true,
              n % 11 = 0, t + interval '3 days', (t + interval '3 days')::date, n % 4 <> 0, 259200,
              (t + interval '3 days')::date, n % 20 = 0, (t + interval '5 days')::date, n % 2 = 0
            from generate_series(${from}::bigint, ${Math.min(REPORTS, from + BATCH) - 1}::bigint) as n,
              lateral (select now() - (${REPORTS} - n) * interval '5 years' / ${REPORTS} as t) as times`.execute(tx),
      );
    }
  })}`,
);
say(
  `places found again in ${await seconds(async () => {
    for (let reached: string | null = null; ; ) {
      const next: string | null = await database.transaction(boston.id, (tx) => findAgain(tx, reached, 50_000));
      if (next === null) break;
      reached = next;
    }
  })}`,
);
for (const dimension of DIMENSIONS) {
  say(
    `${dimension} counted in ${await seconds(() => database.transaction(boston.id, (tx) => countDimension(tx, dimension)))}`,
  );
}
await database.transaction(boston.id, (tx) =>
  noteFigureState(tx, { phase: 'built', reached: null, dimension: null }, Temporal.Now.instant().toString()),
);
await city.owner.query('vacuum analyze reports.fact');
await city.owner.query('vacuum analyze reports.figure');

const ask = (path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ port: city.port, path: `/api/v1${path}`, headers: { host: 'boston.localhost' } }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode!));
    })
      .on('error', reject)
      .end();
  });
const today = Temporal.Now.plainDateISO();
const dayOf = (round: number) => today.subtract({ days: 40 + ((round * 37) % 1_600) }).toString();
const PATHS: Readonly<Record<string, (round: number) => string>> = {
  'seven indicators of the city, by month': (n) => `/reports-indicators?day=${dayOf(n)}`,
  'seven indicators of the city, by week': (n) => `/reports-indicators?grain=week&day=${dayOf(n)}`,
  'seven indicators of a group': (n) => `/reports-indicators?dimension=group&key=ST&day=${dayOf(n)}`,
  'every district, by month': (n) => `/reports-indicators-parts?dimension=district&day=${dayOf(n)}`,
  'every district, by week': (n) => `/reports-indicators-parts?dimension=district&grain=week&day=${dayOf(n)}`,
  'reports behind R1': (n) => `/reports-indicator-reports?indicator=R1&which=others&day=${dayOf(n)}`,
  'reports behind R7, of a group': (n) =>
    `/reports-indicator-reports?indicator=R7&which=counted&dimension=group&key=VH&day=${dayOf(n)}`,
};
for (const [name, path] of Object.entries(PATHS)) {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS + 5; round += 1) {
    const at = performance.now();
    const status = await ask(path(round));
    if (status !== 200) throw new Error(`${path(round)}: ${status}`);
    if (round >= 5) took.push(performance.now() - at);
  }
  took.sort((a, b) => a - b);
  const part = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!.toFixed(1);
  say(`${name}: p50 ${part(0.5)} ms, p95 ${part(0.95)} ms`);
}
await city.close();
