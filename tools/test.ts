/**
 * Everything `npm test` promises. Steps run side by side, since most of them wait more than they work; each runs to its end,
 * its output comes in one piece, and it is named in the closing table. Nothing is skipped: a step that cannot run has failed.
 * `npm test types unit` runs these alone. With SECOND_CHANCE=yes a step that failed beside others runs once more by itself,
 * and the table keeps its failure in sight: a machine that lends its processors elsewhere must not look like a fault.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePagesBuilt } from '../src/platform/pages.ts';
import { Unclaimed } from './processor-time.ts';

const only = process.argv.slice(2);
const node = process.execPath;
const bin = (name: string) => `node_modules/${name}`;

/** Processor seconds of all children that have ended, with those they waited for (cutime and cstime of proc(5), in hundredths). */
function secondsOfEnded(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** What the steps share: a data folder in which the cities are made, and what axe has read of which page. */
const shared = mkdtempSync(join(tmpdir(), 'amanah-tests-'));
process.once('exit', () => rmSync(shared, { recursive: true, force: true, maxRetries: 5 }));
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(status));

/** Runs a program to its end. What it says goes to `say`, or straight to the terminal without it. */
type Run = (command: string, args: readonly string[]) => Promise<boolean>;

let counted = secondsOfEnded();
const newlyEnded = (): number => {
  const before = counted;
  counted = secondsOfEnded();
  return counted - before;
};

const unclaimed = new Unclaimed();
setInterval(() => unclaimed.look(), 500).unref();

/** `worked` hears the processor seconds each program took. */
const runner =
  (worked: (seconds: number) => void, say?: (text: Buffer) => void): Run =>
  (command, args) =>
    new Promise((resolve) => {
      const child = spawn(command, args, {
        stdio: say === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          NODE_ENV: 'test',
          SHARED_FOLDER: shared,
          ...(say !== undefined && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
        },
      });
      if (say !== undefined) for (const stream of [child.stdout!, child.stderr!]) stream.on('data', say);
      child.once('error', (error) => {
        console.error(error);
        resolve(false);
      });
      if (child.pid !== undefined) unclaimed.follow(child.pid);
      child.once('exit', () => {
        const handedOver = newlyEnded();
        worked(handedOver + unclaimed.ended(child.pid!, handedOver));
      });
      child.once('close', (status) => resolve(status === 0));
    });

/** Debian's Chromium: installed when it is missing and we may, otherwise a word on what to do. */
async function ensureChromium(run: Run): Promise<boolean> {
  if (process.env.CHROMIUM ? existsSync(process.env.CHROMIUM) : existsSync('/usr/bin/chromium')) return true;
  if (process.getuid?.() === 0) {
    console.log("Chromium is missing; installing it from Debian's packages ...");
    await run('apt-get', ['update', '-qq']);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
    if (existsSync('/usr/bin/chromium')) return true;
  }
  console.error(
    'The browser journeys need Chromium: run "apt-get install chromium" as root, or set CHROMIUM to its path.',
  );
  return false;
}

/** The pages, built once for all who need them. */
let pages: Promise<void> | undefined;
const withPages = (step: (run: Run) => Promise<boolean>) => async (run: Run) => {
  pages ??= ensurePagesBuilt(console);
  await pages;
  return step(run);
};

/** A suite, or the files of a share of it such as `1/2`. */
const vitest = (project: string, share?: string) => (run: Run) =>
  run(node, [
    bin('vitest/vitest.mjs'),
    'run',
    '--project',
    project,
    ...(share === undefined ? [] : [`--shard=${share}`]),
  ]);

/** The same with Chromium, which is looked for once. */
const inBrowser = (project: string, share?: string) =>
  withPages(async (run) => {
    chromium ??= ensureChromium(run);
    return (await chromium) && vitest(project, share)(run);
  });
let chromium: Promise<boolean> | undefined;

interface Step {
  readonly name: string;
  /** Which of the steps of this name it is. */
  readonly share?: string;
  readonly run: (run: Run) => Promise<boolean>;
}

