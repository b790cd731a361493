// Long because every way of asking, failing and telling is followed with one agency.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Actor, anonymous } from '#kernel/actor.ts';
import { rows, sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import type { Tenant } from '#platform/tenants.ts';
import { composed } from '../../../tests/support/compose.ts';
import { createAgencyClient } from './connector-client.ts';
import { defineCall, defineConnector, defineNotification, NoAnswer } from './model-connectors.ts';

/** An agency whose every answer the test decides. */
const basis = { regulation: 'pdpl', ground: 'task', text: { ar: 'اختبار', en: 'Test' } } as const;
const call = (repeats: 'safe' | 'unsent') =>
  defineCall({
    summary: { ar: 'سؤال', en: 'Question' },
    legalBasis: basis,
    sends: [],
    receives: [],
    input: z.strictObject({ number: z.string().regex(/^\d+$/) }),
    output: z.object({ word: z.string() }),
    repeats,
    about: ({ number }) => number,
    send: (ask, { number }, { callId, secrets }) =>
      ask({ method: 'POST', path: '/ask', body: { number, callId }, headers: { key: secrets.key! } }),
    map: ({ status, body }) =>
      status === 404 ? { kind: 'refused', code: 'unknown' } : { kind: 'answered', value: body as { word: string } },
    sample: { number: '1' },
  });
const agency = defineConnector({
  id: 'test-agency',
  name: { ar: 'جهة', en: 'Agency' },
  agency: { code: 'TEST', name: { ar: 'جهة', en: 'Agency' } },
  about: { ar: 'جهة للاختبار', en: 'An agency for tests' },
  settings: z.strictObject({}),
  secrets: { key: { ar: 'مفتاح', en: 'Key' } },
  limits: {
    timeoutMilliseconds: 60_000,
    tries: 3,
    patienceMilliseconds: 300_000,
    rate: { calls: 1_000, seconds: 1 },
    breaker: { failures: 4, restSeconds: 3_600, mostRestSeconds: 3_600 },
  },
  calls: { ask: call('safe'), change: call('unsent') },
  notifications: {
    told: defineNotification({
      summary: { ar: 'إبلاغ', en: 'News' },
      legalBasis: basis,
      receives: [],
      message: z.object({ number: z.string() }),
      authentic: ({ headers }, secrets) => headers['x-key'] === secrets.key,
      read: (body) => body,
      idOf: ({ number }) => number,
      about: ({ number }) => number,
    }),
  },
});

type Answering = (request: IncomingMessage, response: ServerResponse, body: string) => void;
let server: Server;
let answering: Answering[] = [];
const seen: { key: string | undefined; body: { callId: string } }[] = [];
let app: Awaited<ReturnType<typeof composed>>;
let tenant: Tenant;
let url: string;
const ok: Answering = (_request, response) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"word":"نعم"}');
const status =
  (code: number): Answering =>
  (_request, response) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end('{}');

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    seen.push({ key: request.headers.key as string | undefined, body: JSON.parse(body || '{}') });
    (answering.shift() ?? ok)(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  app = await composed({ PRIVATE_RECEIVERS: '127.0.0.1/32' }, { connectors: [agency] });
  tenant = await app.tenants.put({
    key: 'asking',
    name: { ar: 'بلدية', en: 'Town' },
    languages: ['ar', 'en'],
    timeZone: 'Asia/Riyadh',
    calendars: ['gregory'],
    settings: {},
  });
  await app.callAsSystem(tenant, 'exchange.put-connectors', {
    connectors: [{ id: 'test-agency', address: url, settings: {} }],
  });
  await as(staff('integration-manager'), 'exchange.put-connector-secrets', {
    id: 'test-agency',
    secrets: { key: 'secret-of-tests' },
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  answering = [];
  seen.length = 0;
  await as(staff('integration-manager'), 'exchange.resume-connector', { id: 'test-agency' });
});

const staff = (role: 'integration-manager' | 'data-steward' | 'officer'): Actor => ({
  ...anonymous(tenant.id),
  kind: 'person',
  partyId: '01900000-0000-7000-8000-000000000001',
  segment: 'employee',
  roles: [{ role, municipalityId: null }],
});
const as = async <O = Record<string, unknown>>(actor: Actor, operation: string, input: unknown): Promise<O> =>
  (await app.pipeline.call({ operation, input, actor, tenant, requestId: newId() })).output as O;
const asked = {
  by: { kind: 'system', partyId: null },
  forParty: null,
  purpose: { ar: 'اختبار', en: 'Test' },
} as const;
const ask = (input = { number: '7' }) => app.connectors.ask(tenant, agency.calls.ask, input, asked);

describe('asking', () => {
  test('tries again what failed, under the same number, and tells what came', async () => {
    answering = [status(500), status(503), ok];
    expect(await ask()).toMatchObject({ kind: 'answered', value: { word: 'نعم' } });
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ body }) => body.callId)).size).toBe(1);
    expect(seen[0]!.key).toBe('secret-of-tests');
  });

  test('does not repeat what may have been done', async () => {
    answering = [status(500)];
    expect(await app.connectors.ask(tenant, agency.calls.change, { number: '7' }, asked)).toMatchObject({
      kind: 'unavailable',
      reason: 'agency-error',
    });
    expect(seen).toHaveLength(1);
  });

  test('takes a no for an answer', async () => {
    answering = [status(404)];
    expect(await ask()).toMatchObject({ kind: 'refused', code: 'unknown' });
    expect(seen).toHaveLength(1);
  });

  test('sends nothing that breaks its own rules', async () => {
    expect(await ask({ number: 'x' })).toMatchObject({ kind: 'refused', code: 'invalid-input' });
    expect(seen).toHaveLength(0);
  });

  test('rests after failures in a row, for every process, until somebody resumes or the rest is over', async () => {
    answering = Array.from({ length: 4 }, () => status(500));
    expect(await ask()).toMatchObject({ reason: 'agency-error' });
    expect(await ask()).toMatchObject({ reason: 'agency-error' });
    // Three tries, then one: the fourth failure opened the breaker, and the rest of the tries were given up.
    expect(seen).toHaveLength(4);
    expect(await ask()).toMatchObject({ kind: 'unavailable', reason: 'resting' });
    expect(seen).toHaveLength(4);
    const view = await as<{ state: string; failuresInRow: number; lastFailed: { reason: string } }>(
      staff('integration-manager'),
      'exchange.get-connector',
      { id: 'test-agency' },
    );
    expect(view).toMatchObject({ state: 'resting', failuresInRow: 4, lastFailed: { reason: 'agency-error' } });
    await as(staff('integration-manager'), 'exchange.resume-connector', { id: 'test-agency' });
    expect(await ask()).toMatchObject({ kind: 'answered' });
  });

  test('is stopped by an operator, who says why', async () => {
    await as(staff('integration-manager'), 'exchange.pause-connector', {
      id: 'test-agency',
      reason: 'صيانة لدى الجهة',
    });
    expect(await ask()).toMatchObject({ kind: 'unavailable', reason: 'paused' });
    expect(seen).toHaveLength(0);
    await expect(as(staff('officer'), 'exchange.resume-connector', { id: 'test-agency' })).rejects.toMatchObject({
      code: 'request.forbidden',
    });
  });

  test('can be tried now, and leaves a row like every call', async () => {
    const tried = await as<{ kind: string; callId: string }>(staff('integration-manager'), 'exchange.try-connector', {
      id: 'test-agency',
      call: 'ask',
    });
    expect(tried.kind).toBe('answered');
    const found = await as(staff('data-steward'), 'exchange.get-call', { callId: tried.callId });
    expect(found).toMatchObject({ askedByKind: 'employee', outcome: 'answered', seal: 'matches', bodyKept: true });
  });
});

