// Long because how events are read, handed over and given up is one loop, whose order is what keeps them in order.
import type { Database, Tx } from './db.ts';
import { rows, sql } from './db.ts';
import { failpoint } from './failpoints.ts';
import type { Log } from './log.ts';
import type { Subscription } from './module.ts';
import { attempt, backOffSeconds, MAX_ATTEMPTS, type OutboxRow, restMilliseconds } from './relay-attempt.ts';
import { BATCH, type Page, pagesOf } from './relay-pages.ts';
import type { Tenant } from './tenants.ts';

const IDLE_MILLISECONDS = 500;
/** How often, with what pause, it is looked whether transactions under way have ended, before what lies behind is left. */
const LOOKS = 10;
const LOOK_MILLISECONDS = 4;
/**
 * Looks of somebody who wants everything delivered: a minute and more, since what is under way in other databases of the
 * server is waited for, too.
 */
const PATIENT_LOOKS = 15_000;
/** A pause after each look: what was written meanwhile goes together, which costs a tenth of going one by one. */
const GATHER_MILLISECONDS = 100;

export interface Relay {
  /** Something was written: look now instead of at the next idle look. */
  wake(): void;
  /** Delivers everything that is due and returns how many events that were; for tests. */
  drain(): Promise<number>;
  stop(): Promise<void>;
}

export interface RelayParts {
  readonly database: Database;
  readonly subscriptions: readonly Subscription[];
  readonly tenants: () => Promise<readonly Tenant[]>;
  readonly log: Log;
  /** Told how many events were handed over. */
  readonly relayed?: (count: number) => void;
  readonly now?: () => Temporal.Instant;
}

/**
 * Carries events to their subscribers: an event's handling and the note that it was done commit together, so it is done
 * exactly once; events of one key stay in order; a subscriber that fails delays no other.
 */
