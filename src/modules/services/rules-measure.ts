/** What a figure counts; each opens to the applications behind it. */
export const MEASURES = ['all', 'open', 'granted', 'refused', 'ended', 'in-time', 'late', 'corrected'] as const;
export type Measure = (typeof MEASURES)[number];

/** What figures are made of: how an application stands, and what happened to it. */
export interface MeasuredHistory {
  readonly id: string;
  readonly number: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly result: string | null;
  readonly moments: readonly {
    readonly at: string;
    readonly events: readonly {
      readonly type: string;
      readonly key?: string;
      readonly met?: boolean;
      readonly correction?: { readonly fields: readonly string[] };
    }[];
  }[];
}

interface MeasuredCase {
  readonly id: string;
  readonly number: string;
}

export interface Measured {
  readonly cases: ReadonlyMap<Measure, readonly MeasuredCase[]>;
  /** Hours from arrival to the end of the service's time, for those that came to it: the middle one and nine in ten. */
  readonly hours: { readonly median: number; readonly ninth: number } | null;
  /** Of each field, the applications in which it had to be corrected; the most often first. */
  readonly corrections: readonly { readonly field: string; readonly cases: readonly MeasuredCase[] }[];
}

const GRANTED = new Set(['approved', 'issued']);

/** The figures of one version of a service, from what happened to its applications. */
export function measure(histories: readonly MeasuredHistory[]): Measured {
  const cases = new Map<Measure, MeasuredCase[]>(MEASURES.map((one) => [one, []]));
  const hours: number[] = [];
  const corrections = new Map<string, MeasuredCase[]>();
  for (const { id, number, openedAt, closedAt, result, moments } of histories) {
    const one = { id, number };
    const add = (name: Measure) => cases.get(name)!.push(one);
    add('all');
    if (result !== null && GRANTED.has(result)) add('granted');
    else if (result === 'refused') add('refused');
    else if (closedAt !== null) add('ended');
    else add('open');
    const events = moments.flatMap((moment) => moment.events.map((event) => ({ event, at: moment.at })));
    // An objection upheld starts the time anew; the first decision is what was promised.
    const stop = events.find(({ event }) => event.type === 'clock-stopped' && event.key === 'norm');
    const breached = events.some(({ event }) => event.type === 'clock-breached' && event.key === 'norm');
    if (stop !== undefined && closedAt !== null && result === 'withdrawn') {
      // Withdrawn by the applicant: no decision was owed any more.
    } else if (breached) add('late');
    else if (stop !== undefined) add(stop.event.met ? 'in-time' : 'late');
    if (stop !== undefined && result !== 'withdrawn') {
      hours.push((Date.parse(stop.at) - Date.parse(openedAt)) / 3_600_000);
    }
    const fields = new Set(
      events.flatMap(({ event }) => (event.type === 'correction-requested' ? (event.correction?.fields ?? []) : [])),
    );
    if (fields.size > 0) add('corrected');
    for (const field of fields) corrections.set(field, [...(corrections.get(field) ?? []), one]);
  }
  return {
    cases,
    hours: hours.length === 0 ? null : { median: shareOf(hours, 0.5), ninth: shareOf(hours, 0.9) },
    corrections: [...corrections]
      .map(([field, list]) => ({ field, cases: list }))
      .sort((one, other) => other.cases.length - one.cases.length || (one.field < other.field ? -1 : 1)),
  };
}

/** The value that so large a share of the values does not exceed. */
function shareOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}
