import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { tryLockFile } from '#platform/file-lock.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What Node is given, as `npm run amanah` gives it. */
const PROGRAM: readonly string[] = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  .scripts.amanah.split(' ')
  .slice(2);
const LAST_LINES = 200;

function node(): string {
  const own = join(ROOT, 'node_modules/.bin/node');
  return existsSync(own) ? own : process.execPath;
}

export interface AppOptions {
  /** Whether its first start is one from nothing, though the run has a folder in which the cities are made. */
  readonly fromNothing?: boolean;
  /** What Node runs, relative to the project; the program itself unless said otherwise. */
  readonly main?: string;
  /** `serve` unless `main` is given. */
  readonly args?: readonly string[];
  /** On top of DATA_DIR, HOST, PORT and PATH; nothing else of this process's environment reaches the program. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A start is never given up for being slow. */
const READY_WITHIN = 300_000;

/** The real program as a process of its own, on a data folder and port of its own, to be killed and started again. */
export class App {
  readonly folder: string;
  readonly dataDir: string;
  readonly port: number;
  readonly url: string;
  /** The last lines it wrote, to explain a failed test. */
  readonly output: string[] = [];
  readonly #options: AppOptions;
  #child: ChildProcess | undefined;
  #killed: string | undefined;
  #exited: Promise<number | NodeJS.Signals> = Promise.resolve(0);

