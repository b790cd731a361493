import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What a client knows of something it asked for: done, refused, or no answer that says either. */
export type Outcome = 'ok' | 'fail' | 'unknown';

/** One line of a journal. A send without a later line of its own has an unknown outcome. */
interface Line {
  readonly send: number;
  readonly key: string;
  readonly outcome: Outcome | 'sent';
  readonly at: string;
  readonly note?: string;
}

/**
 * What a client asked for and what it was told, as it happened, in a file of one JSON object a line. The key names the
 * effect that is wanted; sending it again (a retry) is another send of the same key.
 */
export class Journal {
  readonly path: string;
  readonly #file: number;
  #sends = 0;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'a');
  }

  /** Notes that the request is about to be sent; call the result with what came of it. */
  send(key: string): (outcome: Outcome, note?: string) => void {
    this.#sends += 1;
    const send = this.#sends;
    this.#write({ send, key, outcome: 'sent', at: Temporal.Now.instant().toString() });
    return (outcome, note) =>
      this.#write({
        send,
        key,
        outcome,
        at: Temporal.Now.instant().toString(),
        ...(note === undefined ? {} : { note }),
      });
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(line: Line): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

/** What the client may count on for each key: `ok` if any send was answered so, else `unknown` if any was, else `fail`. */
export function readJournal(path: string): Map<string, Outcome> {
  const sends = new Map<number, Line>();
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    if (text === '') continue;
    const line = JSON.parse(text) as Line;
    sends.set(line.send, line);
  }
  const rank = { fail: 0, unknown: 1, ok: 2 } as const;
  const keys = new Map<string, Outcome>();
  for (const { key, outcome } of sends.values()) {
    const known = outcome === 'sent' ? 'unknown' : outcome;
    const before = keys.get(key);
    if (before === undefined || rank[known] > rank[before]) keys.set(key, known);
  }
  return keys;
}

/** Keys whose last send was not settled, with what came of it: a client that never learned how it ended. */
export function unsettledIn(path: string): Map<string, string> {
  const last = new Map<string, Line>();
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    if (text === '') continue;
    const line = JSON.parse(text) as Line;
    last.set(line.key, line);
  }
  return new Map(
    [...last].flatMap(([key, { outcome, note }]) =>
      outcome === 'unknown' || outcome === 'sent' ? [[key, note ?? outcome] as const] : [],
    ),
  );
}

export interface Verdict {
  readonly ok: number;
  readonly fail: number;
  readonly unknown: number;
  /** Of the unknown ones, how many had taken effect: without keys, a retry would have doubled these. */
  readonly unknownDone: number;
  /** Acknowledged, but not there. */
  readonly lost: readonly string[];
  /** There more than once. */
  readonly doubled: readonly string[];
  /** Refused, but there all the same. */
  readonly ghosts: readonly string[];
  /** There, but nobody had asked for it. */
  readonly strangers: readonly string[];
}

/**
 * Compares a journal with the database: acknowledged exactly once, unknown at most once, refused never. `effects`
 * returns how often each key took effect, all of them.
 */
export async function checkJournal(path: string, effects: () => Promise<Map<string, number>>): Promise<Verdict> {
  const keys = readJournal(path);
  const found = await effects();
  const count = { ok: 0, fail: 0, unknown: 0 };
  let unknownDone = 0;
  const lost: string[] = [];
  const doubled: string[] = [];
  const ghosts: string[] = [];
  for (const [key, outcome] of keys) {
    count[outcome] += 1;
    const times = found.get(key) ?? 0;
    if (times > 1) doubled.push(key);
    if (outcome === 'ok' && times === 0) lost.push(key);
    if (outcome === 'fail' && times > 0) ghosts.push(key);
    if (outcome === 'unknown' && times > 0) unknownDone += 1;
  }
  const strangers = [...found.keys()].filter((key) => !keys.has(key));
  return { ...count, unknownDone, lost, doubled, ghosts, strangers };
}

/** Whether every promise was kept. */
export const isClean = (verdict: Verdict): boolean =>
  [verdict.lost, verdict.doubled, verdict.ghosts, verdict.strangers].every((keys) => keys.length === 0);
