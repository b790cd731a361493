import { z } from 'zod';

/** A report whose category a person settled, as the learner reads it. */
export interface Example {
  readonly text: string;
  /** Code of the category. */
  readonly category: string;
  /** When it was made: ISO instant. What is newer tests what is older. */
  readonly at: string;
}

const Share = z.number().min(0).max(1);

/** How often a guess was right, with the interval in which 19 of 20 such samples lie (Wilson). */
export const Rate = z.object({ right: z.int(), of: z.int(), share: Share, from: Share, to: Share });
export type Rate = z.infer<typeof Rate>;

/**
 * What a model is worth, measured on reports newer than all it had learned from. `spoken`: those of them it was sure
 * enough of to say anything; `always`: how often the commonest category alone would have been right.
 */
export const SuggestionMetrics = z.object({
  learnedFrom: z.int(),
  tunedOn: z.int(),
  first: Rate,
  firstThree: Rate,
  spoken: Rate,
  always: Rate,
  categories: z.array(
    z.object({
      code: z.string(),
      /** Decided reports of it, all told. */
      decided: z.int(),
      tested: z.int(),
      /** Of those tested, how many were named first. */
      found: z.int(),
      /** How often it was named first, rightly or not. */
      named: z.int(),
    }),
  ),
  confused: z.array(z.object({ decided: z.string(), named: z.string(), times: z.int() })),
  /** Tenths of confidence: what was claimed on average, and what came true. */
  calibration: z.array(z.object({ claimed: Share, right: z.int(), of: z.int() })),
  /** Average distance of claimed from true, weighted by how often it was claimed. */
  calibrationError: Share,
});
export type SuggestionMetrics = z.infer<typeof SuggestionMetrics>;

/** A trained model: a row of weights for each bucket, one byte for each category. */
export interface CategoryModel {
  readonly labels: readonly string[];
  readonly buckets: number;
  /** What one step of a weight of each label is worth. */
  readonly steps: Float32Array;
  readonly bias: Float32Array;
  /** `weights[bucket * labels.length + label]` */
  readonly weights: Int8Array;
  /** Confidence is the softmax of the scores divided by this. */
  readonly temperature: number;
  /** Below this confidence nothing is said. */
  readonly threshold: number;
}

export interface Learned {
  readonly model: CategoryModel;
  readonly metrics: SuggestionMetrics;
  readonly examples: number;
  /** The newest report learned from: ISO instant. */
  readonly until: string;
}
