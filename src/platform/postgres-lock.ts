import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PostgresError } from './postgres-error.ts';

/**
 * Holds a folder for this process alone; returns how to let go. Throws PostgresError naming the holder.
 *
 * Node has no flock. SQLite's exclusive lock on an empty file is one that the kernel takes back however the process
 * dies, that two starters cannot both win, and that also holds between containers sharing the folder.
 */
export function holdFolder(folder: string): () => void {
  // Never opened by anything else: closing any descriptor of the file would drop the lock.
  const database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  const holder = join(folder, 'lock-holder');
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error;
    throw new PostgresError(
      `The data folder ${folder} is in use by another running Amanah (${readHolder(holder)}). ` +
        'Stop that one, or give this one another DATA_DIR.',
    );
  }
  const since = Temporal.Now.instant().toString({ smallestUnit: 'second' });
  writeFileSync(holder, `process ${process.pid} on ${hostname()}, since ${since}\n`);
  return () => database.close();
}

function readHolder(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim() || 'process unknown';
  } catch {
    return 'process unknown';
  }
}