describe('the exchange log', () => {
  const details = (callId: string) =>
    as<Record<string, unknown>>(staff('data-steward'), 'exchange.get-call', { callId });

  test('keeps what was not sent, too', async () => {
    await as(staff('integration-manager'), 'exchange.pause-connector', { id: 'test-agency', reason: 'صيانة' });
    const { callId } = await ask();
    expect(await details(callId)).toMatchObject({ outcome: 'unavailable', reason: 'paused', asked: false });
  });

  test('holds what went over the line sealed, for the data protection officer alone', async () => {
    const { callId } = await ask();
    const body = await as<{ request: string; response: string }>(staff('data-steward'), 'exchange.open-call-body', {
      callId,
    });
    expect(body.request).toContain('"number":"7"');
    expect(body.response).toBe('{"word":"نعم"}');
    // Keys are headers, and headers are not kept.
    expect(JSON.stringify(body)).not.toContain('secret-of-tests');
    await expect(as(staff('integration-manager'), 'exchange.open-call-body', { callId })).rejects.toMatchObject({
      code: 'request.forbidden',
    });
  });

  test('can be neither changed nor shortened by the program, and shows what was changed past it', async () => {
    const { callId } = await ask();
    for (const statement of [
      sql`update exchange.call set about = 'x' where tenant_id = platform.current_tenant() and id = ${callId}`,
      sql`delete from exchange.call_end where tenant_id = platform.current_tenant() and call_id = ${callId}`,
    ]) {
      await expect(app.database.transaction(tenant.id, (tx) => statement.execute(tx))).rejects.toThrow();
    }
    expect(await details(callId)).toMatchObject({ seal: 'matches' });
  });

  test('a call whose process died shows as one that nobody knows the end of', async () => {
    const id = newId();
    await app.callAsSystem(tenant, 'exchange.begin-call', {
      call: {
        ...{ id, at: '2026-11-22T08:00:00Z', connector: 'test-agency', name: 'ask', direction: 'out' },
        ...{ askedByKind: 'system', askedBy: null, forParty: null, about: '7', purpose: { ar: 'ا', en: 'a' } },
        ...{ regulation: 'pdpl', ground: 'task', consentId: null, subjectType: null, subjectId: null },
        ...{ subjectNumber: null, messageId: null, inputDigest: '00'.repeat(32) },
      },
    });
    expect(await details(id)).toMatchObject({ outcome: 'unknown', seal: 'matches' });
    const { items } = await as<{ items: { id: string }[] }>(staff('data-steward'), 'exchange.list-calls', {
      outcome: 'unknown',
    });
    expect(items.map((one) => one.id)).toEqual([id]);
  });

  test('goes from page to page without losing or repeating a row', async () => {
    for (let i = 0; i < 7; i += 1) await ask();
    const ids: string[] = [];
    let before: string | null = null;
    do {
      const page: { items: { id: string }[]; next: string | null } = await as(
        staff('data-steward'),
        'exchange.list-calls',
        { limit: 3, ...(before === null ? {} : { before }) },
      );
      ids.push(...page.items.map(({ id }) => id));
      before = page.next;
    } while (before !== null);
    const [{ count }] = (await app.database.transaction(tenant.id, (tx) =>
      rows<{ count: number }>(
        tx,
        sql`select count(*)::integer as count from exchange.call where tenant_id = platform.current_tenant()`,
      ),
    )) as [{ count: number }];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(count);
  });
});

