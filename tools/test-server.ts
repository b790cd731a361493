/**
 * Runs the database tests against a PostgreSQL 15 server, the oldest that production may use:
 * `npm run test:server [-- vitest filters]`. Ends with the status of the tests.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isRoot, unprivilegedUser } from '#platform/postgres-user.ts';

const BINARIES = '/usr/lib/postgresql/15/bin';
const INSTALL = 'apt-get install --no-install-recommends --yes postgresql-15';

function requireBinaries(): void {
  if (existsSync(join(BINARIES, 'postgres'))) return;
  if (isRoot() && existsSync('/usr/bin/apt-get')) {
    console.log(`PostgreSQL 15 is not installed: ${INSTALL}`);
    const [command, ...args] = INSTALL.split(' ');
    // Debian would otherwise make and start a cluster that nobody asked for.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    spawnSync(command!, args, { stdio: 'inherit', env });
  }
  if (existsSync(join(BINARIES, 'postgres'))) return;
  console.error(`There is no PostgreSQL 15 in ${BINARIES}. As root, on Debian 12: ${INSTALL}`);
  process.exit(2);
}

async function main(): Promise<number> {
  requireBinaries();
  const user = isRoot() ? unprivilegedUser() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'amanah-server-'));
  chmodSync(folder, 0o711);
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const password = randomBytes(18).toString('base64url');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid);

  const data = join(folder, 'data');
  const run = (name: string, args: string[]) =>
    execFileSync(join(BINARIES, name), args, { ...user, cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    const locale = ['--encoding=UTF8', '--locale=C.UTF-8'];
    run('initdb', [
      '-D',
      data,
      '-U',
      'amanah',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--no-sync',
      ...locale,
    ]);
    const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'max_connections=60', 'fsync=off'];
    const options = settings.flatMap((setting) => ['-c', setting]).join(' ');
    run('pg_ctl', ['start', '-w', '-s', '-D', data, '-l', join(folder, 'server.log'), '-o', options]);
    try {
      const url = `postgresql://amanah:${password}@/postgres?host=${encodeURIComponent(folder)}`;
      return await runTests(url);
    } finally {
      run('pg_ctl', ['stop', '-s', '-m', 'fast', '-D', data]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runTests(url: string): Promise<number> {
  const root = dirname(import.meta.dirname);
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'database', ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TEST_DATABASE_URL: url },
  });
  // Ctrl+C reaches the tests as well; we stay to stop the server after them.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => child.kill(name));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
}

process.exitCode = await main();
