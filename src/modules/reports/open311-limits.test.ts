import { afterAll, beforeAll, expect, test } from 'vitest';
import { type City, startCity } from '../../../tests/support/city.ts';
import { geoReport } from '../../../tests/support/open311-client.ts';

let city: City;
beforeAll(async () => {
  city = await startCity({ environment: { RATE_LIMITS: 'on', TRUST_PROXY: 'on' } });
}, 120_000);
afterAll(() => city?.close());

test('keys that open nothing are tried a few times, then the caller has to wait; nobody else has', async () => {
  const open311 = geoReport(`http://127.0.0.1:${city.port}/open311/v2`);
  const guess = (from: string, n: number) =>
    open311.post('requests.json', { api_key: `am_${n}`, service_code: 'RD-01' }, { 'x-forwarded-for': from });
  const answers: number[] = [];
  for (let n = 0; n < 40; n += 1) answers.push((await guess('198.51.100.7', n)).status);
  expect(answers.indexOf(429)).toBe(30);
  expect(new Set(answers.slice(0, 30))).toEqual(new Set([403]));
  const waiting = await guess('198.51.100.7', 99);
  expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(200);
  // The same door everywhere: a bearer key is a key.
  const bearer = await fetch(`http://127.0.0.1:${city.port}/api/v1/reports-categories`, {
    headers: { authorization: 'Bearer am_1', 'x-forwarded-for': '198.51.100.7' },
  });
  expect(bearer.status).toBe(429);
  expect((await guess('198.51.100.8', 1)).status).toBe(403);
  // Reading needs no key, and goes on.
  const read = await open311.get('services.json', { 'x-forwarded-for': '198.51.100.7' });
  expect(read.status).toBe(200);
});
