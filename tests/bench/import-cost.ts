import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { gunzipSync } from 'node:zlib';
import { startCity } from '../support/city.ts';
import { REAL_CITY } from './cities.ts';

// What a line of an import costs in processor time, which other work on the machine changes little: `npm run amanah`'s
// options of Node, one batch after the other, then what the relay has to do about them.

const BATCH = 1_000;
/** As the command line does. */
const COUNTED_TOGETHER = 24;
const WARM = 24;
const MEASURED = 24;

setFlagsFromString('--heap-growing-percent=0');
const lines = gunzipSync(readFileSync(REAL_CITY)).toString().trim().split('\n');
const city = await startCity();

/** By process, those that have ended among them: connections that nobody uses end after a minute. */
const takenBy = new Map<string, number>();

/** Microseconds of processor time that PostgreSQL's processes have taken. */
function postgres(): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readlinkSync(`/proc/${pid}/cwd`).startsWith(dirname(city.dataDir))) continue;
      takenBy.set(pid, Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1_000);
    } catch {
      // It has ended, or is not ours.
    }
  }
  return takenBy.values().reduce((sum, taken) => sum + taken, 0);
}

async function cost(work: () => Promise<void>): Promise<string> {
  const [node, database] = [process.cpuUsage(), postgres()];
  await work();
  const { user, system } = process.cpuUsage(node);
  const per = (taken: number) => (taken / MEASURED / BATCH).toFixed(0);
  return `Node ${per(user + system)}, PostgreSQL ${per(postgres() - database)} µs a line`;
}

async function bring(from: number, to: number): Promise<void> {
  for (let at = from * BATCH; at < to * BATCH; at += BATCH) {
    const batch = { source: 'bench', firstLine: at + 1, lines: lines.slice(at, at + BATCH), settledLines: at };
    await city.asSystem('reports.import-open311', { ...batch, countLater: true }, city.boston);
    if ((at / BATCH) % COUNTED_TOGETHER === COUNTED_TOGETHER - 1) {
      await city.asSystem('reports.import-open311', { ...batch, lines: [] }, city.boston);
    }
  }
}

await bring(0, WARM);
await city.settle();
console.log(`import: ${await cost(() => bring(WARM, WARM + MEASURED))}`);
console.log(`relay: ${await cost(() => city.settle())}`);
await city.close();