/** Those that need no pages begin, so that a slip of the pen is known soon; then the long ones, the longest first. */
const STEPS: readonly Step[] = [
  { name: 'build', run: withPages(async () => true) },
  { name: 'style', run: (run) => run(node, [bin('@biomejs/biome/bin/biome'), 'check', '.']) },
  { name: 'types', run: (run) => run(node, [bin('@typescript/native/bin/tsc'), '-p', '.']) },
  // These read sources of the pages too, for which the builder leaves settings.
  { name: 'unused', run: withPages((run) => run(node, [bin('knip/bin/knip.js')])) },
  { name: 'unit', run: withPages(vitest('unit')) },
  { name: 'every-page', run: inBrowser('every-page') },
  // Halves, each with a program of its own, so that no lane is left with all of it at the end.
  ...['1/2', '2/2'].map((share) => ({ name: 'journeys', share, run: inBrowser('journeys', share) })),
  ...['1/2', '2/2'].map((share) => ({ name: 'faults', share, run: withPages(vitest('faults', share)) })),
  { name: 'database', run: withPages(vitest('database')) },
  {
    name: 'pages',
    run: withPages((run) =>
      run(node, [
        bin('svelte-check/bin/svelte-check'),
        ...['--workspace', 'web', '--tsconfig', './tsconfig.json', '--tsgo'],
      ]),
    ),
  },
];

interface Result {
  readonly step: Step;
  passed: boolean;
  readonly seconds: number;
  /** Of the processors. */
  readonly worked: number;
  remark?: string;
}

const results: Result[] = [];
const titleOf = ({ name, share }: Step) => (share === undefined ? name : `${name} ${share}`);

async function take(step: Step, alone: boolean): Promise<Result> {
  const started = performance.now();
  const said: Buffer[] = [];
  const title = titleOf(step);
  console.log(alone ? `\n── ${title}` : `   ${title} begins`);
  let passed = false;
  let worked = 0;
  const run = runner(
    (seconds) => {
      worked += seconds;
    },
    alone ? undefined : (text) => said.push(text),
  );
  try {
    passed = await step.run(run);
  } catch (error) {
    console.error(error);
  }
  // The pages are built by nobody's runner.
  if (worked === 0) worked = newlyEnded();
  const seconds = Math.round((performance.now() - started) / 1000);
  if (!alone)
    process.stdout.write(`\n── ${title}: ${passed ? 'passed' : 'FAILED'} after ${seconds} s\n${Buffer.concat(said)}`);
  return { step, passed, seconds, worked };
}

const known = [...new Set(STEPS.map(({ name }) => name))];
const unknown = only.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(2);
}
const started = performance.now();
const waiting = STEPS.filter(({ name }) => only.length === 0 || only.includes(name));
// Two more than there are processors: while some wait for a page or a restart, others work. With more, all work slower.
const lanes = Math.min(waiting.length, availableParallelism() + 2);
const alone = waiting.length === 1;
await Promise.all(
  Array.from({ length: lanes }, async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) results.push(await take(step, alone));
  }),
);

if (process.env.SECOND_CHANCE === 'yes' && !alone) {
  for (const first of results.filter(({ passed }) => !passed)) {
    const { passed } = await take(first.step, true);
    if (passed) Object.assign(first, { passed, remark: 'failed beside the others, passed alone' });
  }
}

console.log('\n                     elapsed   processor');
for (const { step, passed, seconds, worked, remark = '' } of results) {
  const [elapsed, processor] = [String(seconds).padStart(6), worked.toFixed(0).padStart(8)];
  console.log(`${passed ? '✓' : '✗'} ${titleOf(step).padEnd(16)} ${elapsed} s  ${processor} s  ${remark}`.trimEnd());
}
const failed = results.filter((result) => !result.passed).length;
const minutes = (performance.now() - started) / 60_000;
console.log(`\nsteps: ${results.length - failed} passed, ${failed} failed, in ${minutes.toFixed(1)} minutes`);
process.exitCode = failed === 0 ? 0 : 1;
