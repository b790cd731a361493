import type { Call, EventFacts, OutgoingEvent, WebhookFilter, WebhookView } from './model.ts';

/** Trying ends after three days: a weekend and a working day to mend a receiver in. */
export const TRY_HOURS = 72;
/** How long both secrets sign after a change. */
export const OVERLAP_HOURS = 24;
/** Later news of the same report waits for earlier news so long, and then overtakes it. */
export const ORDER_MINUTES = 60;

const MINUTE = 60;
const HOUR = 3_600;
/** Seconds before the tries after the first; the last is repeated. */
const WAITS = [5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR];
const LONGEST_ASKED = 6 * HOUR;

/** Whether a webhook asks to be told of this; an empty list narrows nothing. */
export function wants(filter: WebhookFilter, type: OutgoingEvent['type'], facts: EventFacts): boolean {
  const names = (list: readonly string[], ...given: readonly (string | null)[]) =>
    list.length === 0 || given.some((one) => one !== null && list.includes(one));
  return (
    names(filter.events, type) &&
    names(filter.categories, facts.category, facts.group) &&
    names(filter.areas, ...facts.areas) &&
    names(filter.states, facts.state)
  );
}

/**
 * What a webhook is shown of an event; null when it is none of its business.
 * @param told whether it was told of this report before, so that it must hear when the report is public no more
 */
export function shown(
  view: WebhookView,
  agency: string | null,
  event: OutgoingEvent,
  told: boolean,
): { readonly type: OutgoingEvent['type']; readonly data: Readonly<Record<string, unknown>> } | null {
  if (view === 'office') return { type: event.type, data: event.office };
  if (view === 'agency' && event.agency !== null && event.agency.code === agency) {
    // Within which team of ours is not theirs to know.
    return { type: event.type === 'report.assigned' ? 'report.changed' : event.type, data: event.agency.data };
  }
  if (event.public === null) {
    return told ? { type: 'report.withdrawn', data: { report: { number: event.number } } } : null;
  }
  return event.publicNews ? { type: event.type, data: event.public } : null;
}

/** The body as it is sent and signed, in the shape Standard Webhooks recommends. */
export const bodyOf = (type: string, at: string, data: unknown): string =>
  JSON.stringify({ type, timestamp: at, data });

export type Verdict =
  | { readonly kind: 'delivered' }
  /** The receiver says that there is nobody any more. */
  | { readonly kind: 'gone'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** What a call means. Only 2xx is a delivery: a redirect could lead anywhere and is not followed. */
export function verdictOf({ status, failure }: Call): Verdict {
  if (failure !== null) return { kind: 'failed', reason: failure };
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone', reason: 'answered 410 Gone' };
  if (status !== null && status >= 300 && status < 400) {
    return { kind: 'failed', reason: `answered ${status}: redirects are not followed` };
  }
  return { kind: 'failed', reason: `answered ${status}` };
}

/**
 * Seconds until the next try after so many; with up to a fifth more or less, so that what failed together does not
 * come back together. A receiver that asks for more time gets it, up to six hours.
 * @param chance from 0 to 1
 */
export function waitAfter(attempts: number, retryAfter: number | null, chance: number): number {
  const own = WAITS[Math.min(attempts, WAITS.length) - 1] ?? WAITS[0]!;
  const spread = own * (0.8 + 0.4 * chance);
  return Math.round(Math.max(spread, Math.min(retryAfter ?? 0, LONGEST_ASKED)));
}

/** Seconds a receiver is left alone after so many failures in a row, whatever waits for it; then one try probes it. */
export const restAfter = (failures: number): number =>
  failures < 3 ? 0 : Math.min(5 * MINUTE, 5 * 2 ** (failures - 3));

const hoursBetween = (from: string, to: Temporal.Instant): number =>
  Temporal.Instant.from(from).until(to).total('hours');

/** Whether a message has been tried for as long as messages are. */
export const triedEnough = (triedFrom: string, now: Temporal.Instant): boolean =>
  hoursBetween(triedFrom, now) >= TRY_HOURS;

/** Whether a receiver has failed for so long, with no success between, that it is switched off. */
export const failedTooLong = (failingSince: string | null, now: Temporal.Instant): boolean =>
  failingSince !== null && hoursBetween(failingSince, now) >= TRY_HOURS;

/** Seconds from the value of a Retry-After: a number, or the difference to a date. */
export function secondsOf(retryAfter: string | undefined, now: Temporal.Instant): number | null {
  if (retryAfter === undefined) return null;
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? null : Math.max(0, Math.round((at - now.epochMilliseconds) / 1_000));
}

/** The same body without the texts under these keys, and without photos. */
export function withoutTexts(body: string, keys: readonly string[]): string {
  const walk = (at: unknown): unknown => {
    if (Array.isArray(at)) return at.map(walk);
    if (at === null || typeof at !== 'object') return at;
    return Object.fromEntries(
      Object.entries(at).map(([key, member]) => {
        if (key === 'photos') return [key, []];
        return [key, keys.includes(key) && typeof member === 'string' ? null : walk(member)];
      }),
    );
  };
  return JSON.stringify(walk(JSON.parse(body)));
}
