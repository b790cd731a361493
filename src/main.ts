import { createHmac, hkdfSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemActor } from '#kernel/actor.ts';
import type { Config } from '#platform/config.ts';
import type { Database } from '#platform/db.ts';
import { createDevIdp } from '#platform/dev-idp/index.ts';
import { openFiles } from '#platform/files.ts';
import type { HttpHandler, NodeHandler } from '#platform/http.ts';
import { newId } from '#platform/ids.ts';
import type { Log } from '#platform/log.ts';
import { bareAddress, smtpMail } from '#platform/mail.ts';
import type { Module } from '#platform/module.ts';
import { createOperating } from '#platform/operating.ts';
import type { Operation } from '#platform/operations.ts';
import { createPipeline, type Pipeline } from '#platform/pipeline.ts';
import { chromiumPrinter, type Printer } from '#platform/printer.ts';
import { sharedCounts } from '#platform/rate-counts.ts';
import { createRateLimits, type RateLimits } from '#platform/rate-limit.ts';
import { clamdScanner } from '#platform/scanner.ts';
import { httpSms } from '#platform/sms.ts';
import type { StreamHandler } from '#platform/streams.ts';
import { createTenants, type Tenant, type Tenants } from '#platform/tenants.ts';
import { CONNECTORS, registerConnection, smsConnection } from '../connectors/index.ts';
import { sadadBiller } from '../connectors/sadad/biller.ts';
import { sadad } from '../connectors/sadad/connector.ts';
import { pagesUnder } from '../connectors/simulator.ts';
import type { RunningSimulators } from '../connectors/simulators.ts';
import program from '../package.json' with { type: 'json' };
import { createCases } from './modules/cases/module.ts';
import { createDocuments } from './modules/documents/module.ts';
import { type Connector, HEARD } from './modules/exchange/api.ts';
import { createExchange } from './modules/exchange/module.ts';
import { developmentAccounts, PeopleDocument } from './modules/identity/api.ts';
import { createIdentity, type Identity } from './modules/identity/module.ts';
import { createLedger } from './modules/ledger/module.ts';
import { createNotifications } from './modules/notifications/module.ts';
import { createPayments } from './modules/payments/module.ts';
import { createReports } from './modules/reports/module.ts';
import { createServices } from './modules/services/module.ts';
import { createTerritory } from './modules/territory/module.ts';
import { TENANTS_FOLDER } from './seed.ts';

/** The whole program put together over a database, before anything listens or runs. */
export interface Composition {
  readonly modules: readonly Module[];
  readonly operations: readonly Operation[];
  readonly pipeline: Pipeline;
  readonly tenants: Tenants;
  readonly identity: Identity;
  readonly rateLimits: RateLimits;
  readonly handlers: Readonly<Record<string, HttpHandler>>;
  readonly nodeHandlers: Readonly<Record<string, NodeHandler>>;
  /** Lines that stay open, by their path; `live` ends them. */
  readonly streams: Readonly<Record<string, StreamHandler>>;
  readonly webhooks: Readonly<Record<string, unknown>>;
  readonly live: { stop(): void; watchers(): number };
  /** Asks agencies; see `Connectors`. */
  readonly connectors: ReturnType<typeof createExchange>['connectors'];
  readonly printer: Pick<Printer, 'browser' | 'close'>;
  /** Calls an operation as the program itself. */
  callAsSystem<O = unknown>(tenant: Tenant, operation: string, input: unknown, requestId?: string): Promise<O>;
}

export interface Surroundings {
  readonly config: Config;
  readonly database: Database;
  readonly log: Log;
  /** Address of the default tenant's pages; known once the server listens. */
  readonly baseUrl: () => string;
  readonly wakeRelay: () => void;
  /** The connectors the program has, unless told otherwise. */
  readonly connectors?: readonly Connector[];
  /** The made-up agencies of a demonstration, where they run. */
  readonly simulators?: RunningSimulators | undefined;
  readonly now?: () => Temporal.Instant;
}

/** A key for one purpose, from the installation's secret: the same after every start and in every process. */
const derivedKey = (secret: Uint8Array, purpose: string, bytes: number): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, 'amanah', purpose, bytes));

