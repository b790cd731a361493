import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

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

const BOOTSTRAP = `
do $$ begin
  if not exists (select from pg_roles where rolname = 'amanah_app') then
    create role amanah_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
  if not exists (select from pg_roles where rolname = 'amanah_jobs') then
    create role amanah_jobs nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
end $$;
grant amanah_app to current_user;
grant amanah_jobs to current_user;
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

/**
 * Brings a database to the newest schema: forward only, each file in its own transaction, in the order of `folders`.
 * Returns the files applied now, as `schema/name`. Fails if an applied file was changed or removed since.
 */
export async function migrateFolders(
  connectionString: string,
  folders: readonly MigrationFolder[],
): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString, application_name: 'amanah-migrate' });
  await client.connect();
  const applied: string[] = [];
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query("set client_min_messages = 'warning'");
    await client.query(BOOTSTRAP);
    const known = new Map<string, string>();
    for (const row of (await client.query('select schema, name, digest from platform.migration')).rows) {
      known.set(`${row.schema}/${row.name}`, row.digest);
    }
    for (const { schema, path } of [PLATFORM, ...folders]) {
      const names = existsSync(path)
        ? readdirSync(path)
            .filter((name) => name.endsWith('.sql'))
            .sort()
        : [];
      for (const name of names) {
        if (!MIGRATION_NAME.test(name))
          throw new Error(`${join(path, name)}: name a migration like 0001-what-it-does.sql`);
        const text = readFileSync(join(path, name), 'utf8');
        const digest = createHash('sha256').update(text).digest('hex');
        const before = known.get(`${schema}/${name}`);
        if (before === digest) continue;
        if (before !== undefined) throw new Error(`${schema}/${name} was changed after it had been applied`);
        await client.query('begin');
        try {
          await client.query(`create schema if not exists ${schema}; grant usage on schema ${schema} to amanah_app`);
          await client.query(text);
          await client.query('insert into platform.migration (schema, name, digest) values ($1, $2, $3)', [
            schema,
            name,
            digest,
          ]);
          await client.query('commit');
        } catch (error) {
          await client.query('rollback');
          throw new Error(`migration ${schema}/${name}: ${(error as Error).message}`, { cause: error });
        }
        applied.push(`${schema}/${name}`);
      }
    }
    return { applied };
  } finally {
    await client.end();
  }
}
