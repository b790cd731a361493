import { readdirSync, readFileSync } from 'node:fs';

interface Seen {
  readonly parent: number;
  readonly began: string;
  /** Of itself, and of the children it has waited for, in hundredths of a second. */
  readonly own: number;
  readonly waited: number;
}

/** Fields of /proc/PID/stat behind the name, the first of them the state; undefined once the process has ended (proc(5)). */
export function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(') ') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Of a process, unless it has ended. */
function look(pid: number): Seen | undefined {
  const fields = statOf(pid);
  if (fields === undefined) return undefined;
  const hundredths = (from: number) => Number(fields[from]) + Number(fields[from + 1]);
  return { parent: Number(fields[1]), began: fields[19]!, own: hundredths(11), waited: hundredths(13) };
}

/**
 * The processor time of programs that they do not hand over. Who waits for a process is told what it took, but Chromium's
 * parts end with nobody waiting, and what outlives its parent is nobody's: of these counts what they had taken when they
 * were last looked at.
 */
export class Unclaimed {
  /** For each process that belongs to a program, that program's. */
  readonly #programs = new Map<number, number>();
  readonly #hundredths = new Map<number, number>();
  #last = new Map<number, Seen>();

  /** Belongs to a program from now on, with all that it starts. */
  follow(program: number): void {
    this.#programs.set(program, program);
    this.#hundredths.set(program, 0);
  }

  /** Looks at all that runs. The more often, the less escapes. */
  look(): void {
    this.#lookAfter(undefined, 0);
  }

  /** Seconds that are missing in what a program has handed over, which has just ended. */
  ended(program: number, handedOver: number): number {
    this.#lookAfter(program, handedOver * 100);
    for (const [pid, its] of this.#programs) if (its === program) this.#programs.delete(pid);
    return this.#hundredths.get(program)! / 100;
  }

  #lookAfter(program: number | undefined, handedOver: number): void {
    const before = this.#last;
    const now = new Map<number, Seen>();
    for (const name of readdirSync('/proc')) {
      const seen = /^\d+$/.test(name) ? look(Number(name)) : undefined;
      if (seen !== undefined) now.set(Number(name), seen);
    }
    const lives = (pid: number) => now.has(pid) && now.get(pid)!.began === before.get(pid)?.began;
    // What ended, by the nearest above it who may have waited for it and lives, or whose own end is known.
    const sums = new Map<number, { readonly its: number; sum: number }>();
    for (const [pid, { own, waited, parent }] of before) {
      const its = this.#programs.get(pid);
      if (its === undefined || pid === its || lives(pid)) continue;
      let above = parent;
      while (before.has(above) && !lives(above) && above !== its) above = before.get(above)!.parent;
      const { sum } = sums.get(above) ?? { sum: 0 };
      sums.set(above, { its, sum: sum + own + waited });
      this.#programs.delete(pid);
    }
    for (const [above, { its, sum }] of sums) {
      const was = before.get(above);
      let claimed = 0;
      if (was !== undefined && above === program) claimed = handedOver - was.own - was.waited;
      else if (was !== undefined && lives(above)) claimed = now.get(above)!.waited - was.waited;
      this.#hundredths.set(its, this.#hundredths.get(its)! + Math.max(0, sum - claimed));
    }
    const programOf = (pid: number): number | undefined => {
      const parent = now.get(pid)?.parent;
      const its = this.#programs.get(pid) ?? (parent === undefined ? undefined : programOf(parent));
      if (its !== undefined) this.#programs.set(pid, its);
      return its;
    };
    this.#last = new Map([...now].filter(([pid]) => programOf(pid) !== undefined));
  }
}
