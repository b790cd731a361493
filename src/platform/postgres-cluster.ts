import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { type Binaries, POSTGRES_MAJOR } from './postgres-binaries.ts';
import { PostgresError } from './postgres-error.ts';
import { makePrivateFolder, type Place } from './postgres-place.ts';
import { processesOn, signal, waitForEnd } from './postgres-processes.ts';

/** The database superuser of the embedded cluster. */
export const SUPERUSER = 'amanah';

const UNFINISHED = 'postgres.new-';

/** The cluster's password, from its file in the data folder (mode 0600); made if there is no cluster yet. */
export function readPassword(dataDir: string, place: Place): string {
  const path = join(dataDir, 'postgres-password');
  if (existsSync(path)) {
    const password = readFileSync(path, 'utf8').trim();
    if (password !== '') return password;
  }
  if (existsSync(place.cluster)) {
    throw new PostgresError(`${path} is gone, and without it nobody can sign in to ${place.cluster}. Restore it.`);
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(`${path}.new`, `${password}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  return password;
}

/** Makes the cluster if there is none; true if it was made now. Throws PostgresError for one of another version. */
export async function ensureCluster(place: Place, binaries: Binaries, password: string): Promise<boolean> {
  await removeUnfinished(place.home);
  if (existsSync(place.cluster)) {
    const version = readFileSync(join(place.cluster, 'PG_VERSION'), 'utf8').trim();
    if (version === POSTGRES_MAJOR) return false;
    throw new PostgresError(
      `${place.cluster} was made by PostgreSQL ${version}, and this program brings ${POSTGRES_MAJOR}. ` +
        'Start the version that made it, back it up, and restore the backup here.',
    );
  }
  const folder = join(place.home, `${UNFINISHED}${randomBytes(6).toString('hex')}`);
  makePrivateFolder(folder, undefined);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (place.user !== undefined) {
    chownSync(passwordFile, place.user.uid, place.user.gid);
    chownSync(folder, place.user.uid, place.user.gid);
  }
  try {
    await runInitdb(binaries, join(folder, 'cluster'), passwordFile);
    if (!lstatSync(join(folder, 'cluster')).isDirectory()) throw new PostgresError(`${folder} was tampered with`);
    // The one step that makes the cluster exist: a start that is cut off before leaves nothing half made.
    renameSync(join(folder, 'cluster'), place.cluster);
    syncFolder(place.home);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return true;
}

async function runInitdb(binaries: Binaries, cluster: string, passwordFile: string): Promise<void> {
  const [command, ...args] = binaries.initdb;
  // The builtin locale knows all of Unicode and sorts by code point, so no system upgrade can disorder an index.
  const child = spawn(
    command!,
    [
      ...args,
      ...['-D', cluster, '-U', SUPERUSER, `--pwfile=${passwordFile}`],
      ...['--auth-local=scram-sha-256', '--auth-host=scram-sha-256', '--encoding=UTF8', '--locale=C'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--text-search-config=simple', '--no-instructions'],
    ],
    { ...binaries.spawn, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaint = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (status !== 0) throw new PostgresError(`The database could not be made in ${cluster}: ${complaint.trim()}`);
}

async function removeUnfinished(home: string): Promise<void> {
  for (const name of readdirSync(home).filter((entry) => entry.startsWith(UNFINISHED))) {
    for (const pid of processesOn(join(home, name, 'cluster'))) {
      signal(pid, 'SIGKILL');
      await waitForEnd(pid, 5_000);
    }
    rmSync(join(home, name), { recursive: true, force: true });
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

const MEBIBYTE = 2 ** 20;

/** Mebibytes this program may use: of the machine, or of the group it is confined to. */
function memory(): number {
  const confined = process.constrainedMemory();
  return Math.min(totalmem(), confined > 0 ? confined : Number.POSITIVE_INFINITY) / MEBIBYTE;
}

/** Mebibytes that hold the pages in use: an eighth of the memory leaves room for the rest. Untouched, they cost nothing. */
const buffers = (): number => Math.round(Math.min(Math.max(memory() / 8, 128), 2_048));

/** Our values for two cores; PostgreSQL's own defaults serve for the rest. */
const SETTINGS: Readonly<Record<string, string>> = {
  max_connections: '60',
  shared_buffers: `${buffers()}MB`,
  effective_cache_size: `${buffers() * 4}MB`,
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  synchronous_commit: 'on',
  fsync: 'on',
  full_page_writes: 'on',
  max_wal_size: '2GB',
  min_wal_size: '128MB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  io_workers: '2',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '1',
  autovacuum_naptime: '20s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_vacuum_insert_scale_factor: '0.1',
  autovacuum_analyze_scale_factor: '0.02',
  idle_in_transaction_session_timeout: '5min',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  unix_socket_permissions: '0700',
  password_encryption: 'scram-sha-256',
  // Refused statements are answered and counted by the program. Their text and details hold people's data.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_line_prefix: '[%p] ',
};

const FORGETFUL: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
};

/**
 * Writes the configuration, anew at every start so that it follows the program, and returns its path. It lies beside
 * the cluster, because root must not write where another user could have laid a link.
 */
export function writeConfiguration(home: string, forgetful: boolean): string {
  const path = join(home, 'postgresql.conf');
  const settings = { ...SETTINGS, ...(forgetful ? FORGETFUL : {}) };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  const text = [
    '# Written by the program at every start. Put settings of your own into postgresql.local.conf beside this file.',
    ...lines,
    "include_if_exists 'postgresql.local.conf'",
    '',
  ].join('\n');
  writeFileSync(`${path}.new`, text, { mode: 0o644 });
  chmodSync(`${path}.new`, 0o644);
  renameSync(`${path}.new`, path);
  return path;
}
