import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { anonymous } from '#kernel/actor.ts';
import { openDatabase, sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import { migrateFolders } from '#platform/migrate.ts';
import { operation } from '#platform/operations.ts';
import { createPipeline } from '#platform/pipeline.ts';
import { anyone } from '#platform/policy.ts';
import { startPostgres } from '#platform/postgres.ts';
import { createTenants } from '#platform/tenants.ts';
import { App } from './harness.ts';

const EVENTS_A_COMMIT = 4;
const LEFT = 'select (select count(*) from platform.event) + (select count(*) from platform.outbox) as n';

export interface RelayRunOptions {
  /** How many events are written, a multiple of four. */
  readonly events: number;
  readonly writers: number;
  /** How often the relay is killed while it delivers. */
  readonly kills: number;
  /** How many keys have an order of their own to be kept. */
  readonly keys: number;
  /** How many events all writers together write in a second at most; without it as many as they can. */
  readonly perSecond?: number;
}

export interface RelayVerdict {
  readonly written: number;
  /** How each life of the relay but the last ended: from outside, or at the named failpoint. */
  readonly kills: readonly string[];
  readonly subscribers: readonly {
    readonly subscriber: string;
    readonly received: number;
    /** Different events among those received. */
    readonly different: number;
    /** Events that came before an earlier one of their key. */
    readonly outOfOrder: number;
  }[];
  readonly leftInOutbox: number;
  readonly deadLetters: number;
}

/** What a run found, and how long 99 of 100 events waited at most, in seconds: the time their relay was dead included. */
export interface RelayRun {
  readonly verdict: RelayVerdict;
  readonly lag99: number;
}

/** Adds four to a counter and tells of each number; the counter's row makes the order of a key certain. */
const count = operation({
  name: 'sample.count',
  summary: { ar: 'عدّ', en: 'Count' },
  kind: 'command',
  who: [anyone()],
  route: { method: 'POST', path: '/sample/counts' },
  rate: 'write',
  input: z.strictObject({ key: z.uuid() }),
  output: z.object({ n: z.int() }),
  async run(tx, { key }, context) {
    const { rows } = await sql<{ n: number }>`
      insert into sample.counter (key, n) values (${key}, ${EVENTS_A_COMMIT})
      on conflict (tenant_id, key) do update set n = counter.n + ${EVENTS_A_COMMIT} returning n`.execute(tx);
    const { n } = rows[0]!;
    for (let i = EVENTS_A_COMMIT - 1; i >= 0; i -= 1) {
      context.emit({ type: 'sample.counted', key, payload: { n: n - i } });
    }
    return { n };
  },
});

const SCHEMA = `
  create schema sample;
  grant usage on schema sample to amanah_app;
  create table sample.counter (tenant_id integer not null default platform.current_tenant(), key uuid not null,
    n integer not null, primary key (tenant_id, key));
  select platform.protect('sample.counter');
  -- Without a unique key: what comes twice must show.
  create table sample.seen (tenant_id integer not null default platform.current_tenant(),
    place bigint generated always as identity, subscriber text not null, event_id bigint not null, key uuid not null,
    n integer not null, written_at timestamptz not null, seen_at timestamptz not null default clock_timestamp());
  select platform.protect('sample.seen', append_only => true)`;

/**
 * Writes events through the pipeline while the relay, a process of its own, is killed again and again in the midst of
 * delivering, from outside and between its handling and its commit. Returns what the receivers noted.
 */
export async function runRelay({
  events,
  writers,
  kills,
  keys,
  perSecond = Infinity,
}: RelayRunOptions): Promise<RelayRun> {
  const folder = mkdtempSync(join(tmpdir(), 'amanah-relay-'));
  chmodSync(folder, 0o711);
  const quiet = () => {};
  // The server complains of each client that was killed.
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const postgres = await startPostgres({ dataDir: folder, log, forgetful: true });
  const connectionString = postgres.connectionString();
  const client = new pg.Client({ connectionString });
  const database = openDatabase({ connectionString, poolSize: writers });
  try {
    await migrateFolders(connectionString, []);
    await client.connect();
    await client.query(SCHEMA);
    const number = async (text: string): Promise<number> => Number((await client.query(text)).rows[0].n);
    const tenant = await createTenants(database, 'sample').put({
      key: 'sample',
      name: { ar: 'نموذج' },
      languages: ['ar'],
      timeZone: 'Asia/Riyadh',
      calendars: ['gregory'],
      settings: {},
    });
    const pipeline = createPipeline({
      database,
      operations: [count],
      record: () => sql`select 1`,
      isHeard: () => true,
      wakeRelay: () => {},
    });
    const named = Array.from({ length: keys }, newId);
    const actor = anonymous(tenant.id);
    const commitsPerSecond = perSecond / EVENTS_A_COMMIT;
    let committed = 0;
    async function write(commits: number): Promise<void> {
      const began = performance.now();
      let begun = 0;
      const writer = async () => {
        while (begun < commits) {
          const due = began + (begun / commitsPerSecond) * 1000;
          begun += 1;
          if (due > performance.now()) await sleep(due - performance.now());
          const input = { key: named[Math.floor(Math.random() * keys)]! };
          await pipeline.call({ operation: count.name, input, actor, tenant, requestId: newId() });
          committed += 1;
        }
      };
      await Promise.all(Array.from({ length: writers }, writer));
    }

    const endings: string[] = [];
    const handed = () => number('select last_value as n from sample.seen_place_seq');
    /** One life of the relay: at least until so much is written, or until it dies at its failpoint. */
    async function live(until: number, failpoint: string | undefined): Promise<void> {
      const env = { DATABASE_URL: connectionString, ...(failpoint && { FAILPOINTS: `${failpoint}:kill@0.3` }) };
      const relay = await App.prepare({ main: 'tests/faults/relay-app.ts', env });
      try {
        const before = await handed();
        await relay.start().catch((error: unknown) => {
          // A relay that dies at its failpoint may do so before it is asked whether it is ready.
          if (failpoint === undefined) throw error;
        });
        while (failpoint === undefined && committed < until) await sleep(5);
        const deadline = performance.now() + 60_000;
        while (failpoint === undefined ? (await handed()) === before : relay.running) {
          if (performance.now() > deadline) throw new Error(`the relay did nothing:\n${relay.output.join('\n')}`);
          // A failpoint needs batches to pass by, also when all is written.
          if (failpoint !== undefined) await write(1);
          await sleep(5);
        }
        if (failpoint === undefined) {
          await sleep(Math.random() * 40);
          await relay.kill();
        }
        endings.push(failpoint ?? 'outside');
      } finally {
        await relay.remove();
      }
    }
    const commits = events / EVENTS_A_COMMIT;
    const writing = write(commits);
    const failpoints = [undefined, 'relay-handled', 'relay-committed'];
    for (let life = 0; life < kills; life += 1) {
      await live((commits * life) / kills, failpoints[life % failpoints.length]);
    }

    const last = await App.prepare({
      main: 'tests/faults/relay-app.ts',
      env: { DATABASE_URL: connectionString },
    });
    try {
      await last.start();
      await writing;
      const deadline = performance.now() + 180_000 + events / 100;
      while ((await number(LEFT)) > 0 && performance.now() < deadline) {
        await sleep(50);
      }
      // Whatever would come a second time has time to come.
      await sleep(700);
      const { rows } = await client.query(
        `select subscriber, count(*)::int as received, count(distinct (key, n))::int as different,
                count(*) filter (where n <> should)::int as "outOfOrder"
         from (select *, row_number() over (partition by subscriber, key order by place) as should from sample.seen) s
         group by subscriber order by subscriber`,
      );
      const verdict = {
        written: await number('select coalesce(sum(n), 0) as n from sample.counter'),
        kills: endings,
        subscribers: rows,
        leftInOutbox: await number(LEFT),
        deadLetters: await number('select count(*) as n from platform.dead_letter'),
      };
      const lag99 = await number(
        `select percentile_disc(0.99) within group (order by extract(epoch from seen_at - written_at)) as n
         from sample.seen`,
      );
      return { verdict, lag99 };
    } finally {
      await last.remove();
    }
  } finally {
    await client.end();
    await database.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
