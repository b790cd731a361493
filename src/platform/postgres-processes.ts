import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether the process still runs; one that ended and was not yet collected by its parent does not. */
export function isRunning(pid: number): boolean {
  const stat = readProc(pid, 'stat');
  // The name in brackets may itself hold brackets and spaces; the state follows the last one.
  return stat !== undefined && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

/** Waits until the process has ended; false if it still runs after `milliseconds`. */
export async function waitForEnd(pid: number, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (isRunning(pid)) {
    if (performance.now() > end) return false;
    await sleep(5);
  }
  return true;
}

/** Sends a signal; a process that ended meanwhile is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The processes of PostgreSQL that work on this cluster folder, whoever started them. */
export function processesOn(cluster: string): number[] {
  const found: number[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid || !isRunning(pid)) continue;
    if (startedOn(pid, cluster) || worksIn(pid, cluster)) found.push(pid);
  }
  return found;
}

// Readable for everybody, but only the first process and initdb keep their arguments.
function startedOn(pid: number, cluster: string): boolean {
  const args = readProc(pid, 'cmdline')?.split('\0') ?? [];
  return args.some((arg, i) => arg === '-D' && args[i + 1] === cluster);
}

// Children rename themselves but stay in the cluster's folder. A shell that stands there is none of ours.
function worksIn(pid: number, cluster: string): boolean {
  const command = readProc(pid, 'comm')?.trim();
  if (command !== 'postgres' && command !== 'initdb') return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster && basename(readlinkSync(`/proc/${pid}/exe`)) === 'postgres';
  } catch {
    return false;
  }
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
