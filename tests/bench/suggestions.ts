/**
 * `node tests/bench/suggestions.ts`: how good the learned category is, on texts that people wrote: taught by the older,
 * tested on the newer, in the thread the program itself learns in. Two truths are tested, because the real city's file
 * names only two services: the service, and, for its service "Other", what the clerk's closing note is about, where it is
 * about one thing only. The note is not part of what is learned from.
 */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gunzipSync } from 'node:zlib';
import type { Example } from '../../src/modules/reports/model.ts';
import { guess } from '../../src/modules/reports/rules.ts';
import { createTrainer } from '../../src/modules/reports/training.ts';
import { REAL_CITY } from './cities.ts';
import { say } from './say.ts';

/** As the operation reads at most. */
const MOST = 60_000;
const PAGE = 500;
const ASKED = 2_000;

interface Request {
  readonly description?: string;
  readonly status_notes?: string;
  readonly service_name: string;
  readonly requested_datetime: string;
}

/** What a clerk's note is about, by words of the notes. */
const SUBJECTS: readonly (readonly [string, RegExp])[] = [
  ['graffiti', /graffiti/i],
  ['tree', /\btrees?\b|stump|\blimb/i],
  ['pothole', /pot ?hole|\bpatched|resurfac/i],
  ['street light', /street ?light|lamp|light(s)? (out|repaired)/i],
  ['snow', /snow|\bsalted|plow|\bice\b|icy|unshov/i],
  ['animal', /animal|rodent|\brats?\b|raccoon|dead (dog|cat|bird|squirrel)|bait/i],
  ['space saver', /space saver/i],
  ['sign or signal', /\bsigns?\b|signal|crosswalk|striping/i],
  ['vehicle', /vehicle|\bcars?\b|\btowed|parking/i],
  ['rubbish', /trash|garbage|litter|rubbish|bags|dumping|barrel|mattress|recycl/i],
  ['overgrowth', /overgrow|weeds/i],
  ['drain or water', /basin|drain|sewer|hydrant|water leak/i],
  ['building', /inspection|\bISD\b|permit|construction|housing/i],
  ['pavement', /sidewalk|brick|pavement/i],
];

function subjectOf(note: string): string | undefined {
  const hits = SUBJECTS.filter(([, words]) => words.test(note.replace(/Duplicate of Existing Case.*/is, '')));
  return hits.length === 1 ? hits[0]![0] : undefined;
}

const percent = ({ share, from, to, of }: { share: number; from: number; to: number; of: number }) =>
  `${(100 * share).toFixed(1)} % of ${of} (95 %: ${(100 * from).toFixed(1)}–${(100 * to).toFixed(1)})`;

async function test(what: string, examples: readonly Example[]): Promise<void> {
  const newest = examples.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MOST);
  const trainer = createTrainer();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const memory = { most: 0, before: process.memoryUsage().rss };
  const watch = setInterval(() => {
    memory.most = Math.max(memory.most, process.memoryUsage().rss);
  }, 100);
  delay.enable();
  const { learned, packed, seconds } = await trainer.train(
    (async function* () {
      for (let from = 0; from < newest.length; from += PAGE) yield newest.slice(from, from + PAGE);
    })(),
  );
  delay.disable();
  clearInterval(watch);
  if (learned === undefined) throw new Error('too little to learn from');
  const { metrics, model } = learned;
  say(`${what}: reports, categories`, `${learned.examples}, ${model.labels.length}`);
  say('  right at first', percent(metrics.first));
  say('  right among the first three', percent(metrics.firstThree));
  say('  always the commonest', percent(metrics.always));
  say(`  right where sure (confidence ${model.threshold.toFixed(2)} and more)`, percent(metrics.spoken));
  say('  confidence differs from truth by', `${(100 * metrics.calibrationError).toFixed(1)} points`);
  say('  training, with the test of it', `${seconds.toFixed(1)} s in its own thread`);
  say('  longest the program was kept waiting meanwhile', `${(delay.max / 1e6).toFixed(0)} ms`);
  say('  memory more at most while training', `${((memory.most - memory.before) / 2 ** 20).toFixed(0)} MB`);
  say(
    '  model stored, in memory',
    `${(packed.length / 1024).toFixed(0)} KB, ${((model.buckets * model.labels.length) / 1024).toFixed(0)} KB`,
  );
  const whole = { ...model, weights: await trainer.unpack(packed) };
  const started = performance.now();
  for (const { text } of newest.slice(0, ASKED)) guess(whole, text);
  say('  a suggestion takes', `${((1_000 * (performance.now() - started)) / ASKED).toFixed(0)} µs`);
}

const requests = gunzipSync(readFileSync(REAL_CITY))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Request);
const told = requests.flatMap(({ description, status_notes: note = '', service_name: service, requested_datetime }) =>
  description ? [{ text: description, note, service, at: Temporal.Instant.from(requested_datetime).toString() }] : [],
);
await test(
  'service of the file',
  told.map(({ text, service, at }) => ({ text, category: service, at })),
);
await test(
  'subject of the closing note',
  told.flatMap(({ text, note, service, at }) => {
    const category = service === 'Other' ? subjectOf(note) : undefined;
    return category === undefined ? [] : [{ text, category, at }];
  }),
);
