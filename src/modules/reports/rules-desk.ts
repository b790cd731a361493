import type { CallOutcome, UrgencyFact } from './model-desk.ts';

/** A call as far as rules need to know. */
export interface CallStanding {
  readonly agent: string;
  readonly endedAt: string | null;
  readonly filed: number;
  readonly joined: number;
}

/** The outcome that follows from what was done; undefined while only the agent knows. */
export function outcomeOf({ filed, joined }: Pick<CallStanding, 'filed' | 'joined'>): CallOutcome | undefined {
  if (filed > 0) return 'reports';
  return joined > 0 ? 'joined' : undefined;
}

/** Whether a call may end so: with reports only where there are some, and as silent only where there are none. */
export function mayEndAs(call: Pick<CallStanding, 'filed' | 'joined'>, outcome: CallOutcome): boolean {
  if (outcome === 'reports') return call.filed > 0;
  if (outcome === 'joined') return call.joined > 0;
  return call.filed === 0 && call.joined === 0;
}

/** The most urgent priority that what the caller said calls for; undefined where nothing does. */
export function urgencyOfFacts(
  known: readonly UrgencyFact[],
  said: readonly string[],
): UrgencyFact['priority'] | undefined {
  return known
    .filter(({ code }) => said.includes(code))
    .map(({ priority }) => priority)
    .sort()[0];
}

/** A call of one day, as it is counted. `fileSeconds`: from its start to its first report. */
export interface CountedCall {
  readonly hour: number;
  readonly outcome: CallOutcome | null;
  readonly filed: number;
  readonly joined: number;
  readonly seconds: number | null;
  readonly fileSeconds: number | null;
}

export interface DayFigures {
  readonly calls: number;
  readonly open: number;
  readonly filed: number;
  readonly joined: number;
  /** Calls begun in each hour of the day, from 0. */
  readonly hours: readonly number[];
  readonly averageFileSeconds: number | null;
  readonly averageCallSeconds: number | null;
  /** 0 to 1: of calls with a report, those whose first was filed within the target. Null where no call had one. */
  readonly withinTarget: number | null;
  readonly outcomes: Readonly<Partial<Record<CallOutcome, number>>>;
}

const average = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);

/** The figures of a day of calls. */
export function dayFigures(calls: readonly CountedCall[], targetSeconds: number): DayFigures {
  const times = calls.flatMap(({ fileSeconds }) => fileSeconds ?? []);
  const outcomes: Partial<Record<CallOutcome, number>> = {};
  const hours = Array.from({ length: 24 }, () => 0);
  for (const { hour, outcome } of calls) {
    hours[hour]! += 1;
    if (outcome !== null) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return {
    calls: calls.length,
    open: calls.filter(({ outcome }) => outcome === null).length,
    filed: calls.reduce((sum, { filed }) => sum + filed, 0),
    joined: calls.reduce((sum, { joined }) => sum + joined, 0),
    hours,
    averageFileSeconds: average(times),
    averageCallSeconds: average(calls.flatMap(({ seconds }) => seconds ?? [])),
    withinTarget: times.length === 0 ? null : times.filter((seconds) => seconds <= targetSeconds).length / times.length,
    outcomes,
  };
}
