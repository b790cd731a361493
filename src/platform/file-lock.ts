import { DatabaseSync } from 'node:sqlite';

/**
 * Locks a file for this process alone, making it if need be; returns how to let go, or undefined while another process
 * holds it.
 *
 * Node has no flock. SQLite's exclusive lock on an empty file is one that the kernel takes back however the process
 * dies, that two starters cannot both win, and that also holds between containers sharing the folder.
 */
export function tryLockFile(path: string): (() => void) | undefined {
  // Never opened by anything else: closing any descriptor of the file would drop the lock.
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error;
    return undefined;
  }
  return () => database.close();
}
