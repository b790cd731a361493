/** Confirmations that are sent for one report and address, wrong codes for each, and what one address may have. */
export const MOST_SENT = 3;
export const MOST_TRIES = 5;
export const MOST_WAITING = 3;
export const MOST_FOLLOWED = 50;

/** Days between two looks at whether a report that is followed still needs its followers. */
export const LOOK_DAYS = 7;

/** The six digits that are sent to a mobile number, from bytes nobody else can make. */
export const digitsOf = (bytes: Uint8Array): string =>
  String(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % 1_000_000).padStart(6, '0');

export interface FollowedCase {
  readonly open: boolean;
  readonly closedAt: string | null;
}

/**
 * When to look again at whether a follower is to be forgotten; null: now. One is kept while any of the reports is open
 * and for `keepDays` after the last was closed, in which it may be opened again.
 */
export function keptUntil(
  cases: readonly FollowedCase[],
  keepDays: number,
  now: Temporal.Instant,
): Temporal.Instant | null {
  if (cases.some(({ open }) => open)) return now.add({ hours: 24 * LOOK_DAYS });
  const ends = cases.flatMap(({ closedAt }) =>
    closedAt === null ? [] : [Temporal.Instant.from(closedAt).add({ hours: 24 * keepDays })],
  );
  const last = ends.toSorted(Temporal.Instant.compare).at(-1);
  return last !== undefined && Temporal.Instant.compare(last, now) > 0 ? last : null;
}

/** Enough of an address to recognise it, not enough to use it. */
export function maskedAddress(address: string): string {
  const at = address.indexOf('@');
  return at > 0 ? `${address.slice(0, 1)}•••${address.slice(at)}` : `•••${address.slice(-3)}`;
}
