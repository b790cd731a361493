import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { say } from '#kernel/text.ts';
import { type Config, ConfigError, readConfig } from '#platform/config.ts';
import { rows, sql } from '#platform/db.ts';
import { createHttpServer } from '#platform/http.ts';
import { newId } from '#platform/ids.ts';
import { type Jobs, startJobs } from '#platform/jobs.ts';
import { createLog, type Log } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { ensurePagesBuilt, loadPages } from '#platform/pages.ts';
import { type Relay, startRelay } from '#platform/relay.ts';
import type { Tenant } from '#platform/tenants.ts';
import { type RunningSimulators, startSimulators } from '../connectors/simulators.ts';
import { type Installation, openInstallation } from './installation.ts';
import type { Composition, compose, Surroundings } from './main.ts';
import { liveSampleLife } from './sample-life.ts';
import { applyTenant, shippedTenants, TENANTS_FOLDER } from './seed.ts';

/** How long requests under way may take to end before the program goes. */
const GRACE_MILLISECONDS = 10_000;

const listen = (server: Server, config: Config): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new ConfigError(
              `Port ${config.port} is taken: stop what uses it, or set PORT to another (0 picks a free one).`,
            )
          : error,
      );
    });
    server.listen(config.port, config.host, () => resolve((server.address() as AddressInfo).port));
  });

/**
 * Makes the shipped tenants on a database that has none; a city of one's own is made by `amanah tenant apply`. Of several
 * processes that start together one makes them, and the others wait until they are there. Returns those made now.
 */
