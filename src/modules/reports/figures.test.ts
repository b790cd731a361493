import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rows, sql, type Tx } from '#platform/db.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import { AGAIN_DAYS, DIMENSIONS, MEASURES, type ReportFact } from './model-figures.ts';
import { putFacts } from './operations-figures-kept.ts';
import { factOf, type ReportHistory } from './rules-figures.ts';
import { countDimension, findAgain } from './store-figures.ts';

let city: City;
beforeAll(async () => {
  city = await startCity();
}, 120_000);
afterAll(() => city.close());

const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

class Undone extends Error {}
const undone = (work: (tx: Tx) => Promise<void>) =>
  city.database
    .transaction(city.boston.id, async (tx) => {
      await work(tx);
      throw new Undone();
    })
    .catch((error) => {
      if (!(error instanceof Undone)) throw error;
    });

const kept = (tx: Tx) =>
  rows<Record<string, unknown>>(
    tx,
    sql`select dimension, key, grain, day::text, public, ${sql.raw(MEASURES.map((one) => `${one}::float8`).join(', '))}
        from reports.figure where tenant_id = platform.current_tenant()
          and (${sql.raw(MEASURES.map((one) => `${one} <> 0`).join(' or '))})
        order by 1, 2, 3, 4, 5`,
  );

/** Everything counted from nothing but the facts as they stand at last, in plain words. */
function countedByHand(facts: readonly ReportFact[]): Record<string, unknown>[] {
  const totals = new Map<string, Record<string, unknown>>();
  const add = (fact: ReportFact, day: string | null, measures: Record<string, number>) => {
    if (day === null) return;
    const keys: Record<string, string | null> = {
      city: '*',
      municipality: fact.municipality_id,
      district: fact.district_id,
      department: fact.department || null,
      group: fact.category_group || null,
    };
    for (const [dimension, key] of Object.entries(keys)) {
      if (key === null) continue;
      for (const [grain, on] of [
        ['day', day],
        ['month', `${day.slice(0, 7)}-01`],
      ] as const) {
        const name = [dimension, key, grain, on, fact.public].join(' ');
        const row = totals.get(name) ?? {
          dimension,
          key,
          grain,
          day: on,
          public: fact.public,
          ...Object.fromEntries(MEASURES.map((one) => [one, 0])),
        };
        for (const [measure, by] of Object.entries(measures)) row[measure] = (row[measure] as number) + by;
        totals.set(name, row);
      }
    }
  };
  for (const fact of facts) {
    const again = facts.some(
      (other) =>
        other.case_id !== fact.case_id &&
        other.cell === fact.cell &&
        other.topic === fact.topic &&
        other.finished_at !== null &&
        other.opened_at < fact.opened_at &&
        Date.parse(other.finished_at) <= Date.parse(fact.opened_at) &&
        Date.parse(other.finished_at) >= Date.parse(fact.opened_at) - AGAIN_DAYS * 86_400_000,
    );
    add(fact, fact.received_on, {
      received: 1,
      source_known: Number(fact.source_known),
      found_by_us: Number(fact.found_by_us),
      placed: 1,
      again: Number(again),
    });
    add(fact, fact.finished_on, {
      finished: 1,
      timed: Number(fact.in_time !== null),
      in_time: Number(fact.in_time === true),
      seconds: fact.seconds ?? 0,
    });
    add(fact, fact.first_ended_on, { ended: 1, came_back: Number(fact.came_back) });
    add(fact, fact.rated_on, { ratings: 1, satisfied: Number((fact.score ?? 0) >= 4), score: fact.score ?? 0 });
    add(fact, fact.closed_on, { fixed: Number(fact.fixed), closed: Number(!fact.fixed) });
  }
  return [...totals.values()]
    .filter((row) => MEASURES.some((one) => row[one] !== 0))
    .sort((a, b) => {
      const name = (row: Record<string, unknown>) => [row.dimension, row.key, row.grain, row.day, row.public].join(' ');
      return name(a) < name(b) ? -1 : 1;
    });
}

const sorted = (list: Record<string, unknown>[]) =>
  list.toSorted((a, b) => (JSON.stringify(Object.values(a)) < JSON.stringify(Object.values(b)) ? -1 : 1));

