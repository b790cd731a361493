import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FAILPOINTS } from '#platform/failpoints.ts';
import { type Desk, openDesk, randomOf, workOnce } from './desk.ts';
import { App, checkJournal, Journal, underLoad, unsettledIn, type Verdict } from './harness.ts';

export interface DurabilityOptions {
  readonly seed: number;
  /** SIGKILLs of the program and of its database. */
  readonly appKills: number;
  readonly databaseKills: number;
  /** Goes on without further kills until so many operations were acknowledged. */
  readonly acknowledged: number;
  readonly clients: number;
  readonly report?: (line: string) => void;
}

export interface FailpointOutcome {
  readonly point: string;
  readonly action: 'throw' | 'kill';
  /** Whether it was seen to strike: the process ended by it, or failures were answered or logged. */
  readonly struck: boolean;
}

export interface DurabilityResult {
  /** By what the actions of cases say. */
  readonly actions: Verdict;
  /** By what the record says: the same effects, written in the same transactions. */
  readonly ledger: Verdict;
  /** Requests no retry settled, with the last that came of each. */
  readonly unsettled: readonly string[];
  readonly appKills: number;
  readonly databaseKills: number;
  readonly failpoints: readonly FailpointOutcome[];
  readonly cases: number;
  /** Cases whose stored state is not what their actions say. */
  readonly disagreeing: readonly string[];
  /** Where a subscriber's totals differ from the cases, for each event counts once: state, team, what is kept and what is. */
  readonly miscounted: readonly string[];
  readonly received: { readonly kept: number; readonly real: number };
  readonly restartMilliseconds: readonly number[];
  readonly recoveryMilliseconds: readonly number[];
}

const counts = async (app: App, text: string, run: string): Promise<Map<string, number>> =>
  new Map((await app.query<{ key: string; n: number }>(text, [`${run}-%`])).map(({ key, n }) => [key, n]));

async function untilDelivered(app: App, within: number): Promise<void> {
  const end = performance.now() + within;
  for (;;) {
    const [row] = await app.query<{ n: number }>(
      'select ((select count(*) from platform.event) + (select count(*) from platform.outbox))::integer as n',
    );
    if (row!.n === 0) return;
    if (performance.now() > end) throw new Error(`${row!.n} events are not delivered`);
    await sleep(100);
  }
}

async function disagreeing(app: App, desk: Desk, ids: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  const queue = [...ids];
  const check = async () => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const answer = await fetch(`${app.url}/api/v1/cases/${id}/check`, { headers: { cookie: desk.auditor } });
      const { agrees } = (await answer.json()) as { agrees?: boolean };
      if (agrees !== true) wrong.push(id);
    }
  };
  await Promise.all(Array.from({ length: 4 }, check));
  return wrong;
}

