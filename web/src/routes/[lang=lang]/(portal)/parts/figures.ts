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
export function daysBetween<Counts extends object>(
  { days }: { readonly days: readonly (Counts & { readonly day: string })[] },
  from: string,
  to: string,
): { day: string; counts: Record<string, number> }[] {
  const between: { day: string; counts: Record<string, number> }[] = [];
  for (let day = from; day < to; day = dayAfter(day, 1)) {
    const { day: _, ...counts } = days.find((one) => one.day === day) ?? { day };
    between.push({ day, counts: counts as Record<string, number> });
  }
  return between;
}

/** The day some days before or after a Gregorian day. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
