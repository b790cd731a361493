import { parentPort } from 'node:worker_threads';
import { deflateSync } from 'node:zlib';
import type { Example } from './model.ts';
import type { Training } from './ports.ts';
import { learn } from './rules.ts';

/** A page of reports to learn from; null after the last. */
type Page = readonly Example[] | null;

function told(learned: ReturnType<typeof learn>, seconds: number): Training {
  if (learned === undefined) return { learned, packed: new Uint8Array(), seconds };
  const { weights, ...model } = learned.model;
  return { learned: { ...learned, model }, packed: new Uint8Array(deflateSync(weights)), seconds };
}

const examples: Example[] = [];
parentPort!.on('message', (page: Page) => {
  if (page !== null) {
    examples.push(...page);
    return;
  }
  const started = performance.now();
  const learned = learn(examples);
  const seconds = (performance.now() - started) / 1_000;
  parentPort!.postMessage(told(learned, seconds));
});
