import { readdirSync } from 'node:fs';
import { statOf } from '../../tools/processor-time.ts';

/** A tick of the times in /proc: `USER_HZ` is a hundred wherever the program runs (proc_pid_stat(5)). */
const MICROSECONDS_A_TICK = 10_000;

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