async function seedFirstStart(
  composition: Composition,
  config: Config,
  { database }: Installation,
  log: Log,
): Promise<readonly Tenant[]> {
  if (!config.demo) return [];
  const client = await database.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('amanah:first-start'))`);
    return await makeCities(composition, config, log);
  } finally {
    // The lock goes with its connection.
    client.release(true);
  }
}

async function makeCities(composition: Composition, config: Config, log: Log): Promise<readonly Tenant[]> {
  if ((await composition.tenants.all()).length > 0) return [];
  const made: Tenant[] = [];
  const keys = shippedTenants().sort((a, b) => Number(b === config.defaultTenant) - Number(a === config.defaultTenant));
  for (const key of keys) {
    log.info({ tenant: key }, 'making the demonstration city');
    made.push((await applyTenant(composition, join(TENANTS_FOLDER, key), true)).tenant);
  }
  return made;
}

async function liveAll(
  tenants: readonly Tenant[],
  today: Composition,
  composed: (now: () => Temporal.Instant) => Composition,
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  for (const tenant of tenants) {
    try {
      const deeds = await liveSampleLife({ tenant, today, composed, signal });
      if (deeds > 0) log.info({ tenant: tenant.key, deeds }, 'sample people have lived through the recent past');
    } catch (error) {
      log.warn({ err: error, tenant: tenant.key }, 'the sample people did not live through all of the recent past');
    }
  }
}

function banner(baseUrl: string, config: Config, tenants: readonly Tenant[]): string {
  const lines = ['', `  أمانة · Amanah   ${baseUrl}`];
  if (tenants.length === 0) lines.push('  There is no city yet: npm run amanah -- tenant apply tenants/<key>');
  const others = tenants
    .filter(({ key }) => key !== config.defaultTenant)
    .map(({ key, name, languages }) => ({ key, name: say(name, languages[0] ?? 'en') }));
  for (const { key, name } of others) lines.push(`  ${name}   ${baseUrl.replace('//', `//${key}.`)}`);
  if (config.demo) {
    lines.push(
      '',
      '  Demonstration: sign in as a sample person (choose on the sign-in page), or by number:',
      '    resident 1000000008 · the sign-in page lists triage, crews, 940 desk, supervisor, auditor and administrator',
      `  Development mailbox: ${baseUrl}/ar/dev/mailbox`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Runs the program until it is told to stop. Everything it started is ended in reverse order. */
export async function serve(composeParts: typeof compose): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const started = performance.now();
  let installation: Installation | undefined;
  let baseUrl = config.baseUrl ?? '';
  let relay: Relay | undefined;
  let live: Composition['live'] | undefined;
  let printer: Composition['printer'] | undefined;
  let jobs: Jobs | undefined;
  let server: Server | undefined;
  let simulators: RunningSimulators | undefined;
  let living: Promise<void> | undefined;
  const ended = new AbortController();

  let ending: Promise<void> | undefined;
  const end = (signal: string): Promise<void> => {
    ending ??= (async () => {
      log.info({ signal }, 'stopping');
      ended.abort();
      const late = setTimeout(() => process.exit(1), GRACE_MILLISECONDS + 15_000);
      late.unref();
      live?.stop();
      if (server !== undefined) {
        // Clients that never fall silent would be served for the whole grace: each is sent away with its next answer.
        server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'));
        const closed = new Promise((resolve) => server?.close(resolve));
        server.closeIdleConnections();
        const timer = setTimeout(() => server?.closeAllConnections(), GRACE_MILLISECONDS);
        await closed;
        clearTimeout(timer);
      }
      await living;
      await jobs?.stop().catch((error) => log.warn({ error: error.message }, 'jobs did not stop cleanly'));
      await relay?.stop();
      await simulators?.stop();
      await printer?.close();
      await installation?.close();
      log.info('stopped');
    })();
    return ending;
  };

  // From the first moment on: a start may take long, and whoever ends it wants nothing left behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void end(signal).then(() => process.exit(0)));
  }

  try {
    await ensurePagesBuilt(log);
    installation = await openInstallation(config, log, { attach: false });
    const { database, connectionString } = installation;
    const metrics = createMetrics(database.pool);
    // Made-up agencies are for a demonstration alone.
    if (config.demo) simulators = await startSimulators({ folder: config.dataDir });
    const surroundings: Surroundings = {
      config,
      database,
      log,
      baseUrl: () => baseUrl,
      simulators,
      wakeRelay: () => relay?.wake(),
    };
    const composition = composeParts(surroundings);
    live = composition.live;
    printer = composition.printer;
    if (printer.browser === undefined) {
      log.warn(
        'no Chromium was found: documents are issued and can be verified, their files wait until CHROMIUM names one',
      );
    }
    const made = await seedFirstStart(composition, config, installation, log);
    const tenants = await composition.tenants.all();
    const pages = await loadPages();
    server = createHttpServer({
      config,
      pipeline: composition.pipeline,
      tenants: composition.tenants,
      authenticate: composition.identity.authenticate,
      async endSession(services) {
        const { sessionId } = services.actor;
        if (sessionId !== null) {
          await services.call('identity.revoke-session', { sessionId }, { idempotencyKey: `sign-out-${sessionId}` });
        }
      },
      rateLimits: composition.rateLimits,
      metrics,
      log,
      handlers: composition.handlers,
      nodeHandlers: composition.nodeHandlers,
      streams: composition.streams,
      webhooks: composition.webhooks,
      pages,
      ready: async () => (await database.transaction(null, (tx) => rows(tx, sql`select 1`))).length === 1,
    });
    const port = await listen(server, config);
    baseUrl ||= `http://localhost:${port}`;
    relay = startRelay({
      database,
      subscriptions: composition.modules.flatMap((module) => module.subscriptions ?? []),
      tenants: composition.tenants.all,
      log,
      relayed: metrics.relayed,
    });
    jobs = await startJobs(
      connectionString,
      composition.modules.flatMap((module) => module.jobs ?? []),
      {
        newId,
        tenants: composition.tenants.all,
        transaction: (tenantId, work) => database.transaction(tenantId, work),
        call: (tenant, operation, input) => composition.callAsSystem(tenant, operation, input),
      },
      log,
    );
    log.info({ port, milliseconds: Math.round(performance.now() - started) }, 'ready');
    process.stdout.write(banner(baseUrl, config, tenants));
    // Beside those who look at the city already: nobody waits for its past.
    if (config.sampleLife) {
      living = liveAll(made, composition, (now) => composeParts({ ...surroundings, now }), ended.signal, log);
    }
  } catch (error) {
    // A start that was told to stop fails as its parts are taken from it: that is no news.
    if (ending !== undefined) return ending;
    await end('failed start');
    throw error;
  }
}
