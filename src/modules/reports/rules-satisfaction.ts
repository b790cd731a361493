/** The lowest and the highest score: 1 not satisfied at all, 5 very satisfied. */
export const SCORES = [1, 2, 3, 4, 5] as const;

/** Ends that somebody could be satisfied with or not; a report that was withdrawn or joined to another was not handled. */
const HANDLED = ['verified', 'closed', 'rejected'];

/**
 * Until when the reporter may say how satisfied they are, and change it: as long after closing as the report could still
 * be reopened, so that an opinion and "not fixed" end together. ISO instant; null while there is nothing to rate.
 */
export function ratingUntil(report: {
  readonly state: string;
  readonly closedAt: string | null;
  readonly reopenDays: number;
}): string | null {
  if (!HANDLED.includes(report.state) || report.closedAt === null) return null;
  return Temporal.Instant.from(report.closedAt)
    .add({ hours: 24 * report.reopenDays })
    .toString();
}

export const mayRate = (until: string | null, now: Temporal.Instant): boolean =>
  until !== null && Temporal.Instant.compare(now, Temporal.Instant.from(until)) <= 0;

/** How many answers there are of each score, of one part of the city's work. */
export interface ScoreCount {
  readonly part: string;
  readonly score: number;
  readonly count: number;
}

export interface Satisfaction {
  readonly count: number;
  /** From 1 to 5, to two decimals; null without an answer. */
  readonly average: number | null;
  /** Share of the answers that are 4 or 5, from 0 to 1, to four decimals; null without an answer. */
  readonly satisfied: number | null;
  /** How many gave 1, 2, 3, 4 and 5. */
  readonly scores: readonly number[];
}

const rounded = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;

/** Indicator R4, satisfaction of reporters: figures of these answers. */
export function satisfactionOf(counts: readonly Pick<ScoreCount, 'score' | 'count'>[]): Satisfaction {
  const scores = SCORES.map((score) => counts.reduce((sum, one) => sum + (one.score === score ? one.count : 0), 0));
  const count = scores.reduce((sum, one) => sum + one, 0);
  if (count === 0) return { count, average: null, satisfied: null, scores };
  const total = scores.reduce((sum, one, i) => sum + one * (i + 1), 0);
  return {
    count,
    average: rounded(total / count, 2),
    satisfied: rounded((scores[3]! + scores[4]!) / count, 4),
    scores,
  };
}

/** The figures of each part, the one with the most answers first. */
export function satisfactionByPart(counts: readonly ScoreCount[]): (Satisfaction & { readonly part: string })[] {
  return [...new Set(counts.map(({ part }) => part))]
    .map((part) => ({ part, ...satisfactionOf(counts.filter((one) => one.part === part)) }))
    .sort((a, b) => b.count - a.count || (a.part < b.part ? -1 : 1));
}

/** Fewer answers than these are not told as a share: they would say what single people think. */
export const FEWEST_ANSWERS = 5;

/** Figures with what too few answers would give away left out; their number stays. */
export function guarded<F extends Satisfaction>(figures: F): F {
  if (figures.count === 0 || figures.count >= FEWEST_ANSWERS) return figures;
  return { ...figures, average: null, satisfied: null, scores: [] };
}

/** The share of reports that came back as not fixed, from 0 to 1; null of too few. */
export function shareNotFixed(parts: readonly { readonly ended: number; readonly back: number }[]): number | null {
  const ended = parts.reduce((sum, one) => sum + one.ended, 0);
  return ended < FEWEST_ANSWERS ? null : rounded(parts.reduce((sum, one) => sum + one.back, 0) / ended, 4);
}