/** The sample people a tenant's folder names, as accounts of the development sign-in. */
function samplePeople(key: string) {
  const path = join(TENANTS_FOLDER, key, 'people.json');
  return existsSync(path) ? developmentAccounts(PeopleDocument.parse(JSON.parse(readFileSync(path, 'utf8')))) : [];
}

/** Puts the modules together: the only place that knows them all. */
export function compose({
  config,
  database,
  log,
  baseUrl,
  wakeRelay,
  simulators,
  now,
  ...given
}: Surroundings): Composition {
  const tenants = createTenants(database, config.defaultTenant);
  const rateLimits = createRateLimits(config.rateLimits, sharedCounts(database));
  const clock = now === undefined ? {} : { now };
  const callAsSystem = async <O = unknown>(tenant: Tenant, operation: string, input: unknown, requestId?: string) => {
    const call = { operation, input, tenant, actor: systemActor(tenant.id), requestId: requestId ?? newId() };
    return (await pipeline.call(call)).output as O;
  };
  /** The default tenant lives at the base address, each other one below its own name. */
  const baseUrlOf = (tenant: Tenant): string => {
    if (tenant.key === config.defaultTenant) return baseUrl();
    const url = new URL(baseUrl());
    if (/^[\d.]+$|:/.test(url.hostname)) url.hostname = 'localhost';
    return `${url.protocol}//${tenant.key}.${url.host}`;
  };

  const identity = createIdentity({
    database,
    dataDir: config.dataDir,
    baseUrl,
    baseUrlOf,
    environment: process.env,
    oidc: config.oidc,
    demo: config.demo,
    limitSignIn: (address) => rateLimits.take('sign-in', { partyId: null, address }),
    callAsSystem,
    register: registerConnection(() => exchange.connectors),
    ...clock,
  });
  const territory = createTerritory({
    read: (tenantId, work) => database.transaction(tenantId, work, { readOnly: true }),
  });
  const ledger = createLedger({ dataDir: config.dataDir });
  const printer = chromiumPrinter(config.chromium);
  const documents = createDocuments({
    files: openFiles(join(config.dataDir, 'files')),
    linkKey: derivedKey(identity.secret, 'photo links', 32),
    originalsKey: derivedKey(identity.secret, 'photo originals', 32),
    identity: identity.api,
    scanner: config.scanner === undefined ? undefined : clamdScanner(config.scanner),
    transaction: (tenantId, work) => database.transaction(tenantId, work),
    sealer: identity.sealer,
    printer,
    unprinted: (error) => log.warn({ err: error }, 'the file of a document was not made; it is tried again'),
    baseUrlOf,
    sample: config.demo,
    unscanned: (error) => log.warn({ err: error }, 'the scanner gave no verdict; the upload waits in quarantine'),
  });
  const notifications = createNotifications({
    directory: identity.api,
    mail: config.smtpUrl === undefined ? undefined : smtpMail(config.smtpUrl, config.mailFrom),
    sms: config.smsUrl === undefined ? undefined : httpSms(config.smsUrl),
    tenantSms: smsConnection(() => exchange.connectors),
    dataDir: config.dataDir,
    pushContact: () => (baseUrl().startsWith('https:') ? baseUrl() : `mailto:${bareAddress(config.mailFrom)}`),
    pushServices: config.pushServices,
    calendars: territory.api,
    signOffKey: derivedKey(identity.secret, 'sign-off links', 32),
    devMailbox: config.demo,
    baseUrlOf,
  });
  const exchange = createExchange({
    identity: identity.api,
    sealer: identity.sealer,
    receivers: { allowed: config.privateReceivers },
    database,
    reachOf: (actor) => cases.api.reachOf(actor),
    warn: (error) => log.warn({ err: error }, 'live screens'),
    connectors: given.connectors ?? CONNECTORS,
    simulators,
    baseUrlOf,
    sealedInputs: ledger.api.inputDigests,
    callAsSystem,
    ...clock,
  });
  const payments = createPayments({
    identity: identity.api,
    biller: sadadBiller(exchange.connectors.ask),
    database,
    notices: { event: HEARD, connector: sadad.id, notification: 'payment' },
    sampleBank: simulators?.of(sadad.id) === undefined ? null : '/dev-bank',
  });
  const cases = createCases({ identity: identity.api, territory: territory.api });
  identity.api.keeps(...documents.kept, ...notifications.kept, ...payments.kept, ...exchange.kept);
  identity.api.tellOf(documents.told);
  const trackingKey = derivedKey(identity.secret, 'tracking codes', 32);
  const reports = createReports({
    cases: cases.api,
    territory: territory.api,
    identity: identity.api,
    documents: documents.api,
    read: (tenantId, work) => database.transaction(tenantId, work, { readOnly: true }),
    notifications: notifications.api,
    exchange: exchange.api,
    transaction: (tenantId, work) => database.transaction(tenantId, work),
    trackingBytes: (tenantId, caseId) =>
      createHmac('sha256', trackingKey).update(`${tenantId} ${caseId}`).digest().subarray(0, 16),
    callAs: async (tenant, actor, operation, input, idempotencyKey) =>
      (await pipeline.call({ operation, input, tenant, actor, idempotencyKey, requestId: newId() })).output,
    environment: process.env,
    privateReceivers: config.privateReceivers,
    gateKey: derivedKey(identity.secret, 'proofs of work', 32),
    limited: config.rateLimits,
  });
  const services = createServices({
    cases: cases.api,
    territory: territory.api,
    identity: identity.api,
    documents: documents.api,
    exchange: exchange.api,
    describe: exchange.connectors.describe,
    asking: exchange.connectors,
    transaction: (tenantId, work) => database.transaction(tenantId, work),
    payments: payments.api,
  });

  const operating = createOperating({
    version: program.version,
    subscribers: () => subscriptions,
  });

  const modules: readonly Module[] = [
    identity.module,
    territory.module,
    ledger.module,
    documents.module,
    notifications.module,
    payments.module,
    exchange.module,
    cases.module,
    reports.module,
    services.module,
    operating,
  ];
  const subscriptions = modules.flatMap((module) => module.subscriptions ?? []);
  const heard = new Set(subscriptions.flatMap(({ events }) => events));
  const operations = modules.flatMap((module) => module.operations);
  const pipeline = createPipeline({
    database,
    operations,
    record: ledger.record,
    isHeard: (type) => heard.has(type),
    wakeRelay,
    ...clock,
  });

  const bank = simulators?.of(sadad.id);

  return {
    modules,
    operations,
    pipeline,
    tenants,
    identity,
    rateLimits,
    handlers: {
      auth: identity.handler,
      tiles: async (request, services) =>
        (await territory.tiles(request, services)) ?? (await reports.handlers.tiles(request, services)),
      exchange: exchange.hearing,
      feeds: reports.handlers.feeds,
      alerts: reports.handlers.alerts,
      f: reports.handlers.f,
      files: documents.http,
      ...documents.handlers,
      notices: notifications.signOff,
      open311: reports.handlers.open311,
      'open-data': reports.handlers['open-data'],
      services: services.links,
      'services.jsonld': services.links,
    },
    streams: { '/api/v1/live': exchange.stream },
    live: exchange.live,
    connectors: exchange.connectors,
    printer,
    webhooks: reports.webhooks,
    nodeHandlers: {
      // Where a person pays bills of the demonstration, at a made-up bank.
      ...(bank === undefined ? {} : { 'dev-bank': pagesUnder(bank, '/bank') }),
      ...(config.demo && config.oidc === undefined
        ? {
            'dev-id': createDevIdp({
              issuer: () => `${baseUrl()}/dev-id`,
              dataDir: config.dataDir,
              accountsOf: samplePeople,
              demo: config.demo,
              failed: (error) => log.error({ err: error }, 'development sign-in'),
            }),
          }
        : {}),
    },
    callAsSystem,
  };
}

/** The command line: `serve` runs the program; every other command works on a running or a resting installation. */
export async function main(args: readonly string[]): Promise<void> {
  const { runCommand } = await import('./cli.ts');
  await runCommand(args, compose);
}
