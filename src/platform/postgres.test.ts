// Long because each way a server can be found, left behind or killed is tried here.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './postgres.ts';
import { findBinaries, installedPackage } from './postgres-binaries.ts';
import { isRunning, processesOn, waitForEnd } from './postgres-processes.ts';
import { isRoot, mayEnter, unprivilegedUser } from './postgres-user.ts';

const base = mkdtempSync(join(tmpdir(), 'amanah-test-'));
chmodSync(base, 0o711);
const dataDir = join(base, 'data');
const cluster = join(dataDir, 'postgres');

const lines: string[] = [];
const note = (line: string) => void lines.push(line);
const log = { debug: note, info: note, warn: note, error: note };
const running = new Set<EmbeddedPostgres>();

async function start(options: Partial<PostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres({ dataDir, log, ...options });
  running.add(postgres);
  return postgres;
}

async function stop(postgres: EmbeddedPostgres): Promise<void> {
  running.delete(postgres);
  await postgres.stop();
}

async function query(postgres: EmbeddedPostgres, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: postgres.connectionString() });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

/** Another program on the same data folder; resolves with the first line it prints. */
async function startElsewhere(folder = dataDir, user = {}): Promise<{ child: ChildProcess; says: string }> {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))};
       const quiet = () => {};
       startPostgres({ dataDir: process.argv[1], log: { debug: quiet, info: quiet, warn: quiet, error: quiet } })
         .then((p) => console.log('pid ' + p.pid()), (e) => { console.log(e.name + ': ' + e.message); process.exit(1); });`,
      folder,
    ],
    { ...user, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const says = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.stdout!.once('data', (text: Buffer) => resolve(text.toString().trim()));
  });
  return { child, says };
}

afterAll(async () => {
  for (const postgres of running) await postgres.stop();
  rmSync(base, { recursive: true, force: true });
});

describe('a data folder', () => {
  beforeAll(async () => {
    const postgres = await start();
    expect(postgres.startedFresh).toBe(true);
    await query(postgres, 'create table kept (n integer)');
    await stop(postgres);
  });

  test('is found again with everything in it', async () => {
    const postgres = await start();
    expect(postgres.startedFresh).toBe(false);
    await query(postgres, 'insert into kept values (1)');
    expect(await query(postgres, 'select n from kept')).toEqual([1]);
    await stop(postgres);
    expect(processesOn(cluster)).toEqual([]);
  });

  test('keeps what was committed and its password to itself', async () => {
    const postgres = await start();
    const safe = "select count(*)::integer from pg_settings where setting = 'on' and name = any($$";
    expect(
      await query(postgres, `${safe}{fsync,full_page_writes,synchronous_commit,data_checksums}$$::text[])`),
    ).toEqual([4]);
    expect(await query(postgres, "select setting from pg_settings where name = 'listen_addresses'")).toEqual(['']);
    const path = join(dataDir, 'postgres-password');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const password = readFileSync(path, 'utf8').trim();
    expect(password.length).toBeGreaterThan(30);
    await expect(query(postgres, `select '${password}' from nowhere`)).rejects.toThrow('does not exist');
    expect(lines.join('\n')).not.toContain(password);
    await stop(postgres);
  });

  test('refuses a second program and says who holds it', async () => {
    const postgres = await start();
    await expect(start()).rejects.toThrow(`process ${process.pid} `);
    const { child, says } = await startElsewhere();
    expect(says).toMatch(/^PostgresError: The data folder .* is in use/);
    expect(says).toContain(`process ${process.pid} `);
    await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(undefined)));
    expect(await query(postgres, 'select 1')).toEqual([1]);
    await stop(postgres);
  });

  test('starts again after its program was killed', async () => {
    const { child, says } = await startElsewhere();
    const before = Number(says.replace('pid ', ''));
    expect(isRunning(before)).toBe(true);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const postgres = await start();
    expect(isRunning(before)).toBe(false);
    expect(await query(postgres, 'select n from kept')).toEqual([1]);
    await stop(postgres);
  });

  test('shuts down a server that an earlier program left behind', async () => {
    const { child, says } = await startElsewhere();
    const before = Number(says.replace('pid ', ''));
    // Stopped, it cannot follow its program's end by itself.
    process.kill(before, 'SIGSTOP');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    setTimeout(() => process.kill(before, 'SIGCONT'), 200);
    const postgres = await start();
    expect(isRunning(before)).toBe(false);
    expect(lines.at(-1)).toBeDefined();
    expect(lines.some((line) => line.includes(`left behind (process ${before})`))).toBe(true);
    await stop(postgres);
  });

  test('is not held up by what a power cut leaves', async () => {
    // The number of the lost server now belongs to a living process of the same user.
    const owner = statSync(cluster);
    const child = spawn('sleep', ['30'], { uid: owner.uid, gid: owner.gid });
    const text = `${child.pid}\n${cluster}\n1\n5432\n${join(dataDir, 'run')}\n\n0 0\nready\n`;
    writeFileSync(join(cluster, 'postmaster.pid'), text);
    writeFileSync(join(dataDir, 'run/.s.PGSQL.5432.lock'), text);
    mkdirSync(join(dataDir, 'postgres.new-cutoff/cluster'), { recursive: true });
    try {
      await stop(await start());
      expect(isRunning(child.pid!)).toBe(true);
      expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres.new'))).toEqual([]);
    } finally {
      child.kill();
    }
  });

  test('gets its server back when that is killed', async () => {
    const exits: unknown[] = [];
    let restarted = () => {};
    const back = new Promise<void>((resolve) => {
      restarted = resolve;
    });
    const postgres = await start({ onExit: (exit) => exits.push(exit), onRestart: () => restarted() });
    await query(postgres, 'insert into kept values (2)');
    const before = postgres.pid();
    process.kill(before, 'SIGKILL');
    await back;
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL' }]);
    expect(postgres.pid()).not.toBe(before);
    expect(await query(postgres, 'select n from kept order by n')).toEqual([1, 2]);
    await stop(postgres);
    expect(exits).toHaveLength(1);
  });

  test('is let go even while its server is being started again', async () => {
    const exited = Promise.withResolvers<void>();
    const postgres = await start({ onExit: () => exited.resolve() });
    process.kill(postgres.pid(), 'SIGKILL');
    await exited.promise;
    await stop(postgres);
    expect(processesOn(cluster)).toEqual([]);
    await stop(await start());
  });

  test('is never replaced by an empty one when its password is gone', async () => {
    const path = join(dataDir, 'postgres-password');
    const password = readFileSync(path);
    rmSync(path);
    await expect(start()).rejects.toThrow('Restore it');
    writeFileSync(path, password, { mode: 0o600 });
    await stop(await start());
  });
});

test('a path too long for a socket has its socket elsewhere', async () => {
  const long = join(base, 'مجلد بيانات طويل الاسم '.repeat(4).trim());
  const postgres = await start({ dataDir: long, forgetful: true, tcp: true });
  const socket = new URL(postgres.connectionString().replace('@/', '@h/')).searchParams.get('host')!;
  expect(Buffer.byteLength(socket)).toBeLessThan(93);
  expect(await query(postgres, 'select 1')).toEqual([1]);
  const client = new pg.Client({
    connectionString: postgres.connectionString().replace(/@.*/, `@127.0.0.1:${postgres.tcpPort}/amanah`),
  });
  await client.connect();
  await client.end();
  await stop(postgres);
  expect(existsSync(socket)).toBe(false);
});

describe.runIf(isRoot())('under root, where PostgreSQL has to be somebody else', () => {
  const closed = mkdtempSync(join(base, 'closed-'));
  const user = isRoot() ? unprivilegedUser() : { uid: 0, gid: 0 };
  let standIn = '';

  afterAll(() => {
    if (standIn.startsWith('/var/lib/amanah-')) rmSync(standIn, { recursive: true, force: true });
  });

  test('a folder closed to others gets a stand-in, found again, and missed when it is gone', async () => {
    const folder = join(closed, 'data');
    expect(mayEnter(closed, user)).toBe(false);
    const postgres = await start({ dataDir: folder });
    standIn = readFileSync(join(folder, 'postgres-location'), 'utf8').trim();
    expect(existsSync(join(folder, 'postgres'))).toBe(false);
    const server = readFileSync(`/proc/${postgres.pid()}/status`, 'utf8');
    expect(server).toContain(`Uid:\t${user.uid}\t${user.uid}\t${user.uid}\t${user.uid}`);
    expect(server).toMatch(/^Groups:\s*$/m);
    await query(postgres, 'create table here ()');
    await stop(postgres);

    const again = await start({ dataDir: folder });
    expect(again.startedFresh).toBe(false);
    expect(await query(again, 'select count(*)::integer from here')).toEqual([0]);
    // A copy of the folder leads to the same cluster, which has one master.
    cpSync(folder, join(closed, 'copy'), { recursive: true });
    await expect(start({ dataDir: join(closed, 'copy') })).rejects.toThrow('is in use');
    await stop(again);

    rmSync(standIn, { recursive: true });
    await expect(start({ dataDir: folder })).rejects.toThrow('that folder is gone');
  });

  // Where the checkout itself lies in root's home, an ordinary user cannot run it at all.
  test.runIf(mayEnter(import.meta.dirname, user))(
    'an ordinary user runs it as oneself, and root then for them',
    async () => {
      const theirs = mkdtempSync(join(base, 'theirs-'));
      chownSync(theirs, user.uid, user.gid);
      const folder = join(theirs, 'data');
      const { child, says } = await startElsewhere(folder, user);
      expect(says).toMatch(/^pid \d+$/);
      expect(statSync(join(folder, 'postgres')).uid).toBe(user.uid);
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
      const postgres = await start({ dataDir: folder });
      expect(postgres.startedFresh).toBe(false);
      await stop(postgres);

      const { says: refusal } = await startElsewhere(dataDir, user);
      expect(refusal).toMatch(/^PostgresError: The data folder .* cannot be used by this user/);
    },
  );

  test('binaries closed to others are linked where the user may run them', async () => {
    const { native, version } = installedPackage();
    // As npm leaves the package when it runs no install scripts: no links.
    const bare = join(closed, 'native');
    cpSync(native, bare, { recursive: true, filter: (path) => !/\.so(\.\d+)?$/.test(path) || isPlain(path) });
    const home = mkdtempSync(join(base, 'home-'));
    chmodSync(home, 0o711);
    const binaries = findBinaries(home, user, { native: bare, version });
    const postgres = binaries.postgres.at(-1)!;
    expect(postgres.startsWith(home)).toBe(true);
    expect(statSync(postgres).ino).toBe(statSync(join(bare, 'bin/postgres')).ino);
    expect(existsSync(join(home, `postgres-binaries-${version}/lib/libpq.so.5`))).toBe(true);

    // Installed under umask 077: a link would stay unreadable.
    chmodSync(join(bare, 'bin/postgres'), 0o700);
    const other = mkdtempSync(join(base, 'home-'));
    chmodSync(other, 0o711);
    const copied = findBinaries(other, user, { native: bare, version }).postgres.at(-1)!;
    expect(statSync(copied).ino).not.toBe(statSync(join(bare, 'bin/postgres')).ino);
    expect(await waitForEnd(spawn(copied, ['--version'], user).pid!, 5_000)).toBe(true);
  });

  const isPlain = (path: string) => !['libpq.so', 'libpq.so.5', 'libicuuc.so.60'].some((name) => path.endsWith(name));
});
