import {
  DIMENSIONS,
  type FigureChange,
  type KnownFact,
  MEASURES,
  NO_SUMS,
  type Sums,
  WHOLE_CITY,
} from './model-figures.ts';

const one = (yes: boolean): number => (yes ? 1 : 0);

/** What a report adds to the totals of which of its days. */
function contributions(fact: KnownFact): [string | null, Partial<Sums>][] {
  return [
    [
      fact.received_on,
      {
        received: 1,
        source_known: one(fact.source_known),
        found_by_us: one(fact.found_by_us),
        placed: one(fact.cell !== null),
        again: one(fact.again),
      },
    ],
    [
      fact.finished_on,
      {
        finished: 1,
        timed: one(fact.in_time !== null),
        in_time: one(fact.in_time === true),
        seconds: fact.seconds ?? 0,
      },
    ],
    [fact.first_ended_on, { ended: 1, came_back: one(fact.came_back) }],
    [fact.rated_on, { ratings: 1, satisfied: one((fact.score ?? 0) >= 4), score: fact.score ?? 0 }],
    [fact.closed_on, { fixed: one(fact.fixed), closed: one(!fact.fixed) }],
  ];
}

/** The key of a report in each dimension, in their order; null where it belongs to none. */
const keysOf = (fact: KnownFact): (string | null)[] => [
  WHOLE_CITY,
  fact.municipality_id,
  fact.district_id,
  fact.department === '' ? null : fact.department,
  fact.category_group === '' ? null : fact.category_group,
];

type Changed = { -readonly [K in keyof FigureChange]: FigureChange[K] };

function addTo(sums: Map<string, Changed>, at: Omit<FigureChange, keyof Sums>, by: number, added: Partial<Sums>): void {
  const key = `${at.day} ${at.public} ${at.dimension} ${at.key}`;
  let sum = sums.get(key);
  if (sum === undefined) {
    sum = { ...NO_SUMS, ...at };
    sums.set(key, sum);
  }
  for (const name in added) sum[name as keyof Sums] += by * (added[name as keyof Sums] as number);
}

/** By how much the totals of days and months change when reports no longer count as `before`, but as `after`. */
export function figureChanges(before: readonly KnownFact[], after: readonly KnownFact[]): FigureChange[] {
  const days = new Map<string, Changed>();
  for (const [facts, by] of [[before, -1] as const, [after, 1] as const]) {
    for (const fact of facts) {
      const keys = keysOf(fact);
      for (const [day, added] of contributions(fact)) {
        if (day === null) continue;
        keys.forEach((key, i) => {
          const dimension = DIMENSIONS[i]!;
          if (key !== null) addTo(days, { dimension, key, grain: 'day', day, public: fact.public }, by, added);
        });
      }
    }
  }
  const months = new Map<string, Changed>();
  for (const { dimension, key, grain: _, day, public: shown, ...sums } of days.values()) {
    addTo(months, { dimension, key, grain: 'month', day: `${day.slice(0, 7)}-01`, public: shown }, 1, sums);
  }
  return [...days.values(), ...months.values()].filter((sum) => MEASURES.some((name) => sum[name] !== 0));
}

/** A place and a topic of which it may have changed which reports came back, since when. */
export interface ChangedPlace {
  readonly cell: number;
  readonly topic: string;
  readonly since: string;
}

/** Where it has to be looked anew which reports came back: the places of those that moved, were finished or reopened. */
export function changedPlaces(before: readonly KnownFact[], after: readonly KnownFact[]): ChangedPlace[] {
  const known = new Map(before.map((fact) => [fact.case_id, fact]));
  const sameTime = (a: string | null, b: string | null) =>
    a === b || (a !== null && b !== null && Date.parse(a) === Date.parse(b));
  const places = new Map<string, ChangedPlace>();
  const look = ({ cell, topic, opened_at: since }: KnownFact) => {
    if (cell === null) return;
    const key = `${cell} ${topic}`;
    const place = places.get(key);
    if (place === undefined || Date.parse(since) < Date.parse(place.since)) places.set(key, { cell, topic, since });
  };
  for (const fact of after) {
    const was = known.get(fact.case_id);
    const same =
      was !== undefined &&
      was.cell === fact.cell &&
      was.topic === fact.topic &&
      was.received_on === fact.received_on &&
      sameTime(was.opened_at, fact.opened_at) &&
      sameTime(was.finished_at, fact.finished_at);
    if (same) continue;
    look(fact);
    if (was !== undefined) look(was);
  }
  return [...places.values()];
}
