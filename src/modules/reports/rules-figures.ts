import { dayIn } from '#kernel/day.ts';
import { MORTON_ZOOM, mortonOf } from '#kernel/geometry.ts';
import type { ReportResult } from './model.ts';
import type { Grain, Indicator, IndicatorValue, ReportFact, Span, Sums } from './model-figures.ts';
import { isFixed } from './rules-closure.ts';

/** Zoom whose cells are the places of indicator R7: 38 m at the equator, 34 m at 26° north. */
const PLACE_ZOOM = 20;
/** Below this many answers the public is not told how satisfied people were, since they could be known. */
const FEW_ANSWERS = 5;
const PER_PEOPLE = 10_000;

/** Ways in that mean that the municipality saw it itself. */
const OWN_CHANNELS = ['inspector', 'sensor'];
const NOT_A_REPORT = ['duplicate', 'cancelled'];
/** Ends at which nothing was done, for a good reason or not. */
const WITHOUT_WORK: readonly string[] = [
  'not-municipal',
  'outside-area',
  'insufficient',
  'not-found',
  'permitted',
  'invalid',
  'duplicate',
  'withdrawn',
] satisfies ReportResult[];

const isOver = (category: string): boolean => category === 'done' || category === 'closed';

/** The events of a case's timeline that the indicators look at, and the values of its data in the order of `factOf`. */
export const FACT_PARTS = {
  events: ['state-changed', 'clock-stopped', 'clock-breached'],
  values: [['category', 'group'], ['routing', 'department'], ['category', 'department'], ['channel'], ['partOf', 'id']],
} as const;

/** A report with what of its timeline the indicators look at; the case engine's `CaseHistory`. */
export interface ReportHistory {
  readonly id: string;
  readonly number: string;
  readonly public: boolean;
  readonly topic: string | null;
  readonly state: string;
  readonly result: string | null;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly municipalityId: string | null;
  readonly districtId: string | null;
  readonly values: readonly (string | null)[];
  readonly moments: readonly {
    readonly at: string;
    readonly action: string;
    readonly events: readonly TimelineEvent[];
  }[];
}

interface TimelineEvent {
  readonly type: string;
  /** Of `state-changed`: what kind of state it led to. */
  readonly category?: string;
  /** Of a clock. */
  readonly key?: string;
  readonly met?: boolean;
}

interface Life {
  readonly endedAt: string | null;
  readonly firstEndedAt: string | null;
  readonly cameBack: boolean;
  readonly imported: boolean;
  readonly inTime: boolean | null;
}

/** What the entries of a timeline say of how a report ended, came back, and whether any promised time was missed. */
function lifeOf(moments: ReportHistory['moments']): Life {
  let over = false;
  let endedAt: string | null = null;
  let firstEndedAt: string | null = null;
  let cameBack = false;
  let inTime: boolean | null = null;
  for (const { at, events } of moments) {
    for (const event of events) {
      if (event.type === 'state-changed') {
        const now = isOver(event.category ?? '');
        if (now && !over) {
          endedAt = at;
          firstEndedAt ??= at;
        }
        if (over && !now) cameBack = true;
        over = now;
      } else if (event.type === 'clock-breached' && event.key === 'norm') inTime = false;
      else if (event.type === 'clock-stopped' && event.key === 'norm') inTime = (inTime ?? true) && event.met === true;
    }
  }
  return {
    endedAt: over ? endedAt : null,
    firstEndedAt,
    cameBack,
    imported: moments.some(({ action }) => action === 'import'),
    inTime,
  };
}

export interface Rated {
  readonly day: string;
  readonly score: number;
}

/**
 * A report as the indicators count it. A report that was late once stays late, however fast it was when it came back;
 * one joined to another or withdrawn counts nowhere; one closed elsewhere counts where its end is known, and not where
 * its source or its coming back would have to be.
 */
