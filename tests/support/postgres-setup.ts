import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '#platform/postgres.ts';

/** What the workers need to clone the migrated template. */
export interface TestServer {
  /** Of the maintenance database, with the right to create databases and roles. */
  readonly connectionString: string;
  /** Begins the name of every database of this run. */
  readonly prefix: string;
  /** Why there is no template: tests that need none still run. */
  readonly failure: string | undefined;
  /** For files of the tests; gone with the run. */
  readonly folder: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

/** The same server, another database. */
export function withDatabase(connectionString: string, database: string): string {
  return connectionString.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${encodeURIComponent(database)}`);
}

/**
 * Starts one PostgreSQL for the whole run, or uses TEST_DATABASE_URL, and migrates a template database in it.
 * Returns what undoes that.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { connectionString: given, stop: async () => {} } : await startThrowAway();
  const prefix = `amanah_test_${randomBytes(4).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'amanah-files-'));
  let failure: string | undefined;
  try {
    await query(server.connectionString, `create database ${prefix}`);
    const { migrate } = await import('../../src/modules/migrations.ts');
    await migrate(withDatabase(server.connectionString, prefix));
  } catch (error) {
    failure = `the template database could not be migrated: ${(error as Error).message}`;
  }
  project.provide('testServer', { connectionString: server.connectionString, prefix, failure, folder });
  return async () => {
    try {
      if (given) await dropAll(given, prefix);
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  };
}

async function startThrowAway(): Promise<{ connectionString: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'amanah-test-'));
  // So that under root the unprivileged server may enter.
  chmodSync(folder, 0o711);
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  const quiet = () => {};
  const log = { debug: quiet, info: quiet, warn: console.warn, error: console.error };
  try {
    const postgres = await startPostgres({ dataDir: folder, log, forgetful: true });
    return {
      connectionString: postgres.connectionString('postgres'),
      stop: async () => {
        await postgres.stop();
        process.off('exit', remove);
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function dropAll(connectionString: string, prefix: string): Promise<void> {
  const like = `${prefix.replaceAll('_', '\\_')}%`;
  for (const { datname } of await query(connectionString, 'select datname from pg_database where datname like $1', [
    like,
  ])) {
    await query(connectionString, `drop database if exists ${datname} with (force)`);
  }
}

/** One statement on a connection of its own. */
export async function query(connectionString: string, text: string, values?: unknown[]): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}
