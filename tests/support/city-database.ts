import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { migrate } from '#modules/migrations.ts';
import { readConfig } from '#platform/config.ts';
import { openDatabase } from '#platform/db.ts';
import { startPostgres } from '#platform/postgres.ts';
import { compose } from '../../src/main.ts';
import { applyTenant, TENANTS_FOLDER } from '../../src/seed.ts';
import { type TestServer, withDatabase } from './postgres-setup.ts';

/** A database with both tenants and their sample people, of its own; thrown away with `remove`. */
export interface CityDatabase {
  /** As its owner and superuser. */
  readonly connectionString: string;
  /** The folder of files and keys that belongs to it. */
  readonly dataDir: string;
  /** Authenticator secrets of the sample employees, by tenant and code. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  remove(): Promise<void>;
}

/** Before every time a test plays in: what a city begins with was there already. */
const SEEDED = Temporal.Instant.from('2026-01-01T00:00:00Z');
const SECRETS = 'secrets.json';
let copies = 0;

/**
 * Takes a copy of the run's city, which the first who asks has made. Where no server serves the whole run, as in benches, or
 * an outside one is what is tested, the city gets a server of its own.
 */
export async function cityDatabase(environment: NodeJS.ProcessEnv, now: () => Temporal.Instant): Promise<CityDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'amanah-city-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  const dataDir = join(folder, 'data');
  const server = process.env.VITEST === undefined ? undefined : (await import('vitest')).inject('testServer');
  if (server === undefined || process.env.TEST_DATABASE_URL) {
    // So that under root the unprivileged database server may enter.
    chmodSync(folder, 0o711);
    const quiet = () => {};
    const log = { debug: quiet, info: quiet, warn: console.warn, error: console.error };
    const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), log, forgetful: true });
    const connectionString = postgres.connectionString();
    await migrate(connectionString);
    const secrets = await seed(connectionString, dataDir, environment, now);
    const remove = async () => {
      await postgres.stop();
      removeFolder();
    };
    return { connectionString, dataDir, secrets, remove };
  }
  if (server.failure !== undefined) throw new Error(server.failure);
  copies += 1;
  const name = `${server.prefix}_city_${process.pid}_${copies}`;
  const client = new pg.Client({ connectionString: server.connectionString });
  await client.connect();
  try {
    const made = await madeCity(server, client);
    await client.query(`create database ${name} template ${made.name} strategy file_copy`);
    cpSync(made.dataDir, dataDir, { recursive: true });
    const secrets = JSON.parse(readFileSync(join(made.dataDir, SECRETS), 'utf8'));
    const remove = async () => {
      // Waits a little for connections that are just ending.
      await client.query(`drop database ${name}`).catch(() => client.query(`drop database ${name} with (force)`));
      await client.end();
      removeFolder();
    };
    return { connectionString: withDatabase(server.connectionString, name), dataDir, secrets, remove };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** The city that the others of this run are copies of; one worker makes it, and the rest wait for that. */
async function madeCity(server: TestServer, client: pg.Client): Promise<{ name: string; dataDir: string }> {
  const name = `${server.prefix}_city`;
  const dataDir = join(server.folder, 'city');
  await client.query('select pg_advisory_lock(hashtext($1))', [name]);
  try {
    if (!existsSync(dataDir)) {
      await client.query(`drop database if exists ${name}`);
      await client.query(`create database ${name} template ${server.prefix} strategy file_copy`);
      const making = mkdtempSync(join(server.folder, 'city-'));
      await seed(withDatabase(server.connectionString, name), making, {}, () => SEEDED);
      renameSync(making, dataDir);
    }
    return { name, dataDir };
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [name]);
  }
}

/** Makes both tenants, and leaves the folder that belongs to them with their secrets. */
async function seed(
  connectionString: string,
  dataDir: string,
  environment: NodeJS.ProcessEnv,
  now: () => Temporal.Instant,
): Promise<CityDatabase['secrets']> {
  const database = openDatabase({ connectionString, poolSize: 4 });
  const composition = compose({
    config: readConfig({ DATA_DIR: dataDir, RATE_LIMITS: 'off', ...environment }),
    database,
    log: pino({ level: 'silent' }),
    baseUrl: () => 'http://amanah.localhost',
    wakeRelay: () => {},
    now,
  });
  const all: Record<string, Record<string, string>> = {};
  try {
    for (const key of ['eastern', 'boston']) {
      const { secrets } = await applyTenant(composition, join(TENANTS_FOLDER, key), true);
      all[key] = Object.fromEntries(secrets.map(({ code, totpSecret }) => [code, totpSecret]));
    }
  } finally {
    composition.live.stop();
    await database.close();
  }
  writeFileSync(join(dataDir, SECRETS), JSON.stringify(all));
  return all;
}
