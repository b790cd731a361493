import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { type Database, openDatabase, type Tx } from '#platform/db.ts';
import { query, withDatabase } from './postgres-setup.ts';

export interface TestDatabase {
  /** As its owner and superuser, who sees every tenant. */
  readonly connectionString: string;
  /** Runs `work` as the application does, in a transaction of the tenant, and undoes it. Returns what `work` returned. */
  withRollback<T>(tenantId: number | null, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For tests that commit. Only with `fresh`: what they leave must not reach another file's tests. */
  readonly database: Database;
}

export interface TestDatabaseOptions {
  /** A clone of this test file's own, dropped at its end; otherwise the worker's, where nothing is ever committed. */
  readonly fresh?: boolean;
  /** Connections at once; 4 unless said otherwise. */
  readonly poolSize?: number;
}

class Undone extends Error {}

/**
 * A migrated, empty database. Call it at the top of a test file or in `beforeAll`:
 * `const { withRollback } = await testDatabase();`
 */
export async function testDatabase({ fresh = false, poolSize = 4 }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { connectionString: server, prefix, failure } = inject('testServer');
  if (failure !== undefined) throw new Error(failure);
  const name = fresh ? `${prefix}_${randomBytes(4).toString('hex')}` : `${prefix}_worker_${process.env.VITEST_POOL_ID}`;
  await clone(server, prefix, name);
  const connectionString = withDatabase(server, name);
  const database = openDatabase({ connectionString, poolSize });
  afterAll(async () => {
    await database.close();
    if (fresh) await query(server, `drop database if exists ${name} with (force)`);
  });

  return {
    connectionString,
    get database() {
      if (fresh) return database;
      throw new Error('tests that commit need a database of their own: testDatabase({ fresh: true })');
    },
    async withRollback(tenantId, work) {
      const undone = new Undone();
      let result: Awaited<ReturnType<typeof work>> | undefined;
      try {
        await database.transaction(tenantId, async (tx) => {
          result = await work(tx);
          throw undone;
        });
      } catch (error) {
        if (error !== undone) throw error;
      }
      return result as Awaited<ReturnType<typeof work>>;
    },
  };
}

async function clone(server: string, template: string, name: string): Promise<void> {
  try {
    await query(server, `create database ${name} template ${template}`);
  } catch (error) {
    // An earlier file of the same worker has made it.
    if ((error as { code?: string }).code !== '42P04') throw error;
  }
}
