import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { createGunzip } from 'node:zlib';
import { SingleBar } from 'cli-progress';
import type { Tenant } from '#platform/tenants.ts';
import type { Composition } from './main.ts';

/** Lines of a request to the import: one transaction each, small enough to be quick and large enough to be cheap. */
const BATCH = 1_000;
/** Calls under way at once: while the database settles some, the next is read, and neither waits for the other. */
const PARALLEL = 4;
/** Batches that are added to the totals together: the more, the less it costs, and the later figures and map hold them. */
const COUNTED_TOGETHER = 24;

/** A mistake of whoever typed the command: its message is all there is to say. */
export class UsageError extends Error {}

interface Outcome {
  readonly imported: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: readonly { line: number; reason: string; externalId: string | null }[];
}

/** The lines of a text file as they are unpacked, many at a time, and how many bytes of the file were read by then. */
async function* linesOf(path: string): AsyncIterable<{ lines: string[]; bytes: number }> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  // A failure of either ends both, and is told where they are read.
  const input = path.endsWith('.gz') ? pipeline(file, createGunzip({ chunkSize: 1 << 18 }), () => {}) : file;
  input.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of input as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      yield { lines: lines.map(withoutReturn), bytes: file.bytesRead };
    }
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
  if (rest !== '') yield { lines: [withoutReturn(rest)], bytes: file.bytesRead };
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/**
 * Takes over a file of requests and returns what became of them; what is refused is told line by line. A run that broke
 * off goes on where it stopped, a finished one is compared from the beginning, as with `anew`.
 */
export async function importOpen311({ callAsSystem }: Composition, tenant: Tenant, file: string, anew: boolean) {
  const source = basename(file);
  const call = <O>(operation: string, input: unknown) => callAsSystem<O>(tenant, operation, input);
  const before = await call<{ linesRead: number; finishedAt: string | null }>('reports.get-import', { source });
  const skip = anew || before.finishedAt !== null ? 0 : before.linesRead;
  if (skip > 0) process.stderr.write(`Going on after line ${skip}; --anew reads from the beginning.\n`);
  const settle = (settledLines: number, finished: boolean) =>
    call('reports.import-open311', { source, firstLine: 1, lines: [], settledLines, finished });
  // What broke off is given up, so that this run counts from its own beginning if it breaks off as well.
  if (anew && before.linesRead > 0 && before.finishedAt === null) await settle(0, true);
  // A heap kept as small as a server's is searched for garbage in every batch, a fifth of what a line costs this program.
  setFlagsFromString('--heap-growing-percent=0');
  const bar = new SingleBar({ format: '{bar} {percentage}% · {lines} lines · {speed}/s', hideCursor: true });
  bar.start(statSync(file).size, 0, { lines: skip, speed: '-' });
  const sums = { imported: 0, updated: 0, unchanged: 0, refused: 0 };
  const refusals: Outcome['refused'][number][] = [];
  const started = performance.now();
  // The last line of each batch under way or done, in order: what lies before the first one under way is settled.
  const ends: { last: number; done: boolean }[] = [];
  let settled = skip;
  const settledLines = () => {
    while (ends[0]?.done) settled = ends.shift()!.last;
    return settled;
  };
  let done = 0;
  let uncounted = 0;
  const underWay = new Set<Promise<unknown>>();
  /** Begins a call once fewer than so many are under way. */
  const begin = async (work: () => Promise<unknown>): Promise<void> => {
    if (underWay.size === PARALLEL) await Promise.race(underWay);
    // What fails stays among them, and is told where they are waited for.
    const begun: Promise<unknown> = work().then(() => underWay.delete(begun));
    begun.catch(() => {});
    underWay.add(begun);
  };
  const send = async (lines: readonly string[], last: number, bytes: number): Promise<void> => {
    const end = { last, done: false };
    ends.push(end);
    const outcome = await call<Outcome>('reports.import-open311', {
      source,
      firstLine: last - lines.length + 1,
      lines,
      settledLines: settledLines(),
      countLater: true,
    });
    end.done = true;
    sums.imported += outcome.imported;
    sums.updated += outcome.updated;
    sums.unchanged += outcome.unchanged;
    sums.refused += outcome.refused.length;
    refusals.push(...outcome.refused);
    done += lines.length;
    uncounted += outcome.imported;
    bar.update(bytes, { lines: skip + done, speed: Math.round((done * 1000) / (performance.now() - started)) });
  };
  let line = 0;
  let batch: string[] = [];
  for await (const { lines, bytes } of linesOf(file)) {
    for (const text of lines) {
      line += 1;
      if (line <= skip) continue;
      batch.push(text);
      if (batch.length < BATCH) continue;
      const [full, last] = [batch, line];
      batch = [];
      await begin(() => send(full, last, bytes));
      if (uncounted < COUNTED_TOGETHER * BATCH) continue;
      uncounted = 0;
      await begin(() => settle(settledLines(), false));
    }
  }
  if (batch.length > 0) await begin(() => send(batch, line, statSync(file).size));
  await Promise.all(underWay);
  await settle(line, true);
  bar.stop();
  for (const { line: at, reason, externalId } of refusals) {
    process.stderr.write(`line ${at}: ${reason}${externalId === null ? '' : ` (${externalId})`}\n`);
  }
  const seconds = (performance.now() - started) / 1000;
  return { ...sums, seconds: Math.round(seconds * 10) / 10, perSecond: Math.round((line - skip) / seconds) };
}
