import { afterAll, beforeAll, expect, test } from 'vitest';
import { type City, startCity } from '../tests/support/city.ts';
import { liveSampleLife } from './sample-life.ts';

let city: City;
beforeAll(async () => {
  city = await startCity();
}, 120_000);
afterAll(() => city.close());

const live = (tenant = city.eastern, signal = new AbortController().signal) =>
  liveSampleLife({ tenant, today: city.composition, composed: city.composed, signal });

const count = async (what: string): Promise<number> =>
  (await city.owner.query(`select count(*)::integer as n from ${what}`)).rows[0].n;

test('the demonstration city has a past in which every deed was one the program allows', async () => {
  expect(await live()).toBeGreaterThan(300);
  const reports = `cases."case" where type = 'report'`;
  expect(await count(reports)).toBeGreaterThan(60);
  // Each lies in a district, and each state a report can be in is there to be seen.
  expect(await count(`${reports} and district_id is null`)).toBe(0);
  const { rows } = await city.owner.query<{ state: string }>(`select distinct state from ${reports} order by state`);
  expect(rows.map(({ state }) => state)).toEqual([
    ...['assigned', 'closed', 'on_site', 'received', 'rejected', 'reopened', 'resolved', 'triaged', 'verified'],
    ...['waiting_external', 'waiting_reporter'],
  ]);
  expect(await count(`${reports} and state = 'verified'`)).toBeGreaterThan(30);
  const { rows: applications } = await city.owner.query<{ state: string }>(
    `select state from cases."case" where type <> 'report' order by state`,
  );
  expect(applications.map(({ state }) => state)).toEqual(['correction', 'payment', 'refused', 'review', 'review']);
  // It ends now, and nobody stays signed in.
  expect(await count('cases.action where at > now()')).toBe(0);
  expect(await count('identity.session where revoked_at is null')).toBe(0);
  expect(city.warnings).toEqual([]);
});

test('a city without one has none, and whoever ends the program waits for one deed at most', async () => {
  expect(await live(city.boston)).toBe(0);
  const before = await count('cases."case"');
  expect(await live(city.eastern, AbortSignal.abort())).toBe(0);
  expect(await count('cases."case"')).toBe(before);
});