/** Kills program and database under load, makes every failpoint strike, and compares what clients know with what is. */
export async function runDurability(options: DurabilityOptions): Promise<DurabilityResult> {
  const { seed, clients, report = () => {} } = options;
  const random = randomOf(seed);
  const run = `durability-${seed}-${crypto.randomUUID()}`;
  const app = await App.prepare({ env: { RATE_LIMITS: 'off', LOG_LEVEL: 'warn' } });
  const journal = new Journal(join(app.folder, 'journal'));
  const restarts: number[] = [];
  const recoveries: number[] = [];
  const failpoints: FailpointOutcome[] = [];
  let turns = 0;
  let done = 0;
  try {
    await app.start();
    const desk = await openDesk(app);
    const work = { url: app.url, desk, journal, run, random };
    const load = (during: () => Promise<void>) =>
      underLoad(
        clients,
        async () => {
          turns += 1;
          if ((await workOnce(work, turns)) !== null) done += 4;
        },
        during,
      );

    await load(async () => {
      const left = { app: options.appKills, database: options.databaseKills };
      while (left.app + left.database > 0) {
        await sleep(random() * 500);
        // In proportion to what is left, so that both kinds are spread over the whole run.
        if (random() * (left.app + left.database) < left.app) {
          left.app -= 1;
          await app.kill();
          restarts.push(await app.start());
        } else {
          left.database -= 1;
          app.killPostgres();
          recoveries.push(await app.untilReady());
        }
        report(`${left.app} + ${left.database} kills to go, ${done} acknowledged`);
      }
      while (done < options.acknowledged) await sleep(200);
    });

    await load(async () => {
      failpoints.push(...(await throwEverywhere(app)));
      report('every failpoint thrown');
      for (const point of FAILPOINTS) {
        failpoints.push({ point, action: 'kill', struck: await diesAt(app, point) });
        report(`${point}:kill`);
      }
      await app.start();
    });

    await untilDelivered(app, 300_000);
    const actions = await checkJournal(journal.path, () =>
      counts(
        app,
        `select split_part(a.transaction_id, '#', 1) as key, count(*)::integer as n
         from cases.action a join cases."case" c on c.tenant_id = a.tenant_id and c.id = a.case_id
         where a.transaction_id like $1 group by 1`,
        run,
      ),
    );
    const ledger = await checkJournal(journal.path, () =>
      counts(
        app,
        `select transaction_id as key, count(*)::integer as n from ledger.entry
         where transaction_id like $1 and kind = 'change' and subject_id is not null group by 1`,
        run,
      ),
    );
    const cases = await app.query<{ id: string }>('select id from cases."case"');
    const totals = await app.query<{ of: string; kept: number; real: number }>(
      `select concat_ws(' ', state, team) as of, coalesce(t.count, 0) as kept, coalesce(r.count, 0)::integer as real
       from (select tenant_id, type, state, team, count from cases.total) t
       full join (select tenant_id, type, state, coalesce(team, '') as team, count(*) from cases."case" group by 1, 2, 3, 4) r
         using (tenant_id, type, state, team)`,
    );
    const [facts] = await app.query<{ received: number }>('select count(*)::integer as received from reports.fact');
    const wrong = await disagreeing(
      app,
      desk,
      cases.map(({ id }) => id),
    );
    return {
      actions,
      ledger,
      unsettled: [...unsettledIn(journal.path)].map(([key, note]) => `${key}: ${note}`),
      appKills: restarts.length,
      databaseKills: recoveries.length,
      failpoints,
      cases: cases.length,
      disagreeing: wrong,
      miscounted: totals
        .filter(({ kept, real }) => kept !== real)
        .map(({ of, kept, real }) => `${of}: ${kept}, ${real}`),
      received: { kept: facts!.received, real: cases.length },
      restartMilliseconds: restarts.map(Math.round),
      recoveryMilliseconds: recoveries.map(Math.round),
    };
  } finally {
    journal.close();
    await app.remove();
  }
}

/** How long a failpoint may take to strike, on the slowest machine. */
const PATIENCE = 180_000;

// The relay passes by a few times a second, a request hundreds of times.
const armed = (point: string, action: 'throw' | 'kill') =>
  `${point}:${action}@${point.startsWith('relay') ? 0.5 : 0.03}`;

/** Runs the program with every failpoint throwing until each was seen to. Leaves it dead. */
async function throwEverywhere(app: App): Promise<FailpointOutcome[]> {
  await app.kill();
  const seen = new Set<string>();
  const unseen = () => FAILPOINTS.filter((point) => !seen.has(point));
  app.output.length = 0;
  await app.start({ FAILPOINTS: FAILPOINTS.map((point) => armed(point, 'throw')).join() });
  const end = performance.now() + PATIENCE;
  while (unseen().length > 0 && performance.now() < end) {
    for (const point of unseen()) if (app.output.some((line) => line.includes(`failpoint ${point}`))) seen.add(point);
    await sleep(50);
  }
  await app.kill();
  return FAILPOINTS.map((point) => ({ point, action: 'throw', struck: seen.has(point) }));
}

/** Starts the program with one failpoint that kills it; whether it did. Leaves it dead. */
async function diesAt(app: App, point: string): Promise<boolean> {
  try {
    await app.start({ FAILPOINTS: armed(point, 'kill') });
  } catch (error) {
    // Work left over from before may make it strike before the program is ready.
    if (app.running) throw error;
  }
  const struck = (await app.untilEnded(PATIENCE)) === 'SIGKILL';
  await app.kill();
  return struck;
}
