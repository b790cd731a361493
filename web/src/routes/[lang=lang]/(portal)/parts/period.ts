/** A period a list can be narrowed to: its first day, and how it is called. */
export interface Period {
  readonly since: string;
  readonly kind: '7' | '30' | 'month';
}

/**
 * The periods to choose from, by their first day: a week, thirty days, and whole months for a season and a year, since
 * counts far back are kept by month. `chosen` is added where somebody came by an address with another day.
 */
export function periodsOf(timeZone: string, chosen: string | undefined): Period[] {
  const today = Temporal.Now.plainDateISO(timeZone);
  const month = today.with({ day: 1 });
  const periods: Period[] = [
    { since: today.subtract({ days: 7 }).toString(), kind: '7' },
    { since: today.subtract({ days: 30 }).toString(), kind: '30' },
    { since: month.subtract({ months: 3 }).toString(), kind: 'month' },
    { since: month.subtract({ months: 12 }).toString(), kind: 'month' },
  ];
  const known = chosen === undefined || periods.some(({ since }) => since === chosen);
  return known ? periods : [...periods, { since: chosen, kind: 'month' }];
}
