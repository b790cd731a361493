import { join } from 'node:path';
import { migrateFolders } from '#platform/migrate.ts';
import { MODULES } from './graph.ts';

/** Brings a database to the newest schema of the platform and of every module, lower tiers first. */
export const migrate = (connectionString: string): Promise<{ applied: string[] }> =>
  migrateFolders(
    connectionString,
    MODULES.map(({ name }) => ({ schema: name, path: join(import.meta.dirname, name, 'migrations') })),
  );
