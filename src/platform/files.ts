import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Bytes kept by their content: one tenant never shares a file with another. A file is written and synced before the
 * row that names it is committed; a file no row names is collected later. So a process may die anywhere and no row
 * ever names a file that is not there.
 */
export interface FileStore {
  /** Returns the SHA-256, in hexadecimal, under which the bytes are now kept for good. */
  put(tenantKey: string, bytes: Uint8Array): Promise<string>;
  /** The bytes, or undefined when there are none under this name. */
  find(tenantKey: string, sha256: string): Promise<Uint8Array | undefined>;
  /**
   * Removes files last written before `before` that are not among `kept(names)`; returns how many. Asked again just
   * before a file goes, because an upload of the same content may have come meanwhile.
   */
  collect(
    tenantKey: string,
    before: Temporal.Instant,
    kept: (names: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<number>;
}

const NAME = /^[0-9a-f]{64}$/;
const TENANT = /^[a-z][a-z0-9-]{1,30}$/;
const BATCH = 500;

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder durable: itself and its entry in each folder above that was made with it. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let at = path; at.length >= first.length; at = join(at, '..')) await sync(join(at, '..'));
}

const namesIn = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
};

/** The file store below `folder`: `<folder>/<tenant>/<first two digits>/<sha256>`. */
export function openFiles(folder: string): FileStore {
  const rootOf = (tenantKey: string): string => {
    if (!TENANT.test(tenantKey)) throw new Error('not a tenant key');
    return join(folder, tenantKey);
  };
  const pathOf = (tenantKey: string, sha256: string): string => {
    if (!NAME.test(sha256)) throw new Error('not a SHA-256');
    return join(rootOf(tenantKey), sha256.slice(0, 2), sha256);
  };

  /** Whether the file is there; if so its time is renewed, which keeps a collector under way from removing it. */
  async function renew(path: string): Promise<boolean> {
    try {
      const now = new Date();
      await utimes(path, now, now);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** Moves a file aside, looks once more, and removes it or moves it back. Also finishes what a dead process began. */
  async function leave(
    tenantKey: string,
    aside: string,
    sha256: string,
    before: number,
    kept: (names: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<boolean> {
    const path = join(aside, sha256);
    const wanted = (await stat(path)).mtimeMs >= before || (await kept([sha256])).has(sha256);
    if (wanted) await rename(path, pathOf(tenantKey, sha256));
    else await unlink(path);
    return !wanted;
  }

  return {
    async put(tenantKey, bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const path = pathOf(tenantKey, sha256);
      if (await renew(path)) return sha256;
      const incoming = join(rootOf(tenantKey), 'incoming');
      await makeFolder(incoming);
      await makeFolder(join(path, '..'));
      const draft = join(incoming, randomUUID());
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      } finally {
        await handle.close();
      }
      await rename(draft, path);
      await sync(join(path, '..'));
      return sha256;
    },

    async find(tenantKey, sha256) {
      try {
        return await readFile(pathOf(tenantKey, sha256));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async collect(tenantKey, before, kept) {
      const root = rootOf(tenantKey);
      const limit = before.epochMilliseconds;
      const aside = join(root, 'leaving');
      let removed = 0;
      for (const draft of await namesIn(join(root, 'incoming'))) {
        const path = join(root, 'incoming', draft);
        const written = await stat(path).catch(() => undefined);
        if (written !== undefined && written.mtimeMs < limit) await rm(path, { force: true });
      }
      for (const name of await namesIn(aside)) if (await leave(tenantKey, aside, name, limit, kept)) removed++;
      for (const shelf of await namesIn(root)) {
        if (!/^[0-9a-f]{2}$/.test(shelf)) continue;
        const names = (await namesIn(join(root, shelf))).filter((name) => NAME.test(name));
        for (let from = 0; from < names.length; from += BATCH) {
          const batch = names.slice(from, from + BATCH);
          const stay = await kept(batch);
          for (const name of batch) {
            const path = pathOf(tenantKey, name);
            const written = await stat(path).catch(() => undefined);
            if (stay.has(name) || written === undefined || written.mtimeMs >= limit) continue;
            await makeFolder(aside);
            await rename(path, join(aside, name));
            if (await leave(tenantKey, aside, name, limit, kept)) removed++;
          }
        }
      }
      return removed;
    },
  };
}
