import { searchWords } from '#kernel/arabic.ts';
import { distanceMetres, type Point } from '#kernel/place.ts';

/** What is compared of a report. `openedAt`: ISO instant. */
export interface Comparable {
  readonly category: string;
  readonly group: string;
  readonly point: Point;
  readonly openedAt: string;
  /** What the reporter wrote; null where nothing is known of it yet. */
  readonly text: string | null;
}

export interface DuplicateLimits {
  readonly radiusMetres: number;
  readonly withinDays: number;
}

export interface Likeness<T> {
  readonly candidate: T;
  /**
   * 0 to 1, for ranking. It is low even for good pairs: in the city the weights were learned in, clerks joined one in
   * five of the pairs that agree in everything.
   */
  readonly score: number;
  readonly distanceMetres: number;
  readonly hoursApart: number;
  readonly sameCategory: boolean;
  /** Words both texts have, without those that every text has; from `likelyDuplicates` as the candidate writes them. */
  readonly sharedWords: readonly string[];
}

/** What speaks for two reports being one, each 0 to 1; weighed by `WEIGHTS`. */
export interface Evidence {
  /** 1 on the spot, a half at eight metres: phones are off by as much. */
  readonly near: number;
  /** 1 at once, a half after a day. */
  readonly recent: number;
  /** Share of their words that both have (Dice); 0 where one has none. */
  readonly words: number;
  /** Both wrote something, so that words could have agreed. */
  readonly told: number;
  readonly sameCategory: number;
}

/**
 * Logarithms of odds, learned from which requests the City of Boston closed as duplicates of which until the end of
 * 2017 (`node tests/bench/duplicates.ts --fit`; how well they do on later ones is in docs/measurements.md). Two are
 * reasoned: that city's file tells hardly any categories apart, yet a neighbour may file the same hole under "worn
 * asphalt"; and among those still open time said nothing there, so that it only puts the newer first among equals.
 */
export const WEIGHTS: Readonly<Record<keyof Evidence | 'none', number>> = {
  none: -4.1,
  near: 1.8,
  recent: 0.2,
  words: 1.9,
  told: -2,
  sameCategory: 1,
};

/** Below this two reports are not offered as one. */
export const LEAST_SCORE = 0.01;
/** From here on a pair is marked: nearly three times as many of them were duplicates as of all reports. */
export const LIKELY_SCORE = 0.1;

const HOUR = 3_600_000;
const DAY_HOURS = 24;
const HALF_METRES = 8;
const MOST_SHARED = 6;
/** Words that every text has, normalised and without the article. */
const COMMON = new Set(
  (
    'the and for are was has have had this that with from its not but please been there they which will can our you ' +
    'من في علي الي عن مع هذا هذه ذلك التي الذي كل بعد قبل عند امام قرب يوجد توجد وجود الرجاء ارجو نرجو يرجي لم لا ما كان'
  ).split(' '),
);

/** Words that tell texts apart, normalised without the article. */
function tellingWords(text: string | null): Set<string> {
  const { stems } = searchWords(text ?? '');
  return new Set(stems.filter((stem) => stem.length > 2 && !/^\d+$/.test(stem) && !COMMON.has(stem)));
}

/** Those words as the text writes them, each once. */
function asWritten(text: string | null, stems: readonly string[]): string[] {
  const wanted = new Set(stems);
  return (text?.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).filter((word) => wanted.delete(searchWords(word).stems[0] ?? ''));
}

const apartOf = (report: Comparable, candidate: Comparable) => ({
  distanceMetres: distanceMetres(report.point, candidate.point),
  hoursApart: Math.abs(Date.parse(report.openedAt) - Date.parse(candidate.openedAt)) / HOUR,
});

/** How far two reports agree, apart from limits. */
export function evidenceOf(
  report: Comparable,
  candidate: Comparable,
  mine: ReadonlySet<string> = tellingWords(report.text),
): { evidence: Evidence; distanceMetres: number; hoursApart: number; sharedWords: string[] } {
  const { distanceMetres: metres, hoursApart: hours } = apartOf(report, candidate);
  const theirs = tellingWords(candidate.text);
  const shared = [...theirs].filter((stem) => mine.has(stem));
  const told = mine.size > 0 && theirs.size > 0;
  return {
    evidence: {
      near: 1 / (1 + metres / HALF_METRES),
      recent: 1 / (1 + hours / DAY_HOURS),
      words: told ? (2 * shared.length) / (mine.size + theirs.size) : 0,
      told: told ? 1 : 0,
      sameCategory: report.category === candidate.category ? 1 : 0,
    },
    distanceMetres: metres,
    hoursApart: hours,
    sharedWords: shared,
  };
}

const KEYS = ['near', 'recent', 'words', 'told', 'sameCategory'] as const;

/** The chance that evidence like this is of one thing, by these weights. */
export function chanceOf(evidence: Evidence, weights: typeof WEIGHTS = WEIGHTS): number {
  const odds = KEYS.reduce((sum, key) => sum + weights[key] * evidence[key], weights.none);
  return 1 / (1 + Math.exp(-odds));
}

/**
 * How likely `candidate` is the same thing as `report`: falls with distance and time, rises with words both have and
 * with the same category. Undefined beyond either limit, and for another group of categories.
 */
export function likeness<T extends Comparable>(
  report: Comparable,
  candidate: T,
  limits: DuplicateLimits,
  mine?: ReadonlySet<string>,
): Likeness<T> | undefined {
  if (report.group !== candidate.group) return undefined;
  const apart = apartOf(report, candidate);
  if (apart.distanceMetres > limits.radiusMetres || apart.hoursApart > limits.withinDays * DAY_HOURS) return undefined;
  const { evidence, sharedWords } = evidenceOf(report, candidate, mine);
  return {
    candidate,
    score: chanceOf(evidence),
    ...apart,
    sameCategory: evidence.sameCategory === 1,
    sharedWords,
  };
}

/** The candidates that may be the same thing, likeliest first, at most `most`. */
export function likelyDuplicates<T extends Comparable>(
  report: Comparable,
  candidates: readonly T[],
  limits: DuplicateLimits,
  most = 5,
): Likeness<T>[] {
  const mine = tellingWords(report.text);
  return candidates
    .map((candidate) => likeness(report, candidate, limits, mine))
    .filter((one) => one !== undefined && one.score >= LEAST_SCORE)
    .map((one) => one!)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map((one) => ({ ...one, sharedWords: asWritten(one.candidate.text, one.sharedWords).slice(0, MOST_SHARED) }));
}
