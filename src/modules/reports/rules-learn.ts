import type { CategoryModel, Example, Learned } from './model.ts';
import { BUCKETS, featuresOf } from './rules-features.ts';
import { leastConfidence, measure, type Scored, temperatureOf } from './rules-measure.ts';

/** Fewer decided reports teach nothing that could be measured. */
export const LEAST_EXAMPLES = 100;
/** A category seen less often than this is not suggested by the learner. */
const LEAST_OF_A_CATEGORY = 5;
/** How often each report is gone over: a city's worth a few times, a small town's more often. */
const LEAST_PASSES = 4;
const MOST_PASSES = 24;
const WORTH = 60_000;
const FIRST_RATE = 0.6;
/** Of ten reports eight teach, one tunes how sure the model may sound, and the newest tests it. */
const TEACHING = 0.8;
const TUNING = 0.9;
/** How often what is said shall be right. */
const WANTED = 0.8;

interface Prepared {
  readonly features: Uint16Array;
  readonly label: number;
}

/** Numbers that look like chance and are the same every time, so that the same reports make the same model. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

function shuffled(count: number, next: () => number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Turns scores into shares of one, in place. */
function soften(scores: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) most = Math.max(most, score);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) sum += scores[k] = Math.exp(scores[k]! - most);
  for (let k = 0; k < scores.length; k++) scores[k]! /= sum;
}

/** Multinomial logistic regression by stochastic descent with a rate that falls to nothing. */
function descend(examples: readonly Prepared[], labels: number): { weights: Float32Array; bias: Float32Array } {
  const weights = new Float32Array(BUCKETS * labels);
  const bias = new Float32Array(labels);
  const shares = new Float64Array(labels);
  const next = sequence(940);
  const passes = Math.min(MOST_PASSES, Math.max(LEAST_PASSES, Math.ceil(WORTH / examples.length)));
  const steps = examples.length * passes;
  let step = 0;
  for (let pass = 0; pass < passes; pass++) {
    for (const index of shuffled(examples.length, next)) {
      const { features, label } = examples[index]!;
      const value = features.length === 0 ? 0 : 1 / Math.sqrt(features.length);
      shares.set(bias);
      for (const bucket of features) {
        const row = bucket * labels;
        for (let k = 0; k < labels; k++) shares[k]! += value * weights[row + k]!;
      }
      soften(shares);
      const rate = FIRST_RATE * (1 - step++ / steps);
      shares[label]! -= 1;
      for (let k = 0; k < labels; k++) bias[k]! -= 0.1 * rate * shares[k]!;
      for (const bucket of features) {
        const row = bucket * labels;
        for (let k = 0; k < labels; k++) weights[row + k]! -= rate * value * shares[k]!;
      }
    }
  }
  return { weights, bias };
}

/** Weights in one byte each: a hundredth of a weight decides nothing, and three quarters of the memory is saved. */
function pack(labels: readonly string[], trained: ReturnType<typeof descend>): CategoryModel {
  const count = labels.length;
  const steps = new Float32Array(count);
  trained.weights.forEach((weight, i) => {
    steps[i % count] = Math.max(steps[i % count]!, Math.abs(weight) / 127);
  });
  const weights = new Int8Array(trained.weights.length);
  trained.weights.forEach((weight, i) => {
    const step = steps[i % count]!;
    weights[i] = step === 0 ? 0 : Math.round(weight / step);
  });
  return { labels, buckets: BUCKETS, steps, bias: trained.bias, weights, temperature: 1, threshold: 0 };
}

function scoresOf(model: CategoryModel, features: Uint16Array): Float64Array {
  const { labels, weights, steps, bias } = model;
  const scores = new Float64Array(labels.length);
  const value = features.length === 0 ? 0 : 1 / Math.sqrt(features.length);
  for (const bucket of features) {
    const row = bucket * labels.length;
    for (let k = 0; k < labels.length; k++) scores[k]! += weights[row + k]!;
  }
  for (let k = 0; k < labels.length; k++) scores[k] = bias[k]! + value * steps[k]! * scores[k]!;
  return scores;
}

export interface Guess {
  readonly category: string;
  /** 0 to 1, as tuned: of guesses of 0.8, eight in ten came true when it was measured. */
  readonly confidence: number;
}

/** What the model makes of a text: at most `most` categories, the likeliest first. */
export function guess(model: CategoryModel, text: string, most = 3): Guess[] {
  const shares = scoresOf(model, featuresOf(text)).map((score) => score / model.temperature);
  soften(shares);
  return [...shares.keys()]
    .sort((a, b) => shares[b]! - shares[a]!)
    .slice(0, most)
    .map((k) => ({ category: model.labels[k]!, confidence: shares[k]! }));
}

const score = (model: CategoryModel, prepared: readonly Prepared[]): Scored[] =>
  prepared.map(({ features, label }) => ({ scores: scoresOf(model, features), label }));

/**
 * Learns categories from decided reports, and measures the outcome on those newer than all it learned from. The model
 * handed out has then learned from all of them; its figures are those of the one that was tested. Undefined where there
 * is too little to learn: under 100 reports, or under two categories seen five times.
 */
export function learn(given: readonly Example[]): Learned | undefined {
  const seen = new Map<string, number>();
  for (const { category } of given) seen.set(category, (seen.get(category) ?? 0) + 1);
  const labels = [...seen].flatMap(([code, times]) => (times >= LEAST_OF_A_CATEGORY ? [code] : [])).sort();
  const at = new Map(labels.map((code, i) => [code, i]));
  const examples = given.filter(({ category }) => at.has(category)).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  if (examples.length < LEAST_EXAMPLES || labels.length < 2) return undefined;
  const prepared = examples.map(({ text, category }) => ({ features: featuresOf(text), label: at.get(category)! }));

  const teach = Math.floor(prepared.length * TEACHING);
  const tune = Math.floor(prepared.length * TUNING);
  const tried = pack(labels, descend(prepared.slice(0, teach), labels.length));
  const tuning = score(tried, prepared.slice(teach, tune));
  const temperature = temperatureOf(tuning);
  const threshold = leastConfidence(tuning, temperature, WANTED);
  const metrics = measure(score(tried, prepared.slice(tune)), { labels, temperature, threshold, seen });
  const model = { ...pack(labels, descend(prepared, labels.length)), temperature, threshold };
  return {
    model,
    metrics: { ...metrics, learnedFrom: teach, tunedOn: tune - teach },
    examples: examples.length,
    until: examples.at(-1)!.at,
  };
}
