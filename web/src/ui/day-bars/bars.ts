import type { StatusMeaning } from '$ui/status-tag/status.ts';

/** What is counted each day, in the colour of what it means. */
export interface Series {
  readonly key: string;
  readonly label: string;
  readonly meaning: StatusMeaning;
}

/** The counts of a Gregorian day `YYYY-MM-DD`, by the keys of the series. */
export interface DayCounts {
  readonly day: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** A round number at or above `most` for the top of an axis, and the step of its lines. */
export function axisOf(most: number): { top: number; step: number } {
  const rough = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  const whole = Math.ceil(step);
  return { top: Math.max(1, Math.ceil(most / whole)) * whole, step: whole };
}