export function factOf(history: ReportHistory, rated: Rated | null, timeZone: string): ReportFact {
  const { state, openedAt, closedAt, longitude, latitude } = history;
  const [group, routed, department, channel] = history.values;
  const dayOf = (at: string | null) => (at === null ? null : dayIn(timeZone, at));
  const life = lifeOf(history.moments);
  const counts = !NOT_A_REPORT.includes(state);
  const unworked = state === 'rejected' || (closedAt !== null && WITHOUT_WORK.includes(history.result ?? ''));
  const finishedAt = counts && !unworked ? life.endedAt : null;
  const fixed = counts && isFixed(state, history.result as ReportResult | null);
  const known = counts && !life.imported && (channel ?? '') !== 'open311';
  return {
    case_id: history.id,
    number: history.number,
    public: history.public,
    topic: history.topic ?? '',
    state,
    category_group: group ?? '',
    department: routed ?? department ?? '',
    municipality_id: history.municipalityId,
    district_id: history.districtId,
    channel: channel ?? '',
    cell:
      longitude === null || latitude === null
        ? null
        : Math.floor(mortonOf({ longitude, latitude }) / 4 ** (MORTON_ZOOM - PLACE_ZOOM)),
    opened_at: openedAt,
    received_on: counts ? dayOf(openedAt) : null,
    source_known: known,
    found_by_us: known && OWN_CHANNELS.includes(channel ?? ''),
    finished_at: finishedAt,
    finished_on: dayOf(finishedAt),
    in_time: finishedAt === null ? null : life.inTime,
    seconds:
      finishedAt === null ? null : Math.max(0, Math.round((Date.parse(finishedAt) - Date.parse(openedAt)) / 1_000)),
    first_ended_on: counts && !life.imported ? dayOf(life.firstEndedAt) : null,
    came_back: life.cameBack,
    closed_on: counts ? dayOf(closedAt) : null,
    fixed,
    rated_on: rated?.day ?? null,
    score: rated?.score ?? null,
  };
}

/** What each indicator divides by what, by the names of the running totals. */
export const TERMS = {
  R1: { numerator: 'in_time', denominator: 'timed' },
  R2: { numerator: 'seconds', denominator: 'finished' },
  R3: { numerator: 'came_back', denominator: 'ended' },
  R4: { numerator: 'satisfied', denominator: 'ratings' },
  R5: { numerator: 'received', denominator: null },
  R6: { numerator: 'found_by_us', denominator: 'source_known' },
  R7: { numerator: 'again', denominator: 'placed' },
} as const satisfies Record<Indicator, { numerator: keyof Sums; denominator: keyof Sums | null }>;

const rounded = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;

/** An indicator from the totals of a period. `people` is null where the population is not known. */
export function indicatorOf(
  code: Indicator,
  sums: Sums,
  people: number | null,
  reader: 'public' | 'office',
): IndicatorValue {
  const terms = TERMS[code];
  const numerator = sums[terms.numerator];
  if (terms.denominator === null) {
    const value = people === null || people <= 0 ? null : rounded((numerator * PER_PEOPLE) / people, 2);
    return { value, numerator, denominator: people ?? 0, gap: value === null ? 'population' : null };
  }
  const denominator = sums[terms.denominator];
  if (denominator === 0) return { value: null, numerator: 0, denominator: 0, gap: 'none' };
  if (code === 'R4' && reader === 'public' && denominator < FEW_ANSWERS) {
    return { value: null, numerator: 0, denominator, gap: 'few' };
  }
  const value = code === 'R2' ? rounded(numerator / denominator / 3_600, 2) : rounded(numerator / denominator, 4);
  return { value, numerator, denominator, gap: null };
}

/** For how many reports a figure speaks: what small numbers are told by. */
export const sizeOf = (code: Indicator, { numerator, denominator }: IndicatorValue): number =>
  code === 'R5' ? numerator : denominator;

/** The day of the week a working week begins on: the first that is worked after a free one. 1 is Monday. */
export function firstDayOfWeek(weekend: readonly number[]): number {
  for (let day = 1; day <= 7; day += 1) {
    const before = day === 1 ? 7 : day - 1;
    if (!weekend.includes(day) && weekend.includes(before)) return day;
  }
  return 1;
}

/** The month or week that holds `day`. */
export function periodOf(grain: Grain, day: Temporal.PlainDate, weekStart: number): Span {
  if (grain === 'month') {
    const from = day.with({ day: 1 });
    return { from: from.toString(), to: from.add({ months: 1 }).toString() };
  }
  const from = day.subtract({ days: (day.dayOfWeek - weekStart + 7) % 7 });
  return { from: from.toString(), to: from.add({ days: 7 }).toString() };
}

/** So many periods up to and with `span`, the oldest first. */
export function spansUpTo(grain: Grain, span: Span, count: number): Span[] {
  const last = Temporal.PlainDate.from(span.from);
  return Array.from({ length: count }, (_, i) => {
    const back = count - 1 - i;
    const from = grain === 'month' ? last.subtract({ months: back }) : last.subtract({ weeks: back });
    const to = grain === 'month' ? from.add({ months: 1 }) : from.add({ weeks: 1 });
    return { from: from.toString(), to: to.toString() };
  });
}
