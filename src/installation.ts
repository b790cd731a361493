import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#platform/config.ts';
import { type Database, openDatabase } from '#platform/db.ts';
import type { Log } from '#platform/log.ts';
import { PostgresError, startPostgres } from '#platform/postgres.ts';
import { migrate } from './modules/migrations.ts';

/** The database of an installation, migrated and ready. */
export interface Installation {
  /** As owner of the schema; only migrations and the job queue use it. */
  readonly connectionString: string;
  readonly database: Database;
  close(): Promise<void>;
}

const addressFile = (config: Config) => join(config.dataDir, 'postgres-address');

/**
 * Opens the configured database: an outside PostgreSQL, or the embedded one, started here. With `attach`, an embedded
 * one that another process of ours runs already is used as it is. Migrates to the newest schema.
 */
export async function openInstallation(
  config: Config,
  log: Log,
  { attach }: { attach: boolean },
): Promise<Installation> {
  let stop = async () => {};
  let connectionString = config.databaseUrl;
  if (connectionString === undefined) {
    const report = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string) =>
      log[level]({ postgres: true }, message);
    try {
      const embedded = await startPostgres({
        dataDir: config.dataDir,
        log: { debug: report('debug'), info: report('debug'), warn: report('warn'), error: report('error') },
        onExit: () => log.error('PostgreSQL ended unexpectedly; starting it again'),
        onRestart: () => log.info('PostgreSQL runs again'),
      });
      connectionString = embedded.connectionString();
      // For commands run beside this process; holds the password, so nobody else may read it.
      writeFileSync(addressFile(config), connectionString, { mode: 0o600 });
      stop = async () => {
        rmSync(addressFile(config), { force: true });
        await embedded.stop();
      };
    } catch (error) {
      if (!attach || !(error instanceof PostgresError)) throw error;
      try {
        connectionString = readFileSync(addressFile(config), 'utf8');
      } catch {
        throw error;
      }
    }
  }
  try {
    const { applied } = await migrate(connectionString);
    if (applied.length > 0) log.info({ applied: applied.length }, 'database schema brought up to date');
    let closing = false;
    const database = openDatabase({
      connectionString,
      poolSize: config.databasePool,
      // At the end the server may be gone before the last of its connections has said goodbye.
      onError: (error) => {
        if (!closing) log.warn({ error: error.message }, 'an idle database connection was lost');
      },
    });
    return {
      connectionString,
      database,
      async close() {
        closing = true;
        await database.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
