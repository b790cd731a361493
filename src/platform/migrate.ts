import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import pg from 'pg';
import { APP_ROLE } from './db.ts';
import { PostgresError } from './postgres-error.ts';

/** Owner of the job queue's own schema, which it creates and alters by itself. */
export const JOBS_ROLE = 'amanah_jobs';

/** A folder of numbered SQL files that belong together, in a PostgreSQL schema of the same name. */
export interface MigrationFolder {
  readonly schema: string;
  readonly path: string;
}

const PLATFORM: MigrationFolder = { schema: 'platform', path: join(import.meta.dirname, 'migrations') };
const MIGRATION_NAME = /^\d{4}-[a-z0-9-]+\.sql$/;
// One migrating process at a time, whatever their number; the value is arbitrary and only ours.
const MIGRATION_LOCK = 7_261_940_001;

/** Owner of the functions that find rows by indexes which row level security bars; see the migrations of `cases`. */
const FINDER_ROLE = 'amanah_finder';
/** Owner of the functions that take personal data out of what is append-only; may do nothing else. */
const ERASER_ROLE = 'amanah_eraser';

const OLDEST_SERVER = 150_000;

const BOOTSTRAP = `
do $$ declare needed text; begin
  foreach needed in array array['${APP_ROLE}', '${JOBS_ROLE}', '${FINDER_ROLE}', '${ERASER_ROLE}'] loop
    if not exists (select from pg_roles where rolname = needed) then
      execute format('create role %I nologin nosuperuser nobypassrls nocreatedb nocreaterole', needed);
    end if;
    begin
      execute format('grant %I to current_user', needed);
    exception when insufficient_privilege then
      -- An administrator of the server may have granted it already, to a user who may not grant it.
      if not pg_has_role(needed, 'member') then raise; end if;
    end;
  end loop;
end $$;
create schema if not exists platform;
grant usage on schema platform to amanah_app;
create schema if not exists pgboss authorization amanah_jobs;
create table if not exists platform.migration (
  schema text not null,
  name text not null,
  digest text not null,
  applied_at timestamptz not null default now(),
  primary key (schema, name)
);
`;

/** The migrations of a folder in order, named as `schema/file`. */
function filesOf({ schema, path }: MigrationFolder): { schema: string; path: string; name: string }[] {
  const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.sql')) : [];
  return names.sort().map((name) => {
    if (!MIGRATION_NAME.test(name)) throw new Error(`${join(path, name)}: name a migration like 0001-what-it-does.sql`);
    return { schema, path: join(path, name), name: `${schema}/${name}` };
  });
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    application_name: 'amanah-migrate',
    connectionTimeoutMillis: 15_000,
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new PostgresError(`The database cannot be reached: ${(error as Error).message}`, { cause: error });
  }
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select current_setting('server_version') as version, current_setting('server_version_num')::integer as number,
            current_setting('server_encoding') as encoding`,
  );
  const { version, number, encoding } = rows[0];
  if (number < OLDEST_SERVER) throw new PostgresError(`The database is PostgreSQL ${version}; 15 or newer is needed.`);
  if (encoding !== 'UTF8') {
    throw new PostgresError(`The database has the encoding ${encoding}; Arabic needs one created with encoding UTF8.`);
  }
}

async function prepare(client: pg.Client): Promise<void> {
  try {
    await client.query(BOOTSTRAP);
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new PostgresError(
      `The user of the database lacks a right: ${(error as Error).message}. ` +
        `It must own the database, and either have CREATEROLE or be given the roles by an administrator of the server: ` +
        [APP_ROLE, JOBS_ROLE, FINDER_ROLE, ERASER_ROLE]
          .map((role) => `create role ${role} nologin; grant ${role} to that user;`)
          .join(' '),
      { cause: error },
    );
  }
}

/**
 * Brings a database to the newest schema: forward only, each file in its own transaction, in the order of `folders`.
 * Returns the files applied now, as `schema/name`. Fails if an applied file was changed or removed since. Throws
 * PostgresError, in words for the operator, where the server cannot be used.
 */
export async function migrateFolders(
  connectionString: string,
  folders: readonly MigrationFolder[],
): Promise<{ applied: string[] }> {
  const client = await connect(connectionString);
  const applied: string[] = [];
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query("set client_min_messages = 'warning'");
    await checkServer(client);
    await prepare(client);
    const known = new Map<string, string>();
    for (const row of (await client.query('select schema, name, digest from platform.migration')).rows) {
      known.set(`${row.schema}/${row.name}`, row.digest);
    }
    const files = [PLATFORM, ...folders].flatMap(filesOf);
    const [stranger] = [...known.keys()].filter((name) => !files.some((file) => file.name === name));
    if (stranger !== undefined) {
      throw new PostgresError(
        `The database was used by another version of the program, which knows ${stranger}. Start that version or a later one.`,
      );
    }
    for (const { schema, path, name } of files) {
      const text = readFileSync(path, 'utf8');
      const digest = createHash('sha256').update(text).digest('hex');
      const before = known.get(name);
      if (before === digest) continue;
      if (before !== undefined) {
        throw new PostgresError(
          `${name} was changed after this database had taken it. Start the version of the program that made the database.`,
        );
      }
      await client.query('begin');
      try {
        await client.query(`create schema if not exists ${schema}; grant usage on schema ${schema} to amanah_app`);
        await client.query(text);
        await client.query('insert into platform.migration (schema, name, digest) values ($1, $2, $3)', [
          schema,
          basename(path),
          digest,
        ]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`migration ${name}: ${(error as Error).message}`, { cause: error });
      }
      applied.push(name);
    }
    return { applied };
  } finally {
    await client.end();
  }
}
