import type { Booked, Comparison, Difference, DifferenceKind } from './model.ts';

const difference = (kind: DifferenceKind, one: Booked, ours: number | null, theirs: number | null): Difference => ({
  kind,
  transactionNumber: one.transactionNumber,
  billNumber: one.billNumber,
  ours,
  theirs,
  paidAt: one.paidAt,
});

/**
 * Where the biller's account of a day and ours differ. The differences explain the totals to the smallest unit: theirs
 * less ours, over all of them, is the one total less the other.
 */
export function compare(ours: readonly Booked[], theirs: readonly Booked[]): Comparison {
  const mine = new Map(ours.map((one) => [one.transactionNumber, one]));
  const seen = new Set<string>();
  const differences: Difference[] = [];
  let matched = 0;
  for (const their of theirs) {
    if (seen.has(their.transactionNumber)) {
      differences.push(difference('listed-twice', their, null, their.amount));
      continue;
    }
    seen.add(their.transactionNumber);
    const our = mine.get(their.transactionNumber);
    if (our === undefined) differences.push(difference('missing-here', their, null, their.amount));
    else if (our.amount !== their.amount) differences.push(difference('amount', their, our.amount, their.amount));
    else if (our.known === false) differences.push(difference('unknown-bill', their, our.amount, their.amount));
    else matched += 1;
  }
  for (const our of mine.values()) {
    if (!seen.has(our.transactionNumber)) differences.push(difference('missing-there', our, our.amount, null));
  }
  const sum = (some: Iterable<Booked>) => [...some].reduce((total, { amount }) => total + amount, 0);
  return { matched, ourTotal: sum(mine.values()), theirTotal: sum(theirs), differences };
}

/** What may be counted by hand: money the biller has and no bill of ours does. */
export const mayCount = (kind: DifferenceKind): boolean => kind === 'missing-here' || kind === 'unknown-bill';