const someHistory = fc
  .record({
    hours: fc.integer({ min: 0, max: 24 * 80 }),
    steps: fc.array(
      fc.record({
        after: fc.integer({ min: 1, max: 300 }),
        kind: fc.constantFrom('done', 'closed', 'open', 'late'),
        met: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
    end: fc.constantFrom('as it is', 'duplicate', 'cancelled', 'rejected', 'fixed', 'not-municipal'),
    public: fc.boolean(),
    topic: fc.constantFrom('RD-01', 'RD-02'),
    group: fc.constantFrom('RD', 'LT'),
    department: fc.constantFrom('ROADS', 'LIGHT'),
    channel: fc.constantFrom('portal', 'inspector', 'sensor', 'open311'),
    place: fc.constantFrom(50.1, 50.2),
    district: fc.constantFrom(null, idOf(900), idOf(901)),
    rated: fc.option(
      fc.record({ day: fc.constantFrom('2026-03-02', '2026-05-01'), score: fc.integer({ min: 1, max: 5 }) }),
    ),
  })
  .map(({ hours, steps, end, place, group, department, channel, district, rated, ...one }) => {
    const openedAt = Temporal.Instant.from('2026-02-20T18:00:00Z').add({ hours });
    let at = openedAt;
    let over = false;
    const moments: { at: string; action: string; events: never[] }[] = [];
    for (const { after, kind, met } of steps) {
      at = at.add({ hours: after });
      const events: object[] =
        kind === 'late'
          ? [{ type: 'clock-breached', key: 'norm' }]
          : [
              { type: 'state-changed', category: kind },
              { type: 'clock-stopped', key: 'norm', met },
            ];
      if (kind !== 'late') over = kind !== 'open';
      moments.push({ at: at.toString(), action: 'sample', events: events as never[] });
    }
    const state =
      end === 'as it is'
        ? over
          ? 'resolved'
          : 'assigned'
        : end === 'fixed'
          ? 'verified'
          : end === 'not-municipal'
            ? 'closed'
            : end;
    return (n: number): ReportFact => {
      const history: ReportHistory = {
        id: idOf(n),
        number: `SAMPLE-${n}`,
        ...one,
        state,
        result: end === 'fixed' ? 'fixed-confirmed' : end === 'not-municipal' ? 'not-municipal' : null,
        openedAt: openedAt.toString(),
        closedAt: end === 'as it is' ? null : at.toString(),
        longitude: place,
        latitude: 26.4,
        municipalityId: idOf(950),
        districtId: district,
        values: [group, department, department, channel],
        moments,
      };
      return factOf(history, rated, 'Asia/Riyadh');
    };
  });

describe('the running totals', () => {
  test('after any lives are what counting everything from the histories gives', async () => {
    const lives = fc.array(fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), someHistory), { maxLength: 5 }), {
      maxLength: 7,
    });
    await fc.assert(
      fc.asyncProperty(lives, (batches) =>
        undone(async (tx) => {
          const last = new Map<number, ReportFact>();
          for (const batch of batches) {
            const facts = new Map(batch.map(([n, make]) => [n, make(n)]));
            for (const [n, fact] of facts) last.set(n, fact);
            await putFacts(tx, [...facts.values()]);
            // A second time, as after a lost acknowledgement.
            await putFacts(tx, [...facts.values()]);
          }
          const running = await kept(tx);
          expect(sorted(running)).toEqual(sorted(countedByHand([...last.values()])));
          await sql`update reports.fact set again = not again where tenant_id = platform.current_tenant()`.execute(tx);
          expect(await findAgain(tx, null, 100)).toBeNull();
          for (const dimension of DIMENSIONS) await countDimension(tx, dimension);
          expect(await kept(tx)).toEqual(running);
        }),
      ),
      { numRuns: 40 },
    );
  });
});