export function startRelay(parts: RelayParts): Relay {
  const now = parts.now ?? (() => Temporal.Now.instant());
  let stopped = false;
  let awake = false;
  let rouse: () => void = () => {};
  /** Events up to `known` are all there or never will be; up to `last` once the transactions before `until` have ended. */
  let known = 0;
  let fence: { last: number; until: bigint } | undefined;
  /** Its checkpoint says whether the database has recovered from a crash: it then makes another before anybody may read. */
  let checkpoint = '';
  const forget = () => {
    known = 0;
    fence = undefined;
  };

  /**
   * Up to which id every event is settled. Numbers are taken before commit, so a slower transaction may bring a smaller
   * one later: what is handed out stops where such a one could still come.
   */
  async function settledId(looks: number): Promise<number> {
    for (let look = 0; look < looks; look += 1) {
      if (look > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
      const [[given], [running]] = await parts.database.transaction(
        null,
        (tx) =>
          // In this order: whoever holds a number up to `last` has a transaction number below `next`, which is taken for that
          // alone. The snapshot's own end would not do: it leaves out who began after all that have ended.
          Promise.all([
            rows<{ last: number; checkpoint: string }>(
              tx,
              sql`select last_value as last, (pg_control_checkpoint()).checkpoint_lsn::text as checkpoint
                  from platform.outbox_id_seq`,
            ),
            rows<{ oldest: string; next: string | null }>(
              tx,
              sql`select pg_snapshot_xmin(pg_current_snapshot())::text as oldest,
                    case when ${fence === undefined} and (select last_value from platform.outbox_id_seq) > ${known}::bigint
                         then pg_current_xact_id()::text end as next`,
            ),
          ]),
        { readOnly: true },
      );
      // After a crash numbers that nobody committed are given out once more, those of transactions too.
      if (given!.checkpoint !== checkpoint) forget();
      checkpoint = given!.checkpoint;
      if (running!.next !== null) fence ??= { last: given!.last, until: BigInt(running!.next) };
      if (fence === undefined) {
        if (given!.last > known) continue;
        break;
      }
      if (BigInt(running!.oldest) >= fence.until) {
        known = fence.last;
        fence = undefined;
        break;
      }
    }
    return known;
  }

  /** Runs `carry` as the one carrier of a subscriber's events, whatever the number of processes: that keeps their order. */
  async function asCarrier(
    tenant: Tenant,
    subscription: Subscription,
    carry: (tx: Tx) => Promise<number>,
  ): Promise<number> {
    const count = await parts.database.transaction(tenant.id, async (tx) => {
      const [lock] = await rows<{ free: boolean }>(
        tx,
        sql`select pg_try_advisory_xact_lock(hashtext(${`relay:${tenant.id}`}), hashtext(${subscription.name})) as free`,
      );
      // Before anything is read: who reads without it would keep rows from the carrier, who would pass them by.
      return lock?.free ? carry(tx) : 0;
    });
    failpoint('relay-committed');
    if (count > 0) parts.relayed?.(count);
    return count;
  }

  /** Hands a subscriber the events of a page, if it still stands at its beginning. Returns how many those were. */
  const deliverNew = (tenant: Tenant, subscription: Subscription, page: Page) =>
    asCarrier(tenant, subscription, async (tx) => {
      const { name, events } = subscription;
      const batch = page.events.filter(({ type }) => events.includes(type));
      const [[standing]] = await Promise.all([
        rows<{ here: boolean; owed: string[] }>(
          tx,
          sql`select coalesce((select after from platform.subscription
                               where tenant_id = platform.current_tenant() and subscriber = ${name}), 0) = ${page.after}::bigint as here,
                array(select key from platform.outbox where tenant_id = platform.current_tenant()
                        and subscriber = ${name} and key = any(${batch.map(({ key }) => key)}::uuid[]))::text[] as owed`,
        ),
        sql`savepoint batch`.execute(tx),
      ]);
      // Another process carried it meanwhile, and goes on.
      if (!standing!.here) return 0;
      const behind = new Set(standing!.owed);
      const ready = batch.filter(({ key }) => !behind.has(key));
      const { done, failed } = await attempt(tx, ready, subscription, tenant, parts.log);
      failpoint('relay-handled');
      const handled = new Set(done);
      const owed = batch.filter((row) => !handled.has(row));
      if (owed.length > 0) {
        const retryAt = now()
          .add({ seconds: backOffSeconds(1) })
          .toString();
        const refused = new Set(failed.map(({ row }) => row.id));
        const waiting = owed.map(({ id }) => ({ id, retry_at: refused.has(id) ? retryAt : null }));
        await sql`
          insert into platform.outbox (subscriber, id, key, type, payload, at, attempts, retry_at)
            overriding system value
          select ${name}, e.id, e.key, e.type, e.payload, e.at, case when w.retry_at is null then 0 else 1 end, w.retry_at
          from json_to_recordset(${JSON.stringify(waiting)}::json) as w (id bigint, retry_at timestamptz)
          join platform.event e on e.tenant_id = platform.current_tenant() and e.id = w.id
          order by e.id`.execute(tx);
      }
      await moveOn(tx, [name], page.until);
      return batch.length;
    });

  const moveOn = (tx: Tx, names: readonly string[], after: number) =>
    sql`insert into platform.subscription (subscriber, after)
        select unnest(${[...names].sort()}::text[]), ${after}::bigint
        on conflict (tenant_id, subscriber) do update set after = greatest(subscription.after, excluded.after)`.execute(
      tx,
    );

  /** Hands a subscriber what is owed to it alone and due. */
  const deliverOwed = (tenant: Tenant, subscription: Subscription) =>
    asCarrier(tenant, subscription, async (tx) => {
      const at = now();
      const { name } = subscription;
      const [batch] = await Promise.all([
        rows<OutboxRow>(
          tx,
          sql`select id, key, type, payload, at, attempts from platform.outbox o
              where tenant_id = platform.current_tenant() and subscriber = ${name}
                and (retry_at is null or retry_at <= ${at.toString()}::timestamptz)
                and not exists (
                  select from platform.outbox b
                  where b.tenant_id = o.tenant_id and b.subscriber = o.subscriber and b.key = o.key
                    and b.id < o.id and b.retry_at > ${at.toString()}::timestamptz)
              order by id limit ${BATCH} for update skip locked`,
        ),
        sql`savepoint batch`.execute(tx),
      ]);
      const { done, failed } = await attempt(tx, batch, subscription, tenant, parts.log);
      failpoint('relay-handled');
      for (const { row, attempts, reason } of failed) {
        if (attempts < MAX_ATTEMPTS) {
          const retryAt = at.add({ seconds: backOffSeconds(attempts) }).toString();
          await sql`update platform.outbox set attempts = ${attempts}, retry_at = ${retryAt}::timestamptz
                    where tenant_id = platform.current_tenant() and subscriber = ${name} and id = ${row.id}`.execute(
            tx,
          );
        } else {
          await sql`
            with dead as (
              delete from platform.outbox
              where tenant_id = platform.current_tenant() and subscriber = ${name} and id = ${row.id} returning *
            )
            insert into platform.dead_letter (id, subscriber, key, type, payload, at, failed_at, reason)
            select nextval('platform.outbox_id_seq'), subscriber, key, type, payload, at, ${at.toString()}::timestamptz,
              ${reason.slice(0, 2_000)}
            from dead`.execute(tx);
        }
      }
      await sql`delete from platform.outbox
                where tenant_id = platform.current_tenant() and subscriber = ${name}
                  and id = any(${done.map(({ id }) => id)}::bigint[])`.execute(tx);
      return batch.length;
    });

  /** Which subscriptions have something to do in a tenant: events after their position, and what is owed to them. */
  async function standingOf(tenant: Tenant, settled: number) {
    const subscriptions = parts.subscriptions.map(({ name, events }) => ({ name, types: events }));
    return parts.database.transaction(
      tenant.id,
      (tx) =>
        rows<{ name: string; after: number; news: boolean; owed: boolean }>(
          tx,
          sql`select s.name, coalesce(p.after, 0) as after,
                exists (select from platform.event e where e.tenant_id = platform.current_tenant()
                          and e.id > coalesce(p.after, 0) and e.id <= ${settled}::bigint and s.types ? e.type) as news,
                exists (select from platform.outbox o where o.tenant_id = platform.current_tenant()
                          and o.subscriber = s.name) as owed
              from jsonb_to_recordset(${JSON.stringify(subscriptions)}::jsonb) as s (name text, types jsonb)
              left join platform.subscription p on p.tenant_id = platform.current_tenant() and p.subscriber = s.name`,
        ),
      { readOnly: true },
    );
  }

  /** Removes the events that everybody has been handed. */
  const tidy = (tenant: Tenant, idle: readonly string[], settled: number) =>
    parts.database.transaction(tenant.id, async (tx) => {
      await moveOn(tx, idle, settled);
      await sql`
        delete from platform.event
        where tenant_id = platform.current_tenant() and id <= (
          select min(coalesce(p.after, 0)) from unnest(${parts.subscriptions.map(({ name }) => name)}::text[]) as s (name)
          left join platform.subscription p on p.tenant_id = platform.current_tenant() and p.subscriber = s.name)`.execute(
        tx,
      );
    });

  async function drain(looks: number): Promise<number> {
    let total = 0;
    const settled = await settledId(looks);
    for (const tenant of await parts.tenants()) {
      const standing = await standingOf(tenant, settled);
      const pageAfter = pagesOf(parts.database, tenant, settled);
      let carried = 0;
      for (const { name, after, news, owed } of standing) {
        const subscription = parts.subscriptions.find((s) => s.name === name)!;
        for (let more = owed; more; ) {
          const count = await deliverOwed(tenant, subscription);
          carried += count;
          more = count === BATCH && !stopped;
        }
        for (let position = after, more = news; more; ) {
          const page = await pageAfter(position);
          carried += await deliverNew(tenant, subscription, page);
          position = page.until;
          more = !page.last && !stopped;
        }
      }
      if (carried > 0) {
        const idle = standing.filter(({ news }) => !news).map(({ name }) => name);
        await tidy(tenant, idle, settled);
      }
      total += carried;
    }
    return total;
  }

  /** Waits, unless or until `over`; `rouse` makes it look. */
  const pause = (milliseconds: number, over: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, over() ? 0 : milliseconds);
      rouse = () => {
        if (!over()) return;
        clearTimeout(timer);
        resolve();
      };
    });

  const loop = (async () => {
    while (!stopped) {
      awake = false;
      const began = performance.now();
      const carried = await drain(LOOKS).catch((error: Error) => {
        forget();
        parts.log.warn({ error: error.message }, 'relay will look again');
        return 0;
      });
      await pause(restMilliseconds(carried, performance.now() - began, GATHER_MILLISECONDS), () => stopped);
      if (!stopped && !awake) await pause(IDLE_MILLISECONDS - GATHER_MILLISECONDS, () => stopped || awake);
    }
  })();

  return {
    wake() {
      awake = true;
      rouse();
    },
    drain: () => drain(PATIENT_LOOKS),
    async stop() {
      stopped = true;
      rouse();
      await loop;
    },
  };
}
