import type { Database, Tx } from './db.ts';
import { rows, sql } from './db.ts';
import { failpoint } from './failpoints.ts';
import type { Log } from './log.ts';
import type { DeliveredEvent, Subscription } from './module.ts';
import type { Tenant } from './tenants.ts';

const BATCH = 500;
const MAX_ATTEMPTS = 8;
const IDLE_MILLISECONDS = 500;
/** A pause after each look: what was written meanwhile goes together, which costs a tenth of going one by one. */
const GATHER_MILLISECONDS = 100;

/** Seconds until the next try: 4, 16, 64 … at most ten minutes. */
export const backOffSeconds = (attempts: number): number => Math.min(600, 4 ** attempts);

interface OutboxRow {
  readonly id: number;
  readonly key: string;
  readonly type: string;
  readonly payload: Record<string, unknown>;
  readonly at: string;
  readonly attempts: number;
}

export interface Relay {
  /** Something was written: look now instead of at the next idle look. */
  wake(): void;
  /** Delivers everything that is due and returns how many events that were; for tests and for the way out. */
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

const delivered = (row: OutboxRow, tenant: Tenant): DeliveredEvent => ({
  id: row.id,
  tenantId: tenant.id,
  type: row.type,
  key: row.key,
  payload: row.payload,
  at: Temporal.Instant.from(row.at),
});

/** Handles rows one by one after their batch failed, so that only the failing ones and those behind them wait. */
async function handleSingly(
  tx: Tx,
  batch: readonly OutboxRow[],
  subscription: Subscription,
  tenant: Tenant,
  now: Temporal.Instant,
  log: Log,
): Promise<number[]> {
  const done: number[] = [];
  const blocked = new Set<string>();
  for (const row of batch) {
    if (blocked.has(row.key)) continue;
    await sql`savepoint one`.execute(tx);
    try {
      await subscription.handle(tx, [delivered(row, tenant)], tenant);
      await sql`release savepoint one`.execute(tx);
      done.push(row.id);
    } catch (error) {
      await sql`rollback to savepoint one`.execute(tx);
      const attempts = row.attempts + 1;
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ subscriber: subscription.name, event: row.type, id: row.id, attempts, reason }, 'event not handled');
      if (attempts >= MAX_ATTEMPTS) {
        await sql`
          with dead as (
            delete from platform.outbox where tenant_id = platform.current_tenant() and id = ${row.id} returning *
          )
          insert into platform.dead_letter (id, subscriber, key, type, payload, at, failed_at, reason)
          select id, subscriber, key, type, payload, at, ${now.toString()}::timestamptz, ${reason.slice(0, 2_000)}
          from dead`.execute(tx);
      } else {
        blocked.add(row.key);
        const retryAt = now.add({ seconds: backOffSeconds(attempts) });
        await sql`
          update platform.outbox set attempts = ${attempts}, retry_at = ${retryAt.toString()}::timestamptz
          where tenant_id = platform.current_tenant() and id = ${row.id}`.execute(tx);
      }
    }
  }
  return done;
}

/**
 * Carries events from the outbox to their subscribers: each event's handling and its removal commit together, so it is
 * done exactly once; events of one key stay in order; a subscriber that fails delays no other.
 */
export function startRelay(parts: RelayParts): Relay {
  const now = parts.now ?? (() => Temporal.Now.instant());
  let stopped = false;
  let awake = false;
  let rouse: () => void = () => {};

  async function deliverBatch(tenant: Tenant, subscription: Subscription): Promise<number> {
    const count = await parts.database.transaction(tenant.id, async (tx) => {
      // One carrier at a time for each subscriber, whatever the number of processes: that keeps the order of a key.
      const [lock] = await rows<{ free: boolean }>(
        tx,
        sql`select pg_try_advisory_xact_lock(hashtext(${`relay:${tenant.id}`}), hashtext(${subscription.name})) as free`,
      );
      // Before anything is read: who reads without it would keep rows from the carrier, who would pass them by.
      if (!lock?.free) return 0;
      const at = now();
      const reading = rows<OutboxRow>(
        tx,
        sql`select id, key, type, payload, at, attempts from platform.outbox o
            where tenant_id = platform.current_tenant() and subscriber = ${subscription.name}
              and (retry_at is null or retry_at <= ${at.toString()}::timestamptz)
              and not exists (
                select from platform.outbox b
                where b.tenant_id = o.tenant_id and b.subscriber = o.subscriber and b.key = o.key
                  and b.id < o.id and b.retry_at > ${at.toString()}::timestamptz)
            order by id limit ${BATCH} for update skip locked`,
      );
      const [batch] = await Promise.all([reading, sql`savepoint batch`.execute(tx)]);
      if (batch.length === 0) return 0;
      let done: number[];
      try {
        await subscription.handle(
          tx,
          batch.map((row) => delivered(row, tenant)),
          tenant,
        );
        done = batch.map((row) => row.id);
      } catch {
        await sql`rollback to savepoint batch`.execute(tx);
        done = await handleSingly(tx, batch, subscription, tenant, at, parts.log);
      }
      failpoint('relay-handled');
      await sql`delete from platform.outbox
                where tenant_id = platform.current_tenant() and id = any(${done}::bigint[])`.execute(tx);
      return batch.length;
    });
    failpoint('relay-committed');
    if (count > 0) parts.relayed?.(count);
    return count;
  }

  async function drain(): Promise<number> {
    let total = 0;
    for (const tenant of await parts.tenants()) {
      const waiting = await parts.database.transaction(
        tenant.id,
        (tx) =>
          rows<{ subscriber: string }>(
            tx,
            sql`select subscriber from unnest(${parts.subscriptions.map((s) => s.name)}::text[]) as s (subscriber)
                where exists (select from platform.outbox o
                              where o.tenant_id = platform.current_tenant() and o.subscriber = s.subscriber)`,
          ),
        { readOnly: true },
      );
      for (const { subscriber } of waiting) {
        const subscription = parts.subscriptions.find((s) => s.name === subscriber);
        if (subscription === undefined) continue;
        for (;;) {
          const count = await deliverBatch(tenant, subscription);
          total += count;
          if (count < BATCH || stopped) break;
        }
      }
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
      try {
        await drain();
      } catch (error) {
        parts.log.warn({ error: (error as Error).message }, 'relay will look again');
      }
      await pause(GATHER_MILLISECONDS, () => stopped);
      if (!stopped && !awake) await pause(IDLE_MILLISECONDS - GATHER_MILLISECONDS, () => stopped || awake);
    }
  })();

  return {
    wake() {
      awake = true;
      rouse();
    },
    drain,
    async stop() {
      stopped = true;
      rouse();
      await loop;
    },
  };
}