describe('the figures of real lives', () => {
  async function call<T>(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${city.port}/api/v1${path}`, {
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    expect(answer).not.toHaveProperty('code');
    return answer as T;
  }
  const submit = (category: string, longitude: number) =>
    call<{ id: string; number: string }>('/reports', {
      category,
      location: { longitude, latitude: 26.43 },
      description: 'بلاغ نموذجي للاختبار',
    });
  interface Answer {
    counts: { received: number; finished: number; fixed: number; closed: number };
    indicators: { code: string; value: number | null; numerator: number; denominator: number; gap: string | null }[];
    hidden: { code: string; numerator: number; denominator: number }[];
    population: { sample: boolean } | null;
  }
  const figures = async (query = '') => {
    await city.settle();
    return call<Answer>(`/reports-indicators?${query}`);
  };
  const week = async () => (await call<{ week: unknown }>('/reports-figures')).week;

  test('follow joining, parting, closing, coming back and another category, and agree with counting anew', async () => {
    const supervisor = await city.signIn('supervisor-1');
    const act = (id: string, action: string, input: unknown) =>
      call(`/reports-office/${id}/actions`, { action, input }, supervisor.headers);
    const first = await submit('RD-01', 50.1);
    const second = await submit('RD-01', 50.1001);
    const third = await submit('LT-01', 50.12);
    expect((await figures()).counts).toEqual({ received: 3, finished: 0, fixed: 0, closed: 0 });
    await call(`/cases/${second.id}/merge`, { into: first.id }, supervisor.headers);
    expect((await figures()).counts.received).toBe(2);
    await call(`/cases/${second.id}/split`, {}, supervisor.headers);
    expect((await figures()).counts.received).toBe(3);
    expect(await week()).toEqual({ received: 3, confirmed: 0, closed: 0, reopened: 0 });
    await act(third.id, 'triage', {});
    await act(third.id, 'closeWithReason', { result: 'noted', reason: 'سبب نموذجي للإغلاق' });
    const closed = await figures();
    expect(closed.counts).toEqual({ received: 3, finished: 1, fixed: 0, closed: 1 });
    expect(closed.indicators.find(({ code }) => code === 'R1')).toMatchObject({ numerator: 1, denominator: 1 });
    expect((await figures('dimension=group&key=LT')).counts.finished).toBe(1);
    await act(third.id, 'reopen', { reason: 'سبب نموذجي لإعادة الفتح' });
    const back = await figures();
    expect(back.counts).toEqual({ received: 3, finished: 0, fixed: 0, closed: 0 });
    expect(await week()).toEqual({ received: 3, confirmed: 0, closed: 0, reopened: 1 });
    expect(back.indicators.find(({ code }) => code === 'R3')).toMatchObject({ numerator: 1, denominator: 1 });
    const counted = await city.database.transaction(city.eastern.id, kept);
    for (let anew = true, more = true; more; anew = false) {
      ({ more } = await city.asSystem<{ more: boolean }>('reports.build-figures', { anew }));
    }
    expect(await city.database.transaction(city.eastern.id, kept)).toEqual(counted);
  });

  test('open to the reports behind them, for the public only to public ones', async () => {
    await submit('LT-06', 50.13);
    const all = await figures();
    const list = (path: string, headers = {}) =>
      call<{ items: { number: string; id: string | null }[]; next: string | null }>(path, undefined, headers);
    const shown = await list('/reports-indicator-reports?indicator=R5');
    const { hidden } = all;
    expect(hidden.find(({ code }) => code === 'R5')!.denominator).toBe(1);
    expect(shown.items).toHaveLength(all.counts.received - 1);
    expect(shown.items.every(({ id }) => id === null)).toBe(true);
    const supervisor = await city.signIn('supervisor-1');
    const whole = await list('/reports-indicator-cases?indicator=R5', supervisor.headers);
    expect(whole.items).toHaveLength(all.counts.received);
    // Page by page it is the same list.
    const paged: string[] = [];
    for (let after = ''; ; ) {
      const page = await list(`/reports-indicator-reports?indicator=R5&limit=1${after && `&after=${after}`}`);
      paged.push(...page.items.map(({ number }) => number));
      if (page.next === null) break;
      after = encodeURIComponent(page.next);
    }
    expect(paged).toEqual(shown.items.map(({ number }) => number));
  });

  test('say that a population is not known instead of making one up', async () => {
    const { items } = await call<{ items: { id: string }[] }>('/areas?kind=district&limit=1').catch(() => ({
      items: [],
    }));
    const key = items[0]?.id;
    if (key === undefined) return;
    const answer = await figures(`dimension=district&key=${key}`);
    expect(answer.indicators.find(({ code }) => code === 'R5')).toMatchObject({ value: null, gap: 'population' });
  });
});
