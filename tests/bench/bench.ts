/**
 * `npm run bench`: what the program does beside what the machine could do at most, measured in one run and told as
 * ratios, because machines differ and are noisy. Starts everything itself on a data folder of its own.
 *
 *   npm run bench -- [--seconds 6] [--rounds 3] [--cases 1000000]
 *
 * `--cases` builds a city of that many cases after the real one's have been brought in, and measures there again.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { App } from '../faults/app.ts';
import { applications } from './applications.ts';
import { REAL_CITY, runImport, writeLargeCity } from './cities.ts';
import { intake } from './intake.ts';
import { lifecycles } from './lifecycles.ts';
import { pages, reads } from './reads.ts';
import { say, told } from './say.ts';
import { supervisorCookie } from './system.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    cases: { type: 'string', default: '0' },
  },
});
const POOL = 16;
const CLIENTS = 16;
/** Clients at a peak: then reports that arrive together share a transaction. */
const CROWD = 64;
const PACE = { seconds: Number(options.seconds), rounds: Number(options.rounds), pool: POOL, clients: CLIENTS };

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

async function countCases(app: App): Promise<number> {
  const [{ n }] = (await app.query('select count(*)::int as n from cases."case"')) as [{ n: number }];
  return n;
}

async function starts(app: App): Promise<void> {
  say('first start, demonstration cities made', `${((await app.start()) / 1000).toFixed(1)} s`);
  await app.stop();
  say('restart', `${((await app.start()) / 1000).toFixed(1)} s`);
}

/** Lives of reports and lists at the size the city has now. */
async function atThisSize(app: App, cookie: string): Promise<number> {
  await app.query('vacuum analyze');
  const perSecond = await lifecycles(app, cookie, await countCases(app), PACE);
  await reads(app, cookie);
  await applications(app, cookie, PACE);
  return perSecond;
}

async function main(): Promise<void> {
  const app = await App.prepare({ env: { RATE_LIMITS: 'off', LOG_LEVEL: 'warn', DATABASE_POOL: String(POOL) } });
  try {
    await starts(app);
    const cookie = await supervisorCookie(app);
    await intake(app, CLIENTS, PACE);
    await intake(app, CROWD, PACE);
    const small = await lifecycles(app, cookie, await countCases(app), PACE);
    if (existsSync(REAL_CITY)) {
      const { imported, perSecond } = await runImport(app, REAL_CITY);
      say('import of a real city', `${imported.toLocaleString('en')} reports, ${perSecond.toLocaleString('en')}/s`);
      const repeat = await runImport(app, REAL_CITY);
      say(
        'the same again',
        `${repeat.imported} new, ${repeat.unchanged.toLocaleString('en')} unchanged, ${repeat.perSecond.toLocaleString('en')}/s`,
      );
      say('lifecycles there / at the smaller city', ((await atThisSize(app, cookie)) / small).toFixed(2));
      const missing = Number(options.cases) - (await countCases(app));
      if (missing > 0) {
        const file = join(app.folder, 'large-city.ndjson.gz');
        await writeLargeCity(file, missing);
        const large = await runImport(app, file);
        say('import up to the size asked', `${large.imported.toLocaleString('en')} reports, ${large.perSecond}/s`);
        say('lifecycles there / at the smallest city', ((await atThisSize(app, cookie)) / small).toFixed(2));
      }
    } else say('import of a real city', `not measured: ${REAL_CITY} is not there`);
    await pages(app);
    say('memory of the server at the end', `${memoryOf(app.pid).toFixed(0)} MB resident`);
  } finally {
    await app.remove();
  }
  console.log(`\n${told()} figures; Node ${process.version}`);
}

await main();
