import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from './postgres-binaries.ts';
import { ensureCluster, readPassword, SUPERUSER, writeConfiguration } from './postgres-cluster.ts';
import { holdFolder } from './postgres-lock.ts';
import { findPlace, makeDataFolder, makeSocketFolder } from './postgres-place.ts';
import { processesOn } from './postgres-processes.ts';
import {
  endOrphans,
  launch,
  type PostgresExit,
  type PostgresLog,
  type Server,
  type ServerOptions,
} from './postgres-server.ts';

export { PostgresError } from './postgres-error.ts';
export type { PostgresExit, PostgresLog } from './postgres-server.ts';

export interface PostgresOptions {
  /** Held for this process alone while PostgreSQL runs. */
  readonly dataDir: string;
  readonly log: PostgresLog;
  /** Called when PostgreSQL ended although nobody had asked it to. It is being started again by then. */
  readonly onExit?: (exit: PostgresExit) => void;
  /** Called when it accepts connections again after that. */
  readonly onRestart?: () => void;
  /** Also listens on 127.0.0.1, on a free port. */
  readonly tcp?: boolean;
  /** Loses data when the machine fails: for throw-away databases of tests only. */
  readonly forgetful?: boolean;
}

export interface EmbeddedPostgres {
  /** For `pg`, over the Unix socket, as superuser. Holds the password: never log it. */
  connectionString(database?: string): string;
  /** The port on 127.0.0.1, if `tcp` was asked for. */
  readonly tcpPort: number | undefined;
  /** Shuts down cleanly and lets go of the data folder. */
  stop(): Promise<void>;
  /** The server's process; while it is being started again, that of the one that ended. */
  pid(): number;
  /** Whether the database was made by this start. */
  readonly startedFresh: boolean;
}

const DATABASE = 'amanah';
const LONGEST_PAUSE = 5_000;

/**
 * Starts the PostgreSQL that comes with the program on `<dataDir>/postgres`, making cluster and database on first use,
 * and keeps it running until `stop`. Throws PostgresError, in words for the operator, where that is impossible:
 * another process holds the folder, the binaries cannot run here, the cluster is of another version or owner.
 *
 * Call it from the main thread: the kernel ties the server's life to the thread that starts it.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = makeDataFolder(options.dataDir);
  const locks = [holdFolder(dataDir)];
  const release = () => {
    while (locks.length > 0) locks.pop()?.();
  };
  try {
    const place = findPlace(dataDir);
    // A copied data folder names the same stand-in as its original.
    if (place.home !== dataDir) locks.push(holdFolder(place.home));
    const binaries = findBinaries(place.home, place.user);
    const password = readPassword(dataDir, place);
    const fresh = await ensureCluster(place, binaries, password);
    const socketFolder = makeSocketFolder(place);
    const tcpPort = options.tcp ? await freePort() : undefined;
    const stopping = new AbortController();
    const server: ServerOptions = {
      cluster: place.cluster,
      binaries,
      configuration: writeConfiguration(place.home, options.forgetful ?? false),
      socketFolder,
      tcpPort,
      log: options.log,
      stopping: stopping.signal,
    };
    const connectionString = (database = DATABASE) =>
      `postgresql://${SUPERUSER}:${password}@/${encodeURIComponent(database)}` +
      `?host=${encodeURIComponent(socketFolder)}&port=${tcpPort ?? 5432}`;
    const supervisor = new Supervisor(server, options, stopping, await launch(server));
    try {
      const made = await ensureDatabase(connectionString('postgres'));
      return {
        connectionString,
        tcpPort,
        startedFresh: fresh || made,
        pid: () => supervisor.pid,
        stop: async () => {
          await supervisor.stop();
          if (dirname(socketFolder) !== place.home) {
            rmSync(socketFolder, { recursive: true, force: true });
            rmSync(join(place.home, 'run-elsewhere'), { force: true });
          }
          release();
        },
      };
    } catch (error) {
      await supervisor.stop();
      throw error;
    }
  } catch (error) {
    release();
    throw error;
  }
}

/** Keeps one server running: starts it again, with growing pauses, whenever it ends unasked. */
class Supervisor {
  readonly #options: ServerOptions;
  readonly #told: PostgresOptions;
  readonly #stopping: AbortController;
  readonly #atExit = () => this.#server.stopUnawaited();
  #server: Server;
  #recovery: Promise<void> = Promise.resolve();

  constructor(options: ServerOptions, told: PostgresOptions, stopping: AbortController, server: Server) {
    this.#options = options;
    this.#told = told;
    this.#stopping = stopping;
    this.#server = server;
    process.once('exit', this.#atExit);
    this.#watch();
  }

  get pid(): number {
    return this.#server.pid;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#recovery;
    await this.#server.stop();
    // One that was killed leaves children for a moment; until they are gone the folder is not free.
    await endOrphans(processesOn(this.#options.cluster));
    process.off('exit', this.#atExit);
  }

  #watch(): void {
    void this.#server.exited.then((exit) => {
      if (this.#stopping.signal.aborted) return;
      this.#told.log.error(`PostgreSQL ended unasked (${exit.signal ?? `status ${exit.code}`}); starting it again`);
      this.#recovery = this.#recover();
      this.#told.onExit?.(exit);
    });
  }

  async #recover(): Promise<void> {
    const { signal } = this.#stopping;
    for (let pause = 50; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      await sleep(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        this.#server = await launch(this.#options);
        this.#watch();
        this.#told.log.info('PostgreSQL runs again');
        this.#told.onRestart?.();
        return;
      } catch (error) {
        this.#told.log.error((error as Error).message);
      }
    }
  }
}

async function ensureDatabase(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const known = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (known.rowCount !== 0) return false;
    await client.query(`create database ${DATABASE}`);
    return true;
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
