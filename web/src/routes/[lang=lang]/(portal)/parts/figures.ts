export interface DayFigures {
  readonly received: number;
  readonly confirmed: number;
  readonly closed: number;
  readonly reopened: number;
}

/** As `reports.get-figures` answers. `from` is the first day of the week, `to` the day after its last. */
export interface Figures {
  readonly from: string;
  readonly to: string;
  readonly week: DayFigures;
  readonly before: DayFigures;
  readonly days: readonly (DayFigures & { readonly day: string })[];
}

/** The days of a range, also those on which nothing happened. Days are Gregorian `YYYY-MM-DD`; `to` is left out. */
export function daysBetween(figures: Figures, from: string, to: string): (DayFigures & { id: string; day: string })[] {
  const days: (DayFigures & { id: string; day: string })[] = [];
  const end = Date.parse(to);
  for (let at = Date.parse(from); at < end; at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    const known = figures.days.find((one) => one.day === day);
    const { received = 0, confirmed = 0, closed = 0, reopened = 0 } = known ?? {};
    days.push({ id: day, day, received, confirmed, closed, reopened });
  }
  return days;
}

/** The day some days before or after a Gregorian day. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** A round number at or above `most` for the top of an axis, and the step of its lines. */
export function axisOf(most: number): { top: number; step: number } {
  const rough = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  const whole = Math.ceil(step);
  return { top: Math.max(1, Math.ceil(most / whole)) * whole, step: whole };
}
