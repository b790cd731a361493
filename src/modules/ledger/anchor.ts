import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Checkpoint } from './model.ts';
import type { Anchor } from './ports.ts';

// Longer than any line.
const TAIL_BYTES = 4_096;

function parse(line: string): Checkpoint | undefined {
  try {
    return Checkpoint.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** The end of a file: its last whole line, and how many bytes a line that was not finished takes. */
function tailOf(file: number): { line: string; torn: number } {
  const { size } = fstatSync(file);
  const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
  readSync(file, bytes, 0, bytes.length, size - bytes.length);
  const end = bytes.lastIndexOf('\n');
  const start = end <= 0 ? 0 : bytes.lastIndexOf('\n', end - 1) + 1;
  return { line: bytes.toString('utf8', start, Math.max(end, 0)), torn: bytes.length - end - 1 };
}

function wholeBytes(path: string): number {
  const file = openSync(path, 'r');
  try {
    return fstatSync(file).size - tailOf(file).torn;
  } finally {
    closeSync(file);
  }
}

/** Checkpoints as lines of JSON in `<dataDir>/ledger/checkpoints-<tenant>.ndjson`, each on the disk before it counts. */
export function fileAnchor(dataDir: string): Anchor {
  const folder = join(dataDir, 'ledger');
  const pathOf = (tenantKey: string) => join(folder, `checkpoints-${tenantKey}.ndjson`);
  return {
    lastSize(tenantKey) {
      if (!existsSync(pathOf(tenantKey))) return 0;
      const file = openSync(pathOf(tenantKey), 'r');
      try {
        return parse(tailOf(file).line)?.size ?? 0;
      } finally {
        closeSync(file);
      }
    },
    append(tenantKey, checkpoints) {
      mkdirSync(folder, { recursive: true });
      const file = openSync(pathOf(tenantKey), 'a+', 0o640);
      try {
        // A line cut off by a crash was never counted: it is written again, whole.
        const { torn } = tailOf(file);
        if (torn > 0) ftruncateSync(file, fstatSync(file).size - torn);
        const lines = checkpoints.map(({ size, root, at, signature }) =>
          JSON.stringify({ size, root, at, signature }).concat('\n'),
        );
        writeSync(file, lines.join(''));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    },
    open(tenantKey) {
      const path = pathOf(tenantKey);
      const bytes = existsSync(path) ? wholeBytes(path) : 0;
      return (async function* () {
        if (bytes === 0) return;
        const input = createReadStream(path, { end: bytes - 1 });
        for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) yield parse(line);
      })();
    },
  };
}
