import { z } from 'zod';

/** The seven indicators of the reports centre. */
export const INDICATORS = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'] as const;
export const Indicator = z.enum(INDICATORS);
export type Indicator = z.infer<typeof Indicator>;

/** Parts of the city a figure can be asked for. */
export const DIMENSIONS = ['city', 'municipality', 'district', 'department', 'group'] as const;
export const Dimension = z.enum(DIMENSIONS);
export type Dimension = z.infer<typeof Dimension>;

/** The only key of the dimension `city`. */
export const WHOLE_CITY = '*';

/** Days within which a report of the same thing at the same place counts as come back. */
export const AGAIN_DAYS = 30;

export const Grain = z.enum(['month', 'week']);
export type Grain = z.infer<typeof Grain>;

export interface Span {
  /** First day, and the day after the last. */
  readonly from: string;
  readonly to: string;
}

/** One report as the indicators count it. Days are in the tenant's zone; a day is null where the report does not count. */
export interface ReportFact {
  readonly case_id: string;
  readonly number: string;
  readonly public: boolean;
  readonly topic: string;
  readonly state: string;
  readonly category_group: string;
  readonly department: string;
  readonly municipality_id: string | null;
  readonly district_id: string | null;
  readonly channel: string;
  /** Square of about 35 m it lies in. */
  readonly cell: number | null;
  readonly opened_at: string;
  /** Null when it was joined to another report or withdrawn. */
  readonly received_on: string | null;
  /** Whether who found it is known, and whether it was an inspector or a sensor. */
  readonly source_known: boolean;
  readonly found_by_us: boolean;
  /** When the work was last said to be done; null while it is open again and when it ended without work. */
  readonly finished_at: string | null;
  readonly finished_on: string | null;
  /** Null where no time was promised. */
  readonly in_time: boolean | null;
  /** From the report to the end of the work. */
  readonly seconds: number | null;
  /** When it first ended, whatever the reason; null where coming back could not be known. */
  readonly first_ended_on: string | null;
  readonly came_back: boolean;
  readonly closed_on: string | null;
  readonly fixed: boolean;
  readonly rated_on: string | null;
  readonly score: number | null;
}

/** A report as it is counted, with whether it came back to the place of an earlier one. */
export interface KnownFact extends ReportFact {
  readonly again: boolean;
}

/** Running totals of some days. */
export const Sums = z.object({
  received: z.int(),
  source_known: z.int(),
  found_by_us: z.int(),
  placed: z.int(),
  again: z.int(),
  finished: z.int(),
  timed: z.int(),
  in_time: z.int(),
  seconds: z.number(),
  ended: z.int(),
  came_back: z.int(),
  ratings: z.int(),
  satisfied: z.int(),
  score: z.int(),
  fixed: z.int(),
  closed: z.int(),
});
export type Sums = z.infer<typeof Sums>;
export const MEASURES = Object.keys(Sums.shape) as (keyof Sums)[];
export const NO_SUMS = Object.fromEntries(MEASURES.map((name) => [name, 0])) as unknown as Sums;

/** By how much a total grew. */
export interface FigureChange extends Sums {
  readonly dimension: Dimension;
  readonly key: string;
  readonly grain: 'day' | 'month';
  /** Of a month its first day. */
  readonly day: string;
  readonly public: boolean;
}

/** Why an indicator has no value. */
export const IndicatorGap = z.enum(['none', 'population', 'few']);
export type IndicatorGap = z.infer<typeof IndicatorGap>;

/** An indicator of one period. Shares go from 0 to 1, R2 is in hours, R5 in reports for 10,000 people. */
export const IndicatorValue = z.object({
  value: z.number().nullable(),
  /** What is divided, and by what: reports, answers, seconds or people. */
  numerator: z.number(),
  denominator: z.number(),
  gap: IndicatorGap.nullable(),
});
export type IndicatorValue = z.infer<typeof IndicatorValue>;