  private constructor(options: AppOptions, port: number) {
    this.#options = options;
    this.folder = mkdtempSync(join(tmpdir(), 'amanah-fault-'));
    // So that under root the unprivileged database server may enter.
    chmodSync(this.folder, 0o711);
    this.dataDir = join(this.folder, 'data');
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** A program that is not started yet. */
  static async prepare(options: AppOptions = {}): Promise<App> {
    return new App(options, await freePort());
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('the program does not run');
    return this.#child.pid;
  }

  /** Starts the program and waits until it is ready; `env` counts for this start only. Returns how long that took, in milliseconds. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<number> {
    if (this.#child !== undefined) throw new Error('the program runs already');
    const { main, args = main === undefined ? ['serve'] : [], fromNothing = false } = this.#options;
    if (main === undefined && !fromNothing && !existsSync(this.dataDir)) await this.#moveIn();
    const begun = performance.now();
    const child = spawn(node(), [...(main === undefined ? PROGRAM : [main]), ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...this.environment(), ...env },
    });
    this.#child = child;
    this.#exited = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        this.#child = undefined;
        resolve(code ?? signal!);
      });
    });
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.output.push(line);
        if (this.output.length > LAST_LINES) this.output.shift();
      });
    }
    const end = begun + READY_WITHIN;
    while (!(await this.isReady())) {
      if (this.#child !== child) throw new Error(`the program ended while it was starting:\n${this.output.join('\n')}`);
      if (performance.now() > end) throw new Error(`the program did not become ready:\n${this.output.join('\n')}`);
      await sleep(20);
    }
    return performance.now() - begun;
  }

  async isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      await answer.arrayBuffer();
      return answer.status === 200;
    } catch {
      return false;
    }
  }

  /** Waits until it is ready again, after the loss of its database. Returns how long that took, in milliseconds. */
  async untilReady(within = 180_000): Promise<number> {
    const begun = performance.now();
    // Right after a kill the program may still answer from what it had.
    while ((this.#killed !== undefined && this.#serverFile()[0] === this.#killed) || !(await this.isReady())) {
      if (performance.now() > begun + within) throw new Error(`not ready again:\n${this.output.join('\n')}`);
      await sleep(20);
    }
    return performance.now() - begun;
  }

  /** Starts another command of the program's command line on the same data. */
  command(...args: readonly string[]): ChildProcess {
    return spawn(node(), [...PROGRAM, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.environment(),
    });
  }

  /** Waits until it ended by itself, as a fault point may make it. Returns its exit status or the signal. */
  async untilEnded(within: number): Promise<number | NodeJS.Signals | 'still running'> {
    return Promise.race([this.#exited, sleep(within, 'still running' as const, { ref: false })]);
  }

  /** SIGKILL, unless it has ended already, and waits for the end. */
  async kill(): Promise<void> {
    if (this.running) process.kill(this.pid, 'SIGKILL');
    await this.#exited;
  }

  /** Asks it to end (SIGTERM) and returns its exit status, or the signal that ended it. */
  async stop(): Promise<number | NodeJS.Signals> {
    if (this.#child !== undefined) process.kill(this.pid, 'SIGTERM');
    return this.#exited;
  }

  /** SIGKILL for the embedded PostgreSQL; the program lives on. Returns the process that was killed. */
  killPostgres(): number {
    const pid = Number(this.#serverFile()[0]);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (!command.includes(this.#home())) throw new Error(`process ${pid} is not the database of this program`);
    process.kill(pid, 'SIGKILL');
    this.#killed = String(pid);
    return pid;
  }

  /** Asks the embedded database directly, as superuser. The program must be running. */
  query<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]> {
    return askDatabase<R>(this.dataDir, text, values);
  }

  /** Ends the program if it still runs and removes everything it wrote. */
  async remove(): Promise<void> {
    if (this.running && (await Promise.race([this.stop(), sleep(30_000, 'late' as const, { ref: false })])) === 'late')
      await this.kill();
    const home = existsSync(this.dataDir) ? this.#home() : this.dataDir;
    if (home !== this.dataDir) rmSync(home, { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  /** What the program is told. */
  environment(): Record<string, string | undefined> {
    return {
      PATH: process.env.PATH,
      DATA_DIR: this.dataDir,
      HOST: '127.0.0.1',
      PORT: String(this.port),
      // Tests say themselves what has happened.
      SAMPLE_LIFE: 'off',
      ...this.#options.env,
    };
  }

  /**
   * Takes a copy of a data folder in which the cities are made, where a run of all tests has a folder for what its steps
   * share: a first start from nothing costs four times another one. Whoever comes first makes it.
   */
  async #moveIn(): Promise<void> {
    const shared = process.env.SHARED_FOLDER;
    if (shared === undefined || this.#options.env?.DATABASE_URL !== undefined) return;
    const seeded = join(shared, 'data');
    let leave = tryLockFile(`${seeded}.lock`);
    for (; leave === undefined; leave = tryLockFile(`${seeded}.lock`)) await sleep(100);
    try {
      if (!existsSync(seeded)) {
        const first = new App({ fromNothing: true, env: { LOG_LEVEL: 'warn' } }, await freePort());
        try {
          await first.start();
          await first.stop();
          // A database that lives elsewhere, since its user may not enter here, is not worth a copy.
          if (first.#home() === first.dataDir) renameSync(first.dataDir, seeded);
        } finally {
          await first.remove();
        }
      }
    } finally {
      leave();
    }
    if (existsSync(seeded)) execFileSync('cp', ['--archive', '--reflink=auto', seeded, this.dataDir]);
  }

  #home(): string {
    return homeOf(this.dataDir);
  }

  #serverFile(): string[] {
    try {
      return serverFileOf(this.dataDir);
    } catch {
      return [];
    }
  }
}

/** Where the database of a data folder lives: elsewhere when the folder is closed to its user. */
function homeOf(dataDir: string): string {
  const pointer = join(dataDir, 'postgres-location');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : dataDir;
}

/** Process, data folder, start, port, socket folder, … (PostgreSQL manual, "Database File Layout"). */
function serverFileOf(dataDir: string): string[] {
  return readFileSync(join(homeOf(dataDir), 'postgres/postmaster.pid'), 'utf8').split('\n');
}

/** Asks the embedded database of a running program directly, as superuser. */
export async function askDatabase<R extends pg.QueryResultRow>(
  dataDir: string,
  text: string,
  values?: unknown[],
): Promise<R[]> {
  const [, , , port, host] = serverFileOf(dataDir);
  const password = readFileSync(join(dataDir, 'postgres-password'), 'utf8').trim();
  const client = new pg.Client({ host: host!, port: Number(port), user: 'amanah', password, database: 'amanah' });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
