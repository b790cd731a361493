import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './postgres-binaries.ts';
import { PostgresError } from './postgres-error.ts';
import { processesOn, signal, waitForEnd } from './postgres-processes.ts';

/** Takes plain messages; both pino and console fit. */
export interface PostgresLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface PostgresExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerOptions {
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly configuration: string;
  readonly socketFolder: string;
  /** Undefined: no TCP at all; 5432 then only names the socket. */
  readonly tcpPort: number | undefined;
  readonly log: PostgresLog;
  /** Gives up a start that is under way. */
  readonly stopping: AbortSignal;
}

/** One run of PostgreSQL, ready for connections. */
export interface Server {
  readonly pid: number;
  readonly exited: Promise<PostgresExit>;
  /** Ends open transactions, writes a checkpoint, waits for the end. */
  stop(): Promise<void>;
  /** Asks for the same without waiting, for the last moment of the program. */
  stopUnawaited(): void;
}

const PATIENCE = 20_000;

/** Starts PostgreSQL on its cluster and waits until it accepts connections, however long its recovery takes. */
export async function launch(options: ServerOptions): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    await endLeftovers(options);
    const started = await startOnce(options);
    if (typeof started !== 'string') return started;
    // A child of a killed server may outlive it by a moment, unseen where /proc shows us too little.
    if (attempt === 10 || options.stopping.aborted || !/shared memory block|is another postmaster/.test(started)) {
      throw new PostgresError(`PostgreSQL did not start on ${options.cluster}: ${started}`);
    }
    await sleep(500);
  }
}

async function startOnce(options: ServerOptions): Promise<Server | string> {
  const { cluster, binaries, log } = options;
  const [command, ...args] = binaries.postgres;
  const child = spawn(
    command!,
    [
      ...args,
      ...['-D', cluster, '-c', `config_file=${options.configuration}`],
      ...['-c', `unix_socket_directories="${options.socketFolder.replaceAll('"', '""')}"`],
      ...['-c', `listen_addresses=${options.tcpPort === undefined ? '' : '127.0.0.1'}`],
      ...['-p', String(options.tcpPort ?? 5432)],
    ],
    // A session of its own: Ctrl+C in a terminal is for the program, which then ends its database last.
    { ...binaries.spawn, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = new Promise<PostgresExit>((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }));
    child.once('exit', (code, killedBy) => resolve({ code, signal: killedBy }));
  });
  let running = true;
  let stopping = false;
  void exited.then(() => {
    running = false;
  });
  const lastLines: string[] = [];
  createInterface({ input: child.stderr! }).on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > 10) lastLines.shift();
    logLine(log, line, stopping);
  });

  const begun = performance.now();
  let mentioned = begun;
  while (running && !isReady(cluster, child.pid)) {
    const now = performance.now();
    if (options.stopping.aborted) child.kill('SIGINT');
    await sleep(now - begun < 2_000 ? 4 : 50);
    if (now - mentioned > 10_000) {
      mentioned = now;
      log.warn(`PostgreSQL has been recovering for ${Math.round((now - begun) / 1_000)} s`);
    }
  }
  if (!running) {
    await sleep(20); // The last lines may arrive after the exit.
    return lastLines.join(' · ') || 'it ended without a word';
  }
  return {
    pid: child.pid!,
    exited,
    stop: () => {
      stopping = true;
      return endServer(child, exited);
    },
    stopUnawaited: () => child.kill('SIGINT'),
  };
}

// PostgreSQL writes its state into the last line of this file; asking it costs no connection.
function isReady(cluster: string, pid: number | undefined): boolean {
  const lines = readServerFile(cluster);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

function readServerFile(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

async function endServer(child: ChildProcess, exited: Promise<PostgresExit>): Promise<void> {
  const ended = async (milliseconds: number) =>
    (await Promise.race([exited, sleep(milliseconds, undefined, { ref: false })])) !== undefined;
  child.kill('SIGINT');
  if (await ended(PATIENCE)) return;
  child.kill('SIGQUIT');
  if (await ended(5_000)) return;
  child.kill('SIGKILL');
  await exited;
}

/** Ends whatever an earlier run of the program left on the cluster, cleanly where it still can be. */
async function endLeftovers({ cluster, socketFolder, log }: ServerOptions): Promise<void> {
  const found = processesOn(cluster);
  const first = found.find((pid) => pid === Number(readServerFile(cluster)[0]));
  if (first !== undefined) {
    log.warn(`shutting down the PostgreSQL that an earlier run left behind (process ${first})`);
    signal(first, 'SIGINT');
    if (!(await waitForEnd(first, PATIENCE))) {
      signal(first, 'SIGQUIT');
      if (!(await waitForEnd(first, 5_000))) signal(first, 'SIGKILL');
      await waitForEnd(first, 5_000);
    }
  }
  await endOrphans(found);
  // Nothing runs here and the folder is ours alone, so these are stale. Their number may by now be another's process,
  // which would make PostgreSQL refuse to start.
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  for (const name of readdirSync(socketFolder)) rmSync(join(socketFolder, name), { force: true });
}

/** Waits for the end of processes whose server is gone, and ends those that do not notice. */
export async function endOrphans(found: readonly number[]): Promise<void> {
  // Children notice the loss of their server by themselves, unless they are busy.
  for (const pid of found) if (!(await waitForEnd(pid, 300))) signal(pid, 'SIGQUIT');
  for (const pid of found) if (!(await waitForEnd(pid, 2_000))) signal(pid, 'SIGKILL');
  for (const pid of found) await waitForEnd(pid, 2_000);
}

function logLine(log: PostgresLog, line: string, stopping: boolean): void {
  const message = `postgres: ${line}`;
  if (/\b(PANIC|FATAL): /.test(line) && !stopping) log.error(message);
  else if (/\bWARNING: /.test(line)) log.warn(message);
  else log.debug(message);
}
