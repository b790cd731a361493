/**
 * Everything `npm test` promises. Steps run side by side, since most of them wait more than they work; each runs to its end,
 * its output comes in one piece, and it is named in the closing table. Nothing is skipped: a step that cannot run has failed.
 * `npm test types unit` runs these alone. With SECOND_CHANCE=yes a step that failed beside others runs once more by itself,
 * and the table keeps its failure in sight: a machine that lends its processors elsewhere must not look like a fault.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { ensurePagesBuilt } from '../src/platform/pages.ts';

const only = process.argv.slice(2);
const node = process.execPath;
const bin = (name: string) => `node_modules/${name}`;

/** Runs a program to its end. What it says goes to `say`, or straight to the terminal without it. */
type Run = (command: string, args: readonly string[]) => Promise<boolean>;

const runner =
  (say?: (text: Buffer) => void): Run =>
  (command, args) =>
    new Promise((resolve) => {
      const child = spawn(command, args, {
        stdio: say === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          NODE_ENV: 'test',
          ...(say !== undefined && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
        },
      });
      if (say !== undefined) for (const stream of [child.stdout!, child.stderr!]) stream.on('data', say);
      child.once('error', (error) => {
        console.error(error);
        resolve(false);
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

const vitest = (project: string) => (run: Run) => run(node, [bin('vitest/vitest.mjs'), 'run', '--project', project]);

/** The same with Chromium, which is looked for once. */
const inBrowser = (project: string) => async (run: Run) => {
  chromium ??= ensureChromium(run);
  return (await chromium) && vitest(project)(run);
};
let chromium: Promise<boolean> | undefined;

interface Step {
  readonly name: string;
  readonly run: (run: Run) => Promise<boolean>;
}

/** What the others need. */
const FIRST: Step = {
  name: 'build',
  run: async () => {
    await ensurePagesBuilt(console);
    return true;
  },
};
/** The short ones begin, so that a slip of the pen is known soon; then the long ones, the longest first. */
const STEPS: readonly Step[] = [
  { name: 'style', run: (run) => run(node, [bin('@biomejs/biome/bin/biome'), 'check', '.']) },
  { name: 'types', run: (run) => run(node, [bin('typescript/bin/tsc'), '-p', '.']) },
  { name: 'unused', run: (run) => run(node, [bin('knip/bin/knip.js')]) },
  { name: 'unit', run: vitest('unit') },
  { name: 'journeys', run: inBrowser('journeys') },
  { name: 'every-page', run: inBrowser('every-page') },
  { name: 'faults', run: vitest('faults') },
  { name: 'database', run: vitest('database') },
  {
    name: 'pages',
    run: (run) =>
      run(node, [bin('svelte-check/bin/svelte-check'), '--workspace', 'web', '--tsconfig', './tsconfig.json']),
  },
];

const results: { step: string; passed: boolean; seconds: number; remark?: string }[] = [];

async function take(step: Step, alone: boolean): Promise<void> {
  const started = performance.now();
  const said: Buffer[] = [];
  console.log(alone ? `\n── ${step.name}` : `   ${step.name} begins`);
  let passed = false;
  try {
    passed = await step.run(alone ? runner() : runner((text) => said.push(text)));
  } catch (error) {
    console.error(error);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  if (!alone)
    process.stdout.write(
      `\n── ${step.name}: ${passed ? 'passed' : 'FAILED'} after ${seconds} s\n${Buffer.concat(said)}`,
    );
  results.push({ step: step.name, passed, seconds });
}

const known = [FIRST, ...STEPS].map(({ name }) => name);
const unknown = only.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(2);
}
const started = performance.now();
await take(FIRST, true);
const waiting = STEPS.filter(({ name }) => only.length === 0 || only.includes(name));
// One more than there are processors: while one waits for a page or a restart, another works.
const lanes = Math.min(waiting.length, availableParallelism() + 1);
const alone = waiting.length === 1;
await Promise.all(
  Array.from({ length: lanes }, async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await take(step, alone);
  }),
);

if (process.env.SECOND_CHANCE === 'yes' && !alone) {
  for (const first of results.filter(({ passed }) => !passed)) {
    await take(STEPS.find(({ name }) => name === first.step)!, true);
    if (results.pop()!.passed) Object.assign(first, { passed: true, remark: 'failed beside the others, passed alone' });
  }
}

console.log('');
for (const { step, passed, seconds, remark = '' } of results) {
  console.log(`${passed ? '✓' : '✗'} ${step.padEnd(10)} ${String(seconds).padStart(4)} s  ${remark}`.trimEnd());
}
const failed = results.filter((result) => !result.passed).length;
const minutes = (performance.now() - started) / 60_000;
console.log(`\nsteps: ${results.length - failed} passed, ${failed} failed, in ${minutes.toFixed(1)} minutes`);
process.exitCode = failed === 0 ? 0 : 1;
