/**
 * The full runs behind the promises: longer than a test may take, each leaving `evidence/<goal>.json` with what was
 * done, by which version, and what was found. `npm run faults` runs all of them, `npm run faults -- retries hostile`
 * some; the environment sets how long (see SETTINGS).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { bombard, buildBombardedWorld } from './bombard.ts';
import { runDurability } from './durability.ts';
import { runForgetting } from './forgetting.ts';
import { isClean } from './harness.ts';
import { runHostileApp } from './hostile-app.ts';
import { hostileImages, tryImages } from './images.ts';
import { faultsOf, fillMatrix, neverDone } from './matrix.ts';
import { buildWorld } from './matrix-world.ts';
import { runRelay } from './relay-run.ts';
import { runRetries } from './retries.ts';
import { reachAcross, withoutPredicates, withoutRowSecurity } from './walls.ts';

const ROOT = join(import.meta.dirname, '../..');
const EVIDENCE = join(ROOT, 'evidence');

/** What the environment may set, with what the promises ask for. */
const SETTINGS = {
  SEED: 1,
  APP_KILLS: 200,
  DATABASE_KILLS: 50,
  ACKNOWLEDGED: 100_000,
  RETRIES: 50_000,
  EVENTS: 1_000_000,
  RELAY_KILLS: 50,
  EVENTS_PER_SECOND: 1_500,
  HOSTILE: 1_000_000,
  HOSTILE_PAGES: 20_000,
  IMAGES: 600,
  RESIDENTS: 1_000,
} as const;

/** How long 99 of 100 events may wait, the time their relay was dead included. */
const LAG_SECONDS = 5;

const setting = (name: keyof typeof SETTINGS): number => {
  const given = process.env[name];
  if (given === undefined) return SETTINGS[name];
  const value = Number(given);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name}=${given}: expected a whole number`);
  return value;
};

interface Finding {
  readonly passed: boolean;
  readonly result: unknown;
}

const seed = setting('SEED');
const say = (line: string) => console.log(`  ${line}`);

const GOALS: Readonly<Record<string, () => Promise<Finding>>> = {
  async durability() {
    let lastSaid = 0;
    const result = await runDurability({
      seed,
      appKills: setting('APP_KILLS'),
      databaseKills: setting('DATABASE_KILLS'),
      acknowledged: setting('ACKNOWLEDGED'),
      clients: 4,
      report(line) {
        if (performance.now() - lastSaid < 10_000) return;
        lastSaid = performance.now();
        say(line);
      },
    });
    const passed =
      isClean(result.actions) &&
      isClean(result.ledger) &&
      result.unsettled.length === 0 &&
      result.disagreeing.length === 0 &&
      result.miscounted.length === 0 &&
      result.received.kept === result.received.real &&
      result.failpoints.every(({ struck }) => struck);
    return { passed, result };
  },
  async retries() {
    const wanted = setting('RETRIES');
    const result = await runRetries({ seed, wanted, clients: 8, dropped: 0.2 });
    const passed =
      result.actions[1] === wanted &&
      result.ledger[1] === wanted &&
      result.answersKept === wanted &&
      result.otherBody[409] === wanted &&
      result.differing.length === 0;
    return { passed, result };
  },
  async relay() {
    const events = setting('EVENTS');
    const { verdict, lag99 } = await runRelay({
      events,
      writers: 8,
      kills: setting('RELAY_KILLS'),
      keys: 2_000,
      perSecond: setting('EVENTS_PER_SECOND'),
    });
    const { written, subscribers, leftInOutbox, deadLetters } = verdict;
    const whole = subscribers.every(
      ({ received, different, outOfOrder }) => received === written && different === written && outOfOrder === 0,
    );
    const handedOut = subscribers.length === 2 && whole && leftInOutbox + deadLetters === 0;
    const passed = written >= events && handedOut && lag99 <= LAG_SECONDS;
    return { passed, result: { ...verdict, lag99 } };
  },
  async matrix() {
    const world = await buildWorld();
    try {
      const cells = await fillMatrix(world);
      const faults = faultsOf(world, cells);
      const guardsOff = await reachAcross(world);
      const onlyRowSecurity = await withoutPredicates(() => reachAcross(world));
      const onlyPredicates = await withoutRowSecurity(world, () => reachAcross(world));
      const neither = await withoutRowSecurity(world, () => withoutPredicates(() => reachAcross(world)));
      const result = {
        roles: world.roles.map(({ name }) => name),
        operations: world.city.composition.operations.length,
        cells: cells.length,
        faults,
        neverDone: neverDone(world, cells),
        guardsOff,
        onlyRowSecurity: onlyRowSecurity.result,
        onlyPredicates,
        withNeitherWall: neither.result.length,
      };
      const found = [faults, guardsOff, onlyRowSecurity.result, onlyPredicates];
      return { passed: found.every(({ length }) => length === 0) && neither.result.length > 0, result };
    } finally {
      await world.close();
    }
  },
  async hostile() {
    const world = await buildBombardedWorld();
    try {
      const result = await bombard(world, { seed, requests: setting('HOSTILE'), clients: 8 });
      const growth = result.heap.late / result.heap.early - 1;
      return { passed: result.faultCount === 0 && growth <= 0.1, result: { ...result, memoryGrowth: growth } };
    } finally {
      await world.close();
    }
  },
  async images() {
    const result = await tryImages(await hostileImages(seed, setting('IMAGES')));
    return { passed: result.faults.length === 0, result };
  },
  async forgetting() {
    const residents = setting('RESIDENTS');
    const result = await runForgetting(residents);
    const { after, inFiles, inLog, reportsKept, holdHonoured, restoredForgets } = result;
    const gone = after.length + inFiles.length + inLog.length === 0;
    return { passed: gone && reportsKept === residents && holdHonoured && restoredForgets, result };
  },
  async 'hostile-pages'() {
    const result = await runHostileApp({ seed, requests: setting('HOSTILE_PAGES') });
    return { passed: result.faults.length === 0 && result.alive, result };
  },
};

const git = (...args: string[]): string => {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(GOALS, name));
if (unknown.length > 0) {
  console.error(`There is no run called ${unknown.join(', ')}. Runs: ${Object.keys(GOALS).join(', ')}.`);
  process.exit(1);
}

mkdirSync(EVIDENCE, { recursive: true });
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
let failed = 0;
for (const [goal, run] of Object.entries(GOALS)) {
  if (wanted.length > 0 && !wanted.includes(goal)) continue;
  console.log(goal);
  const began = Temporal.Now.instant();
  const started = performance.now();
  let finding: Finding;
  try {
    finding = await run();
  } catch (error) {
    finding = { passed: false, result: { error: (error as Error).stack ?? String(error) } };
  }
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const evidence = {
    goal,
    passed: finding.passed,
    seed,
    began: began.toString({ smallestUnit: 'second' }),
    seconds,
    commit: git('rev-parse', 'HEAD'),
    changed: git('status', '--porcelain', '--', 'src', 'tests').split('\n').filter(Boolean).length,
    versions: { program: version, node: process.version },
    machine: { processors: availableParallelism(), gigabytes: Math.round(totalmem() / 2 ** 30) },
    result: finding.result,
  };
  const path = join(EVIDENCE, `${goal}.json`);
  writeFileSync(path, `${JSON.stringify(evidence, null, 2)}\n`);
  say(`${finding.passed ? 'passed' : 'FAILED'} in ${seconds} s; evidence/${goal}.json`);
  if (!finding.passed) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
