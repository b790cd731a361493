import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresError } from './postgres-error.ts';
import { isRoot, mayEnter, type ServiceUser, unprivilegedUser } from './postgres-user.ts';

/** Where everything of the embedded PostgreSQL lies. */
export interface Place {
  /** Holds the cluster, its configuration, sockets and linked binaries: the data folder, or a stand-in for it. */
  readonly home: string;
  readonly cluster: string;
  /** Undefined: PostgreSQL runs as the user of this program. */
  readonly user: ServiceUser | undefined;
}

// Names the stand-in of a data folder that PostgreSQL's user may not enter.
const LOCATION = 'postgres-location';
// The longest path of a Unix socket is 107 bytes; the rest of the name is `/.s.PGSQL.65535`.
const LONGEST_SOCKET_FOLDER = 107 - 15;

/** The data folder as an absolute path without links, made if it is not there. */
export function makeDataFolder(dataDir: string): string {
  try {
    // Root's is passable, so that the user of PostgreSQL reaches the cluster in it; secrets there have their own modes.
    mkdirSync(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    // SQLite would open a lock file that it may not write, and then lock nothing.
    if (existsSync(join(dataDir, 'lock'))) accessSync(join(dataDir, 'lock'), constants.W_OK);
    return realpathSync(dataDir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new PostgresError(
      `The data folder ${dataDir} cannot be used by this user (${code}). ` +
        'Start as the user who owns it, or set DATA_DIR to a folder of your own.',
    );
  }
}

/** Finds the place again, or chooses one. Throws PostgresError if a known cluster is gone or cannot be used. */
export function findPlace(dataDir: string): Place {
  const pointer = join(dataDir, LOCATION);
  const elsewhere = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
  if (elsewhere !== undefined) checkStandIn(elsewhere, pointer);

  const home = elsewhere ?? dataDir;
  const cluster = join(home, 'postgres');
  if (!existsSync(cluster)) return choosePlace(dataDir, home);

  const owner = statSync(cluster);
  const self = process.geteuid?.();
  if (self !== 0) {
    if (owner.uid === self) return { home, cluster, user: undefined };
    throw new PostgresError(
      `The database in ${cluster} belongs to another user (uid ${owner.uid}). Start as that user or as root.`,
    );
  }
  if (owner.uid !== 0) return checkEntry({ home, cluster, user: { uid: owner.uid, gid: owner.gid } });
  // Restored or moved by root: it has lost its owner.
  const user = unprivilegedUser();
  giveTree(cluster, user);
  return checkEntry({ home, cluster, user });
}

function choosePlace(dataDir: string, home: string): Place {
  if (!isRoot()) return { home, cluster: join(home, 'postgres'), user: undefined };
  const user = unprivilegedUser();
  if (!mayEnter(home, user)) home = makeStandIn(dataDir);
  return checkEntry({ home, cluster: join(home, 'postgres'), user });
}

/** A new folder whose name nobody can guess beforehand, and in which only root may change anything. */
function makeStandIn(dataDir: string): string {
  for (const parent of ['/var/lib', tmpdir()]) {
    let home: string;
    try {
      home = mkdtempSync(join(realpathSync(parent), 'amanah-'));
    } catch {
      continue;
    }
    chmodSync(home, 0o711);
    writeFileSync(join(home, 'belongs-to'), `${dataDir}\n`);
    const pointer = join(dataDir, LOCATION);
    writeFileSync(`${pointer}.new`, `${home}\n`, { flush: true });
    renameSync(`${pointer}.new`, pointer);
    return home;
  }
  throw new PostgresError(
    `No unprivileged user may enter ${dataDir}, and neither /var/lib nor ${tmpdir()} can be written. ` +
      'Set DATA_DIR to a folder outside root’s home.',
  );
}

// An empty database in place of the one that went missing would be the worst answer: it would look like a fresh start.
function checkStandIn(home: string, pointer: string): void {
  const stat = lstatSync(home, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) {
    throw new PostgresError(
      `${pointer} says that the database lies in ${home}, but that folder is gone. ` +
        'Bring it back, or restore a backup; to start empty, remove the data folder.',
    );
  }
  if (stat.uid !== 0 || (stat.mode & 0o022) !== 0) {
    throw new PostgresError(`${home} must belong to root and be writable by nobody else: it holds the database.`);
  }
}

function checkEntry(place: Place & { user: ServiceUser }): Place {
  if (mayEnter(place.home, place.user)) return place;
  throw new PostgresError(
    `The user of the database (uid ${place.user.uid}) may no longer enter ${place.home}. ` +
      `Allow it (chmod o+x on that folder and those above), or move the data.`,
  );
}

function giveTree(path: string, user: ServiceUser): void {
  lchownSync(path, user.uid, user.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveTree(join(path, name), user);
}

/** A private folder of PostgreSQL's user, empty or as it was left. */
export function makePrivateFolder(path: string, user: ServiceUser | undefined): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(path, user.uid, user.gid);
  return path;
}

/**
 * The folder of the Unix socket: in the place itself, or, where that path is too long for a socket, a private one in
 * the system's temporary folder, remembered so that restarts do not leave a trail of them.
 */
export function makeSocketFolder(place: Place): string {
  const near = join(place.home, 'run');
  if (Buffer.byteLength(near) <= LONGEST_SOCKET_FOLDER) return makePrivateFolder(near, place.user);
  const note = join(place.home, 'run-elsewhere');
  const known = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
  const stat = known === undefined ? undefined : lstatSync(known, { throwIfNoEntry: false });
  const owner = place.user?.uid ?? process.geteuid?.();
  if (known !== undefined && stat?.isDirectory() && stat.uid === owner && (stat.mode & 0o077) === 0) return known;
  const folder = mkdtempSync(join(realpathSync('/tmp'), 'amanah-'));
  if (place.user !== undefined) chownSync(folder, place.user.uid, place.user.gid);
  writeFileSync(note, `${folder}\n`);
  return folder;
}
