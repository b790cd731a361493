export const DIFFERENCE_KINDS = ['missing-here', 'missing-there', 'amount', 'listed-twice', 'unknown-bill'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** How a difference was settled: the payment was counted, or it was explained and nothing else changes. */
export const OUTCOMES = ['counted', 'explained'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One payment on either side. */
export interface Booked {
  readonly transactionNumber: string;
  readonly billNumber: string;
  /** Smallest unit. */
  readonly amount: number;
  readonly paidAt: string;
  /** Ours alone: whether a bill of ours is known for it. */
  readonly known?: boolean;
}

export interface Difference {
  readonly kind: DifferenceKind;
  readonly transactionNumber: string;
  readonly billNumber: string;
  readonly ours: number | null;
  readonly theirs: number | null;
  readonly paidAt: string | null;
}

export interface Comparison {
  readonly matched: number;
  readonly ourTotal: number;
  readonly theirTotal: number;
  readonly differences: readonly Difference[];
}
