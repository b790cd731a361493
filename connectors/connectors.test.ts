import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Asked, Connector } from '#modules/exchange/api.ts';
import { rows, sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import type { Tenant } from '#platform/tenants.ts';
import { composed } from '../tests/support/compose.ts';
import { CONNECTORS } from './index.ts';
import { type RunningSimulators, startSimulators } from './simulators.ts';

/** What every connector is held to, whatever its agency. */

const FOLDER = import.meta.dirname;
/** As each is, but without the pauses: what is waited for here is an answer, never a time. */
const limits = {
  timeoutMilliseconds: 60_000,
  tries: 1,
  patienceMilliseconds: 60_000,
  rate: { calls: 10_000, seconds: 1 },
  breaker: { failures: 10_000, restSeconds: 1, mostRestSeconds: 1 },
};
const quick = (connector: Connector): Connector => ({ ...connector, limits });
const asked: Asked = {
  by: { kind: 'system', partyId: null },
  forParty: null,
  purpose: { ar: 'فحص الربط', en: 'Trying the connector' },
};

let simulators: RunningSimulators;
let app: Awaited<ReturnType<typeof composed>>;
let tenant: Tenant;
const list = CONNECTORS.map(quick);
const calls = list.flatMap((connector) => Object.values(connector.calls).map((call) => [connector, call] as const));
const samples = calls.filter(([, call]) => call.sample !== undefined);

beforeAll(async () => {
  simulators = await startSimulators();
  app = await composed({}, { connectors: list, simulators });
  tenant = await app.tenants.put({
    key: 'agencies',
    name: { ar: 'بلدية', en: 'Town' },
    languages: ['ar', 'en'],
    timeZone: 'Asia/Riyadh',
    calendars: ['gregory'],
    settings: {},
  });
  const connectors = list.map(({ id }) => ({ id, address: 'simulator', settings: {} }));
  await app.callAsSystem(tenant, 'exchange.put-connectors', { connectors });
});
afterAll(() => simulators?.stop());

describe.each(CONNECTORS.map((one) => [one.id, one] as const))('%s', (id, connector) => {
  test('is a folder with all that belongs to a connector', () => {
    const files = readdirSync(join(FOLDER, id));
    expect(files).toEqual(expect.arrayContaining(['connector.ts', 'client.ts', 'map.ts', 'simulator.ts', 'samples']));
    expect(files.some((name) => name.endsWith('.test.ts'))).toBe(true);
    expect(readdirSync(join(FOLDER, id, 'samples')).length).toBeGreaterThan(0);
    expect(simulators.of(id)?.secrets).toBeDefined();
    expect(Object.keys(simulators.of(id)!.secrets).sort()).toEqual(Object.keys(connector.secrets).sort());
  });

  test('says in both languages what leaves, what comes and on what ground', () => {
    const texts = [
      connector.name,
      connector.about,
      connector.agency.name,
      ...Object.values(connector.secrets),
      ...[...Object.values(connector.calls), ...Object.values(connector.notifications)].flatMap((one) => [
        one.summary,
        one.legalBasis.text,
        ...('sends' in one ? one.sends : []).map(({ title }) => title),
        ...one.receives.map(({ title }) => title),
      ]),
    ];
    for (const { ar, en } of texts) {
      expect(ar).toMatch(/[\u0600-\u06ff]/);
      expect(en).toMatch(/[A-Za-z]/);
    }
  });
});

test('folders and connectors are the same', () => {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((one) => one.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(CONNECTORS.map(({ id }) => id).sort());
});

test('every regulation a call rests on is in the regulatory reference', async (context) => {
  const path = join(FOLDER, '..', '..', 'shared', 'domain', 'regulations.json');
  if (!existsSync(path)) return context.skip('../shared/domain/regulations.json is not there');
  const { default: reference } = await import(path, { with: { type: 'json' } });
  for (const [, call] of calls) expect(Object.keys(reference)).toContain(call.legalBasis.regulation);
});

describe.each(samples.map(([connector, call]) => [`${connector.id}.${call.name}`, connector, call] as const))(
  '%s',
  (_name, connector, call) => {
    const ask = () => app.connectors.ask(tenant, call, call.sample, asked);

    test('is answered on a good day', async () => {
      simulators.setMode(connector.id, 'happy');
      expect(await ask()).toMatchObject({ kind: 'answered' });
    });

    test('is refused in the agency’s own way, which is no failure', async () => {
      simulators.setMode(connector.id, 'refusing');
      expect((await ask()).kind).not.toBe('answered');
    });

    test('survives whatever an agency may answer', async () => {
      simulators.setMode(connector.id, 'broken');
      const reasons = new Set<string>();
      for (let i = 0; i < 16; i += 1) {
        const answer = await ask();
        expect(answer.kind).not.toBe('answered');
        reasons.add(answer.kind === 'unavailable' ? answer.reason : answer.kind);
      }
      for (const reason of ['agency-error', 'broken-answer', 'unreachable', 'too-large', 'redirected']) {
        expect(reasons).toContain(reason);
      }
    });

    test('waits no longer than agreed', async () => {
      simulators.setMode(connector.id, 'slow');
      limits.timeoutMilliseconds = 300;
      const answer = await ask();
      limits.timeoutMilliseconds = 60_000;
      expect(answer).toMatchObject({ kind: 'unavailable', reason: 'timeout' });
    });
  },
);

test('every call is in the exchange log with its ground and its end', async () => {
  simulators.setMode('commercial-register', 'happy');
  const forParty = newId();
  const call = CONNECTORS.find(({ id }) => id === 'commercial-register')!.calls.establishment!;
  const answer = await app.connectors.ask(tenant, call, call.sample, { ...asked, forParty: null, consentId: forParty });
  const found = await app.database.transaction(tenant.id, (tx) =>
    rows<Record<string, unknown>>(
      tx,
      sql`select c.connector, c.regulation, c.ground, c.consent_id, e.outcome, e.tries, e.status,
            encode(e.response_digest, 'hex') as digest
          from exchange.call c join exchange.call_end e on e.tenant_id = c.tenant_id and e.call_id = c.id
          where c.tenant_id = platform.current_tenant() and c.id = ${answer.callId}`,
    ),
  );
  expect(found).toEqual([
    {
      connector: 'commercial-register',
      regulation: 'pdpl',
      ground: 'consent',
      consent_id: forParty,
      outcome: 'answered',
      tries: 1,
      status: 200,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
});
