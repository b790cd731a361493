import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pg from 'pg';
import pino from 'pino';
import { type Actor, anonymous } from '#kernel/actor.ts';
import { readConfig } from '#platform/config.ts';
import { type Database, openDatabase } from '#platform/db.ts';
import { createHttpServer, type NodeHandler } from '#platform/http.ts';
import { newId } from '#platform/ids.ts';
import { createMetrics } from '#platform/metrics.ts';
import { startRelay } from '#platform/relay.ts';
import type { Tenant } from '#platform/tenants.ts';
import { type Composition, compose, type Surroundings } from '../../src/main.ts';
import { PeopleDocument } from '../../src/modules/identity/api.ts';
import { sampleSession } from '../../src/sample-life.ts';
import { TENANTS_FOLDER } from '../../src/seed.ts';
import { cityDatabase } from './city-database.ts';
import { createSender, type Send } from './send.ts';

export interface CityOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Stands between the program and its database, to watch or to weaken it. */
  readonly around?: (database: Database) => Database;
  readonly now?: () => Temporal.Instant;
  /** Made-up agencies; without them no agency can be asked. */
  readonly simulators?: Surroundings['simulators'];
  /** The pages; without them every address that is no page answers 404. */
  readonly pages?: NodeHandler;
}

/** Somebody who signed in, as their requests show it. */
export interface SignedIn {
  /** Headers of their requests. */
  readonly headers: Readonly<Record<string, string>>;
  readonly actor: Actor;
}

export interface SignInOptions {
  readonly segment?: string;
  /** An employee's roles count only with it; on unless said otherwise for employees. */
  readonly secondFactor?: boolean;
  readonly tenant?: Tenant;
}

/**
 * The whole program in this process, on a database of its own that is thrown away: both tenants with their sample
 * people, served over HTTP. No job runs and no event is delivered unless a test asks for it.
 */
export interface City {
  readonly composition: Composition;
  /** The same program by another clock. */
  composed(now: () => Temporal.Instant): Composition;
  readonly eastern: Tenant;
  readonly boston: Tenant;
  readonly server: Server;
  readonly port: number;
  /** Where it keeps files and keys. */
  readonly dataDir: string;
  /** Sends a request to the program. */
  readonly send: Send;
  readonly database: Database;
  /** The database as its owner and superuser, whom no policy stops. */
  readonly owner: pg.Pool;
  /** Authenticator secrets of the first tenant's sample employees, by their codes. */
  readonly secrets: ReadonlyMap<string, string>;
  /** What was logged at `warn` and above. */
  readonly warnings: string[];
  asSystem<O>(operation: string, input: unknown, tenant?: Tenant): Promise<O>;
  /** Opens a session as after a sign-in at the provider. `code` is that of `people.json`. */
  signIn(code: string, options?: SignInOptions): Promise<SignedIn>;
  /** Calls an operation as whoever of this code signed in last, or as `nobody`, who has no account. Returns its output. */
  callAs<O>(who: string, operation: string, input: unknown, tenant?: Tenant): Promise<O>;
  /** Delivers every event that waits. */
  settle(): Promise<void>;
  /** Runs a timed work once. */
  runJob(name: string): Promise<void>;
  close(): Promise<void>;
}

const peopleOf = (key: string) =>
  PeopleDocument.parse(JSON.parse(readFileSync(join(TENANTS_FOLDER, key, 'people.json'), 'utf8')));

