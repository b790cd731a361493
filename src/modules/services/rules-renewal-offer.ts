/** How far an offer to renew has come. */
export const OFFER_STATES = ['offered', 'opened', 'applied', 'renewed', 'declined', 'expired'] as const;
export type OfferState = (typeof OFFER_STATES)[number];

/** Days from one date of the calendar to another; negative where the second is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days;

/** The days before an end at which holders are told, from what an expression gave: whole numbers from 1 to 365, most first. */
export const offerDays = (value: unknown): number[] =>
  Array.isArray(value)
    ? [...new Set(value.filter((one): one is number => Number.isInteger(one) && one >= 1 && one <= 365))].sort(
        (a, b) => b - a,
      )
    : [];

/**
 * How many days before its end the holder of a licence should have been told by now, by the schedule `days`; null where
 * it is too early. Whoever was told at 60 days is told again at 30.
 */
export const dueAt = (days: readonly number[], left: number): number | null =>
  days.findLast((one) => left <= one) ?? null;
