/**
 * `npm run faults`: the fault runs at their full size, one after the other, each with its outcome and numbers in
 * `evidence/<goal>.json`. Takes hours on two cores; `--share 0.1` makes a tenth of everything.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runDurability } from './durability.ts';
import { runRetries } from './retries.ts';

const { values } = parseArgs({
  options: { share: { type: 'string', default: '1' }, seed: { type: 'string', default: '940' } },
});
const share = Number(values.share);
const seed = Number(values.seed);
const of = (count: number): number => Math.max(1, Math.round(count * share));
const folder = join(import.meta.dirname, '../../evidence');

const clean = (verdict: { lost: unknown[]; doubled: unknown[]; ghosts: unknown[]; strangers: unknown[] }): boolean =>
  [verdict.lost, verdict.doubled, verdict.ghosts, verdict.strangers].every((list) => list.length === 0);

const RUNS: readonly { goal: string; run: () => Promise<{ held: boolean; result: object }> }[] = [
  {
    goal: 'acknowledged-writes-survive',
    async run() {
      const result = await runDurability({
        seed,
        appKills: of(200),
        databaseKills: of(50),
        acknowledged: of(100_000),
        clients: 8,
        report: (line) => console.log(line),
      });
      const verdicts = [result.actions, result.ledger] as unknown as Parameters<typeof clean>[0][];
      const held = verdicts.every(clean) && result.unsettled.length === 0 && result.disagreeing.length === 0;
      return { held, result };
    },
  },
  {
    goal: 'retries-never-double',
    async run() {
      const wanted = of(50_000);
      const result = await runRetries({ seed, wanted, clients: 8, dropped: 0.2 });
      const once = result.actions[1] === wanted && Object.keys(result.actions).length === 1;
      return { held: once && result.differing.length === 0, result };
    },
  },
];

const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
mkdirSync(folder, { recursive: true });
let failed = 0;
for (const { goal, run } of RUNS) {
  const started = performance.now();
  const { held, result } = await run();
  const seconds = Math.round((performance.now() - started) / 1_000);
  const evidence = {
    goal,
    held,
    seed,
    share,
    commit,
    node: process.version,
    at: new Date().toISOString(),
    seconds,
    result,
  };
  writeFileSync(join(folder, `${goal}.json`), `${JSON.stringify(evidence, null, 2)}\n`);
  console.log(`${held ? '✓' : '✗'} ${goal} ${seconds} s`);
  if (!held) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