describe('an agency that tells something', () => {
  const hear = (body: string, key = 'secret-of-tests', name = 'told') =>
    app.connectors.hear(tenant, 'test-agency', name, { headers: { 'x-key': key }, body });

  test('is heard once, and only when it is the agency', async () => {
    expect(await hear('{"number":"N-1"}')).toBe('heard');
    expect(await hear('{"number":"N-1"}')).toBe('heard-before');
    expect(await hear('{"number":"N-2"}', 'guess')).toBe('not-authentic');
    expect(await hear('{"number":5}')).toBe('unreadable');
    expect(await hear('{{{')).toBe('unreadable');
    expect(await hear('{"number":"N-3"}', 'secret-of-tests', 'constructor')).toBe('unknown');
  });
});

describe('the way to an agency', () => {
  const client = createAgencyClient({ allowed: [] });
  const reason = async (address: string) => {
    const failure = await client
      .below(address, 2_000, () => {})({ method: 'GET', path: '/' })
      .catch((error: unknown) => error);
    return failure instanceof NoAnswer ? failure.reason : failure;
  };

  test.each(['https://127.0.0.1', 'https://10.0.0.1', 'https://169.254.169.254', 'https://[::1]', 'https://localhost'])(
    'does not lead into a private network: %s',
    async (address) => {
      expect(await reason(address)).toBe('address-refused');
    },
  );

  test('is never in the clear outside of the operator’s networks', async () => {
    expect(await reason('http://example.com')).toBe('address-refused');
  });

  test('is not changed by the agency', async () => {
    answering = [(_request, response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end()];
    expect(await ask()).toMatchObject({ kind: 'answered' });
    answering = Array.from({ length: 3 }, () => status(302));
    expect(await ask()).toMatchObject({ kind: 'unavailable', reason: 'redirected' });
  });

  test.each([
    ['an endless answer', 'too-large'],
    ['a deep one', 'broken-answer'],
    ['prototypes and nulls', 'broken-answer'],
  ])('survives %s', async (name, expected) => {
    const hostile: Answering = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      if (name === 'an endless answer') {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
          if (!response.destroyed) response.once('drain', more);
        };
        return more();
      }
      if (name === 'a deep one') return response.end(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
      response.end('{"__proto__":{"word":"x"},"word":{"\\u0000":"\\u0000"}}');
    };
    answering = [hostile, hostile, hostile];
    expect(await ask()).toMatchObject({ kind: 'unavailable', reason: expected });
  });
});
