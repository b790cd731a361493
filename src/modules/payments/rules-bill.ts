import { dammDigit } from '#kernel/check-digits.ts';
import type { BillFacts, BillLine, CountedPayment, Standing } from './model.ts';

/**
 * The number of a bill: the biller's code, two digits of the year, eight of a sequence and a check digit that catches
 * every wrong digit and every two that were exchanged.
 */
export function billNumber(billerCode: string, year: number, sequence: number): string {
  const digits = `${billerCode}${String(year % 100).padStart(2, '0')}${String(sequence).padStart(8, '0')}`;
  return digits + dammDigit(digits);
}

/** Whether what somebody wrote can be the number of a bill. */
export const isBillNumber = (text: string): boolean =>
  /^\d{14}$/.test(text) && dammDigit(text.slice(0, -1)) === text.at(-1);

/** What is to be paid for some lines, and what of it is VAT; smallest unit. */
export function totalsOf(lines: readonly BillLine[]): { total: number; vat: number } {
  const vat = lines.reduce((sum, line) => sum + (line.vat?.amount ?? 0), 0);
  return { vat, total: lines.reduce((sum, line) => sum + line.amount, 0) + vat };
}

const at = (instant: string): number => Temporal.Instant.from(instant).epochMilliseconds;

/** The last moment at which a payment after expiry still counts: of that many days later, in the tenant's zone. */
export const reviveUntil = (expiresAt: string, days: number, timeZone: string): string =>
  days === 0
    ? expiresAt
    : Temporal.Instant.from(expiresAt)
        .toZonedDateTimeISO(timeZone)
        .toPlainDate()
        .add({ days: days + 1 })
        .toZonedDateTime({ timeZone })
        .toInstant()
        .subtract({ seconds: 1 })
        .toString();

/**
 * How a bill stands, from what is known of it and all that was paid on it, in whatever order it was told.
 *
 * What was paid until `reviveUntil` counts, by the moment of paying and not of being told. A bill whose whole amount is
 * there is paid, also after expiry. What is more than the amount, what was paid later, what was paid on a cancelled bill,
 * and a part that never became the whole is owed back; the last once the bill can no longer revive.
 */
export function standingOf(bill: BillFacts, payments: readonly CountedPayment[], now: string): Standing {
  const end = at(bill.reviveUntil);
  const sum = (some: readonly CountedPayment[]) => some.reduce((total, { amount }) => total + amount, 0);
  const received = sum(payments);
  const inTime = sum(payments.filter(({ paidAt }) => at(paidAt) <= end));
  const common = { received, inTime };
  if (bill.cancelled) return { ...common, state: 'cancelled', kept: 0, owed: 0, refundable: received };
  if (inTime >= bill.total) {
    const state = received > bill.total ? 'over-paid' : 'paid';
    return { ...common, state, kept: bill.total, owed: 0, refundable: received - bill.total };
  }
  if (bill.expired) {
    const over = at(now) > end;
    return {
      ...common,
      state: 'expired',
      kept: 0,
      owed: over ? 0 : bill.total - inTime,
      refundable: over ? received : received - inTime,
    };
  }
  const state = inTime > 0 ? 'part-paid' : bill.known ? 'issued' : 'draft';
  return { ...common, state, kept: 0, owed: bill.total - inTime, refundable: received - inTime };
}

/** Whether nothing is left to pay. */
export const isPaid = ({ state }: Pick<Standing, 'state'>): boolean => state === 'paid' || state === 'over-paid';

/**
 * What of a payment pays the bill, and the VAT in that part. `before` is what earlier payments covered. The shares of all
 * parts add up to the VAT of the bill exactly.
 */
export function coverage(
  bill: { readonly total: number; readonly vat: number },
  before: number,
  amount: number,
): { covered: number; vat: number } {
  const covered = Math.min(amount, Math.max(0, bill.total - before));
  const share = (part: number) =>
    Number((BigInt(bill.vat) * BigInt(part) * 2n + BigInt(bill.total)) / (BigInt(bill.total) * 2n));
  return { covered, vat: share(before + covered) - share(before) };
}
