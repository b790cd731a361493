import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { tryLockFile } from './file-lock.ts';
import { PostgresError } from './postgres-error.ts';

/** Holds a folder for this process alone; returns how to let go. Throws PostgresError naming the holder. */
export function holdFolder(folder: string): () => void {
  const release = tryLockFile(join(folder, 'lock'));
  const holder = join(folder, 'lock-holder');
  if (release === undefined) {
    throw new PostgresError(
      `The data folder ${folder} is in use by another running Amanah (${readHolder(holder)}). ` +
        'Stop that one, or give this one another DATA_DIR.',
    );
  }
  const since = Temporal.Now.instant().toString({ smallestUnit: 'second' });
  writeFileSync(holder, `process ${process.pid} on ${hostname()}, since ${since}\n`);
  return release;
}

function readHolder(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim() || 'process unknown';
  } catch {
    return 'process unknown';
  }
}