/** Starts a city. The caller closes it. */
export async function startCity(options: CityOptions = {}): Promise<City> {
  const { connectionString, dataDir, secrets, remove } = await cityDatabase(
    options.environment ?? {},
    options.now ?? Temporal.Now.instant,
  );
  const opened = openDatabase({ connectionString, poolSize: 8 });
  const database = options.around?.(opened) ?? opened;
  const owner = new pg.Pool({ connectionString, max: 2 });
  owner.on('error', () => {});
  const warnings: string[] = [];
  const log = pino(
    { level: 'warn', base: null },
    new Writable({
      write(chunk, _encoding, done) {
        warnings.push(String(chunk));
        done();
      },
    }),
  );
  const config = readConfig({ DATA_DIR: dataDir, RATE_LIMITS: 'off', ...options.environment });
  let port = 0;
  const surroundings: Surroundings = {
    config,
    database,
    log,
    baseUrl: () => `http://127.0.0.1:${port}`,
    wakeRelay: () => {},
    simulators: options.simulators,
    ...(options.now === undefined ? {} : { now: options.now }),
  };
  const composition = compose(surroundings);
  const tenantOf = async (key: string) => (await composition.tenants.all()).find((tenant) => tenant.key === key)!;
  const [eastern, boston] = [await tenantOf('eastern'), await tenantOf('boston')];
  const people = { eastern: peopleOf('eastern'), boston: peopleOf('boston') };

  const server = createHttpServer({
    config,
    pipeline: composition.pipeline,
    tenants: composition.tenants,
    authenticate: composition.identity.authenticate,
    endSession: async () => {},
    rateLimits: composition.rateLimits,
    metrics: createMetrics(opened.pool),
    log,
    handlers: composition.handlers,
    nodeHandlers: composition.nodeHandlers,
    streams: composition.streams,
    webhooks: composition.webhooks,
    pages: options.pages ?? ((_request, response) => response.writeHead(404).end()),
    ready: async () => true,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  const sender = createSender(port);
  const signedIn = new Map<string, Actor>();

  return {
    dataDir,
    composition,
    composed: (now) => compose({ ...surroundings, now }),
    eastern,
    boston,
    server,
    port,
    send: sender.send,
    database,
    owner,
    secrets: new Map(Object.entries(secrets.eastern!)),
    warnings,
    asSystem: (operation, input, tenant = eastern) => composition.callAsSystem(tenant, operation, input),
    async signIn(code, { segment, secondFactor, tenant = eastern } = {}) {
      const person = people[tenant.key as keyof typeof people].people.find((one) => one.code === code);
      if (person === undefined) throw new Error(`people.json of ${tenant.key} has nobody called ${code}`);
      const token = randomBytes(32).toString('base64url');
      const usual = sampleSession(person, token);
      await composition.callAsSystem(tenant, 'identity.open-session', {
        ...usual,
        segment: segment ?? usual.segment,
        secondFactorProved: secondFactor ?? usual.secondFactorProved,
      });
      const access = await composition.identity.api.actorFor(token, tenant, 'web');
      signedIn.set(code, access!.actor);
      return { headers: { cookie: `amanah_session=${token}` }, actor: access!.actor };
    },
    async callAs<O>(who: string, operation: string, input: unknown, tenant = eastern) {
      const actor = who === 'nobody' ? anonymous(tenant.id) : signedIn.get(who);
      if (actor === undefined) throw new Error(`${who} has not signed in`);
      const call = { operation, input, actor, tenant, requestId: 'r', idempotencyKey: newId() };
      return (await composition.pipeline.call(call)).output as O;
    },
    async settle() {
      const relay = startRelay({
        database: opened,
        subscriptions: composition.modules.flatMap((module) => module.subscriptions ?? []),
        tenants: composition.tenants.all,
        log,
      });
      await relay.drain();
      await relay.stop();
    },
    async runJob(name) {
      const job = composition.modules.flatMap((module) => module.jobs ?? []).find((one) => one.name === name);
      if (job === undefined) throw new Error(`there is no job ${name}`);
      await job.run({
        now: (options.now ?? Temporal.Now.instant)(),
        signal: new AbortController().signal,
        newId,
        tenants: composition.tenants.all,
        transaction: (tenantId, work) => database.transaction(tenantId, work),
        call: (tenant, operation, input) => composition.callAsSystem(tenant, operation, input),
      });
    },
    async close() {
      sender.close();
      composition.live.stop();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await opened.close();
      await owner.end();
      await remove();
    },
  };
}
