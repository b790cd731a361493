import { readdirSync, readFileSync } from 'node:fs';

/** A tick of the times in /proc: `USER_HZ` is a hundred wherever the program runs (proc_pid_stat(5)). */
const MICROSECONDS_A_TICK = 10_000;

/** Fields of /proc/PID/stat behind the name, the first of them the state; undefined once the process has ended. */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(') ') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Microseconds of processor time a process has taken with all its threads. */
export function processorTime(pid: number): number {
  const stat = statOf(pid);
  return stat === undefined ? 0 : (Number(stat[11]) + Number(stat[12])) * MICROSECONDS_A_TICK;
}

/** Processes begun by a process. */
export const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => statOf(child)?.[1] === String(pid));
