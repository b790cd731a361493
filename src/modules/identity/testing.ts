import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Actor, systemActor } from '#kernel/actor.ts';
import { readConfig } from '#platform/config.ts';
import { type Database, sql } from '#platform/db.ts';
import { createDevIdp } from '#platform/dev-idp/index.ts';
import { createHttpServer } from '#platform/http.ts';
import { createLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createPipeline } from '#platform/pipeline.ts';
import { sharedCounts } from '#platform/rate-counts.ts';
import { createRateLimits } from '#platform/rate-limit.ts';
import { createTenants, type Tenant } from '#platform/tenants.ts';
import { developmentAccounts, PeopleDocument, type SeededSecret, seedBodies, seedPeople } from './api.ts';
import { createIdentity, type Identity } from './module.ts';

/**
 * For tests: the module on a real database behind the real HTTP server, with the development provider, two tenants and
 * a clock that tests move.
 */
export interface IdentityHouse {
  readonly identity: Identity;
  readonly tenants: { readonly eastern: Tenant; readonly boston: Tenant };
  readonly people: PeopleDocument;
  readonly secrets: readonly SeededSecret[];
  /** Address of the first tenant's pages. */
  readonly origin: string;
  now(): Temporal.Instant;
  advance(duration: Temporal.DurationLike): void;
  asSystem<O>(operation: string, input: unknown, tenant?: Tenant): Promise<O>;
  call<O>(actor: Actor, operation: string, input: unknown, tenant?: Tenant): Promise<O>;
  /** Calls with an idempotency key. */
  keyed(actor: Actor, call: { operation: string; input: unknown; idempotencyKey: string }): Promise<unknown>;
  /** Opens a session as after a sign-in, and returns its token. */
  open(code: string, segment: string, options?: { secondFactorProved?: boolean; tenant?: Tenant }): Promise<string>;
  actorOf(token: string, tenant?: Tenant): Promise<Actor | undefined>;
  close(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '..', '..', '..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

const tenantOf = (key: string, language: string): Omit<Tenant, 'id'> => ({
  key,
  name: { [language]: key },
  languages: language === 'ar' ? ['ar', 'en'] : ['en'],
  timeZone: 'Asia/Riyadh',
  calendars: ['gregory'],
  settings: {},
});

export async function identityHouse(database: Database): Promise<IdentityHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'amanah-identity-'));
  let shift = Temporal.Duration.from({ seconds: 0 });
  const now = () => Temporal.Now.instant().add(shift);
  let origin = 'http://127.0.0.1';

  const tenants = createTenants(database, 'eastern');
  const eastern = await tenants.put(tenantOf('eastern', 'ar'));
  const boston = await tenants.put(tenantOf('boston', 'en'));
  const people = PeopleDocument.parse(read('tenants/eastern/people.json'));
  // Teams and municipalities are other modules' and other tests' matter.
  const document = {
    ...people,
    people: people.people.map((person) => ({
      ...person,
      teams: [],
      roles: person.roles.map(({ role }) => ({ role })),
    })),
  };

  const identity = createIdentity({
    database,
    dataDir,
    baseUrl: () => origin,
    baseUrlOf: () => origin,
    environment: {},
    oidc: undefined,
    demo: true,
    limitSignIn: async () => {},
    callAsSystem: async (tenant, operation, input, requestId) =>
      (await pipeline.call({ operation, input, tenant, requestId, actor: systemActor(tenant.id) })).output,
    now,
  });
  const pipeline = createPipeline({
    database,
    operations: identity.module.operations,
    record: () => sql`select 1`,
    isHeard: () => false,
    wakeRelay: () => {},
    now,
  });
  const server = createHttpServer({
    config: readConfig({}),
    pipeline,
    tenants,
    authenticate: identity.authenticate,
    endSession: async () => {},
    rateLimits: createRateLimits(false, sharedCounts(database)),
    metrics: createMetrics(database.pool),
    log: createLog('silent'),
    handlers: { auth: identity.handler },
    nodeHandlers: {
      'dev-id': createDevIdp({
        issuer: () => `${origin}/dev-id`,
        dataDir,
        accountsOf: (key) => (key === 'eastern' ? developmentAccounts(people) : []),
        demo: true,
      }),
    },
    pages: (request, response) => {
      const { actor } = (request as unknown as { amanah: { actor: Actor } }).amanah;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ url: request.url, actor }));
    },
    ready: async () => true,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const call = async <O>(actor: Actor, operation: string, input: unknown, tenant: Tenant = eastern): Promise<O> =>
    (await pipeline.call({ operation, input, tenant, requestId: 'test-request', actor })).output as O;
  const asSystem = <O>(operation: string, input: unknown, tenant: Tenant = eastern): Promise<O> =>
    call<O>(systemActor(tenant.id), operation, input, tenant);

  const steps = { call: asSystem, municipalityId: async () => undefined };
  await seedBodies(document, steps);
  const secrets = await seedPeople(document, steps);

  return {
    identity,
    tenants: { eastern, boston },
    people,
    secrets,
    get origin() {
      return origin;
    },
    now,
    advance: (duration) => {
      shift = shift.add(Temporal.Duration.from(duration));
    },
    asSystem,
    call,
    keyed: async (actor, one) =>
      (await pipeline.call({ ...one, tenant: eastern, requestId: 'test-request', actor })).output,
    async open(code, segment, { secondFactorProved = false, tenant = eastern } = {}) {
      const { createHash, randomBytes } = await import('node:crypto');
      const token = randomBytes(32).toString('base64url');
      const person = people.people.find((one) => one.code === code)!;
      const kind = person.nationalId.startsWith('1') ? 'NATIONAL_ID' : 'IQAMA';
      await asSystem(
        'identity.open-session',
        {
          tokenDigest: createHash('sha256').update(token).digest('base64url'),
          segment,
          identifiers: [{ kind, value: person.nationalId }],
          name: { text: person.name },
          secondFactorProved,
          device: '',
        },
        tenant,
      );
      return token;
    },
    actorOf: async (token, tenant = eastern) => (await identity.api.actorFor(token, tenant, 'web'))?.actor,
    async close() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
