import { distanceMetres, type Point } from '#kernel/place.ts';

/** What is compared of a report. `openedAt`: ISO instant. */
export interface Comparable {
  readonly category: string;
  readonly group: string;
  readonly point: Point;
  readonly openedAt: string;
}

export interface DuplicateLimits {
  readonly radiusMetres: number;
  readonly withinDays: number;
}

export interface Likeness<T> {
  readonly candidate: T;
  /** 0 to 1; 1: the same category, on the spot, just now. */
  readonly score: number;
  readonly distanceMetres: number;
  readonly ageDays: number;
  readonly sameCategory: boolean;
}

/** Below this two reports are not offered as one. */
const LEAST_SCORE = 0.2;
/** A neighbour may file the same hole under "worn asphalt": same group counts, but less. */
const OTHER_CATEGORY = 0.55;
const DAY = 86_400_000;

/**
 * How likely `candidate` is the same thing as `report`: falls with distance to nothing at the radius and with age to
 * half at the limit of days. Undefined beyond either limit, and for another group of categories.
 */
export function likeness<T extends Comparable>(
  report: Comparable,
  candidate: T,
  limits: DuplicateLimits,
): Likeness<T> | undefined {
  if (report.group !== candidate.group) return undefined;
  const metres = distanceMetres(report.point, candidate.point);
  const age = Math.abs(
    Temporal.Instant.from(report.openedAt).epochMilliseconds -
      Temporal.Instant.from(candidate.openedAt).epochMilliseconds,
  );
  const ageDays = age / DAY;
  if (metres > limits.radiusMetres || ageDays > limits.withinDays) return undefined;
  const sameCategory = report.category === candidate.category;
  // Squared: positions from phones are off by ten metres or so, which should cost little.
  const near = 1 - (metres / limits.radiusMetres) ** 2;
  const recent = 1 - 0.5 * (ageDays / limits.withinDays);
  const score = near * recent * (sameCategory ? 1 : OTHER_CATEGORY);
  return { candidate, score, distanceMetres: metres, ageDays, sameCategory };
}

/** The candidates that may be the same thing, likeliest first, at most `most`. */
export function likelyDuplicates<T extends Comparable>(
  report: Comparable,
  candidates: readonly T[],
  limits: DuplicateLimits,
  most = 5,
): Likeness<T>[] {
  return candidates
    .map((candidate) => likeness(report, candidate, limits))
    .filter((one) => one !== undefined && one.score >= LEAST_SCORE)
    .map((one) => one!)
    .sort((a, b) => b.score - a.score)
    .slice(0, most);
}
