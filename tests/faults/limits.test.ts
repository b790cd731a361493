import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type City, startCity } from '../support/city.ts';
import { isProblem, problemIn } from './problem-shape.ts';

let city: City;
beforeAll(async () => {
  city = await startCity({ environment: { RATE_LIMITS: 'on', TRUST_PROXY: 'on' } });
});
afterAll(() => city?.close());

const post = (path: string, body: unknown, headers: Record<string, string>) =>
  city.send({
    method: 'POST',
    path: `/api/v1${path}`,
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
    body: JSON.stringify(body),
  });
const from = (address: string) => ({ 'x-forwarded-for': address });

/** Codes of the right form that are all wrong. */
const codeOf = (n: number) => `${String(n).padStart(4, '0')}-ABCD-EFGH`;

describe('guessing a tracking code', () => {
  const makeReport = async () => {
    const report = { category: 'RD-01', location: { longitude: 50.1033, latitude: 26.4344 }, description: 'حفرة' };
    return JSON.parse((await post('/reports', report, from('198.51.100.1'))).body) as {
      number: string;
      trackingCode: string;
    };
  };

  test('is over after twenty wrong ones, even with the right one, from that address alone', async () => {
    const { number, trackingCode } = await makeReport();
    const guess = (code: string, address: string) => post('/reports-track', { number, code }, from(address));
    const statuses: number[] = [];
    for (let n = 0; n < 25; n += 1) statuses.push((await guess(codeOf(n), '203.0.113.7')).status);
    expect(statuses).toEqual([...Array(20).fill(404), ...Array(5).fill(429)]);
    const right = await guess(trackingCode, '203.0.113.7');
    expect(right.status).toBe(429);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(600);
    expect(isProblem(right.body)).toBe(true);
    expect((await guess(trackingCode, '203.0.113.8')).status).toBe(200);
  });

  test('is counted over both ways in, and for the whole /64 of an IPv6 subscriber', async () => {
    const { number, trackingCode } = await makeReport();
    for (let n = 0; n < 20; n += 1) {
      const code = codeOf(n);
      const address = from(`2001:db8:1:1::${n + 1}`);
      if (n % 2 === 0) await post('/reports-track', { number, code }, address);
      else await post(`/reports/${number}/responses`, { code, action: 'cancel' }, address);
    }
    expect((await post('/reports-track', { number, code: trackingCode }, from('2001:db8:1:1::ffff'))).status).toBe(429);
    expect((await post('/reports-track', { number, code: trackingCode }, from('2001:db8:1:2::1'))).status).toBe(200);
  });

  test('right codes cost nothing', async () => {
    const { number, trackingCode } = await makeReport();
    for (let n = 0; n < 40; n += 1) {
      expect((await post('/reports-track', { number, code: trackingCode }, from('192.0.2.9'))).status).toBe(200);
    }
  });
});

describe('guessing the code of an authenticator', () => {
  const rightCode = (employee: string) =>
    new TOTP({ secret: Secret.fromBase32(city.secrets.get(employee)!) }).generate();
  const prove = (as: { headers: Readonly<Record<string, string>> }, code: string) =>
    post('/identity/second-factors/totp/proof', { code }, { ...as.headers, ...from('198.51.100.2') });

  test('closes the second factor after five wrong ones, also for the right one, in every session', async () => {
    const session = await city.signIn('officer-clean', { secondFactor: false });
    const other = await city.signIn('officer-clean', { secondFactor: false });
    const left: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      left.push((JSON.parse((await prove(session, '000000')).body) as { attemptsLeft: number }).attemptsLeft);
    }
    expect(left).toEqual([4, 3, 2, 1, 0]);
    for (const one of [session, other]) {
      const refused = await prove(one, rightCode('officer-clean'));
      expect(problemIn(refused.body)).toMatchObject({ status: 429, code: 'identity.second-factor-locked' });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
    }
    expect(
      (await city.composition.identity.api.actorFor(session.headers.cookie!.split('=')[1]!, city.eastern, 'web'))!.actor
        .roles,
    ).toEqual([]);
  });

  test('fares no better thirty at a time', async () => {
    const session = await city.signIn('officer-adv', { secondFactor: false });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => prove(session, String(100_000 + n))));
    const judged = answers.filter(({ status }) => status === 200);
    expect(judged.length).toBeLessThanOrEqual(5);
    expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
  });

  test('a code is good once', async () => {
    const session = await city.signIn('officer-encr', { secondFactor: false });
    const code = rightCode('officer-encr');
    expect(JSON.parse((await prove(session, code)).body)).toMatchObject({ accepted: true });
    const other = await city.signIn('officer-encr', { secondFactor: false });
    expect(JSON.parse((await prove(other, code)).body)).toMatchObject({ accepted: false });
  });
});

test('a person who writes more than allowed is told how long to wait; others go on', async () => {
  const eager = await city.signIn('resident-1');
  const calm = await city.signIn('resident-2');
  const write = (as: { headers: Readonly<Record<string, string>> }) =>
    city.send({
      method: 'PUT',
      path: '/api/v1/identity/preferences',
      headers: { ...as.headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: '{"language":"ar","digits":"latn"}',
    });
  const answers = await Promise.all(Array.from({ length: 310 }, () => write(eager)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(10);
  expect(refused.every(({ headers, body }) => Number(headers['retry-after']) > 0 && isProblem(body))).toBe(true);
  expect((await write(calm)).status).toBe(200);
});
