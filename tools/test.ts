/**
 * Everything `npm test` promises, in order of what fails soonest. Each step runs to its end and is named in the
 * closing table; nothing is skipped: a step that cannot run has failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ensurePagesBuilt } from '../src/platform/pages.ts';

const only = process.argv.slice(2);
const node = process.execPath;
const bin = (name: string) => `node_modules/${name}`;

function run(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test' } });
  return status === 0;
}

/** Debian's Chromium: installed when it is missing and we may, otherwise a word on what to do. */
function ensureChromium(): boolean {
  if (process.env.CHROMIUM ? existsSync(process.env.CHROMIUM) : existsSync('/usr/bin/chromium')) return true;
  if (process.getuid?.() === 0) {
    console.log("Chromium is missing; installing it from Debian's packages ...");
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
    if (existsSync('/usr/bin/chromium')) return true;
  }
  console.error(
    'The browser journeys need Chromium: run "apt-get install chromium" as root, or set CHROMIUM to its path.',
  );
  return false;
}

const vitest = (project: string) => () => run(node, [bin('vitest/vitest.mjs'), 'run', '--project', project]);

const STEPS: readonly { name: string; run: () => boolean | Promise<boolean> }[] = [
  { name: 'style', run: () => run(node, [bin('@biomejs/biome/bin/biome'), 'check', '.']) },
  { name: 'types', run: () => run(node, [bin('typescript/bin/tsc'), '-p', '.']) },
  {
    name: 'pages',
    run: async () => {
      await ensurePagesBuilt(console);
      return run(node, [bin('svelte-check/bin/svelte-check'), '--workspace', 'web', '--tsconfig', './tsconfig.json']);
    },
  },
  { name: 'unused', run: () => run(node, [bin('knip/bin/knip.js')]) },
  { name: 'unit', run: vitest('unit') },
  { name: 'database', run: vitest('database') },
  { name: 'faults', run: vitest('faults') },
  { name: 'journeys', run: () => ensureChromium() && vitest('journeys')() },
];

const results: { step: string; passed: boolean; seconds: number }[] = [];
for (const step of STEPS.filter(({ name }) => only.length === 0 || only.includes(name))) {
  const started = performance.now();
  console.log(`\n── ${step.name}`);
  let passed = false;
  try {
    passed = await step.run();
  } catch (error) {
    console.error(error);
  }
  results.push({ step: step.name, passed, seconds: Math.round((performance.now() - started) / 1000) });
}
console.log('');
for (const { step, passed, seconds } of results) {
  console.log(`${passed ? '✓' : '✗'} ${step.padEnd(10)} ${String(seconds).padStart(4)} s`);
}
const failed = results.filter((result) => !result.passed).length;
console.log(`\nsteps: ${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
