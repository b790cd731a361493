import type { Rate, SuggestionMetrics } from './model.ts';

/** A tested report: the scores of all labels, and the label it was given by people. */
export interface Scored {
  readonly scores: Float64Array;
  readonly label: number;
}

const TEMPERATURES = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.15, 1.3, 1.5, 1.75, 2, 2.5, 3];
/** Fewer guesses than this at or above a confidence say nothing about it. */
const LEAST_SPOKEN = 20;
/** Sure enough where tuning could not tell. */
const CAUTIOUS = 0.7;
/** However well the sure ones make up for them: what is likelier wrong than right is not said. */
const EVEN = 0.5;
const MOST_CONFUSED = 12;
const TENTHS = 10;

/** A share with its 95 % interval after Wilson (1927), which holds for small samples too. */
export function rateOf(right: number, of: number): Rate {
  if (of === 0) return { right, of, share: 0, from: 0, to: 1 };
  const z2 = 1.96 ** 2;
  const share = right / of;
  const centre = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (1.96 * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of))) / (1 + z2 / of);
  return { right, of, share, from: Math.max(0, centre - half), to: Math.min(1, centre + half) };
}

/** Logarithm of the share each score has of all. */
function logShare(scores: Float64Array, temperature: number, label: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) most = Math.max(most, score / temperature);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score / temperature - most);
  return scores[label]! / temperature - most - Math.log(sum);
}

/** The temperature at which what happened is least surprising. */
export function temperatureOf(tuning: readonly Scored[]): number {
  const loss = (temperature: number) =>
    -tuning.reduce((sum, { scores, label }) => sum + logShare(scores, temperature, label), 0);
  return TEMPERATURES.map((temperature) => ({ temperature, loss: loss(temperature) })).sort(
    (a, b) => a.loss - b.loss || Math.abs(a.temperature - 1) - Math.abs(b.temperature - 1),
  )[0]!.temperature;
}

function best(scores: Float64Array): number {
  let at = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[at]!) at = k;
  return at;
}

const confident = ({ scores }: Scored, temperature: number) => Math.exp(logShare(scores, temperature, best(scores)));

/** The least confidence from which on guesses are right as often as wanted: nothing is said below it. */
export function leastConfidence(tuning: readonly Scored[], temperature: number, wanted: number): number {
  const sure = tuning
    .map((one) => ({ confidence: confident(one, temperature), right: best(one.scores) === one.label }))
    .sort((a, b) => b.confidence - a.confidence);
  let least: number | undefined;
  let right = 0;
  sure.forEach((one, i) => {
    if (one.right) right += 1;
    // Those of one confidence are said or left unsaid together.
    if (sure[i + 1]?.confidence === one.confidence) return;
    if (i + 1 >= LEAST_SPOKEN && right / (i + 1) >= wanted) least = one.confidence;
  });
  if (least === undefined) return CAUTIOUS;
  // Right often enough down to the least sure: nothing speaks against any that is likelier right than wrong.
  return least === sure.at(-1)!.confidence ? EVEN : Math.max(least, EVEN);
}

interface Tested {
  readonly labels: readonly string[];
  readonly temperature: number;
  readonly threshold: number;
  /** Decided reports of each category. */
  readonly seen: ReadonlyMap<string, number>;
}

/** What a model did on reports it had not seen. */
export function measure(
  tested: readonly Scored[],
  { labels, temperature, threshold, seen }: Tested,
): Omit<SuggestionMetrics, 'learnedFrom' | 'tunedOn'> {
  const counts = labels.map(() => ({ tested: 0, found: 0, named: 0 }));
  const tenths = Array.from({ length: TENTHS }, () => ({ claims: 0, right: 0, of: 0 }));
  const confused = new Map<string, { decided: string; named: string; times: number }>();
  let [three, spoken, spokenRight] = [0, 0, 0];
  for (const one of tested) {
    const { scores, label } = one;
    const named = best(scores);
    const better = scores.reduce((n, score) => n + (score > scores[label]! ? 1 : 0), 0);
    const confidence = confident(one, temperature);
    counts[label]!.tested += 1;
    counts[named]!.named += 1;
    if (better < 3) three += 1;
    if (confidence >= threshold) spoken += 1;
    if (confidence >= threshold && named === label) spokenRight += 1;
    const tenth = tenths[Math.min(TENTHS - 1, Math.floor(confidence * TENTHS))]!;
    tenth.of += 1;
    tenth.claims += confidence;
    if (named === label) {
      counts[label]!.found += 1;
      tenth.right += 1;
    } else {
      const key = `${label} ${named}`;
      const pair = confused.get(key) ?? { decided: labels[label]!, named: labels[named]!, times: 0 };
      pair.times += 1;
      confused.set(key, pair);
    }
  }
  const commonest = labels.reduce((a, b) => ((seen.get(b) ?? 0) > (seen.get(a) ?? 0) ? b : a));
  const filled = tenths.filter(({ of }) => of > 0);
  return {
    first: rateOf(
      counts.reduce((sum, { found }) => sum + found, 0),
      tested.length,
    ),
    firstThree: rateOf(three, tested.length),
    spoken: rateOf(spokenRight, spoken),
    always: rateOf(counts[labels.indexOf(commonest)]!.tested, tested.length),
    categories: labels.map((code, i) => ({ code, decided: seen.get(code) ?? 0, ...counts[i]! })),
    confused: [...confused.values()].sort((a, b) => b.times - a.times).slice(0, MOST_CONFUSED),
    calibration: filled.map(({ claims, right, of }) => ({ claimed: Math.min(1, claims / of), right, of })),
    calibrationError: Math.min(
      1,
      filled.reduce((sum, { claims, right }) => sum + Math.abs(claims - right), 0) / Math.max(1, tested.length),
    ),
  };
}
