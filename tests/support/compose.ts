import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { readConfig } from '#platform/config.ts';
import type { Database } from '#platform/db.ts';
import { createLog } from '#platform/log.ts';
import { type Composition, compose, type Surroundings } from '../../src/main.ts';
import { testDatabase } from './postgres.ts';

/** The whole program over a database of the calling test file's own; nothing listens and no job runs. */
export async function composed(
  environment: NodeJS.ProcessEnv = {},
  more: Partial<Pick<Surroundings, 'connectors' | 'simulators'>> = {},
): Promise<Composition & { readonly database: Database }> {
  const { database } = await testDatabase({ fresh: true });
  const dataDir = mkdtempSync(join(inject('testServer').folder, 'composed-'));
  const composition = await compose({
    config: readConfig({ DATA_DIR: dataDir, DEMO: 'on', RATE_LIMITS: 'off', ...environment }),
    database,
    log: createLog('silent'),
    baseUrl: () => 'http://amanah.localhost',
    wakeRelay: () => {},
    ...more,
  });
  return { ...composition, database };
}
