import { sql, type Tx } from './db.ts';
import type { Log } from './log.ts';
import type { DeliveredEvent, Subscription } from './module.ts';
import type { Tenant } from './tenants.ts';

/** After so many tries an event is a dead letter. */
export const MAX_ATTEMPTS = 8;

/** Seconds until the next try: 4, 16, 64 … at most ten minutes. */
export const backOffSeconds = (attempts: number): number => Math.min(600, 4 ** attempts);

/** So many events at once are a rush. */
const RUSH = 100;
const REST_FACTOR = 2;
const MOST_REST_MILLISECONDS = 1_000;

/**
 * Milliseconds to rest after a look that carried so many events and took so long, `least` at least: in a rush those who
 * send them are served first, and what they cause follows a little later.
 */
export const restMilliseconds = (carried: number, took: number, least: number): number =>
  Math.max(least, carried < RUSH ? 0 : Math.min(took * REST_FACTOR, MOST_REST_MILLISECONDS));

/** An event on its way to one subscriber. */
export interface OutboxRow {
  readonly id: number;
  readonly key: string;
  readonly type: string;
  readonly payload: Record<string, unknown>;
  readonly at: string;
  readonly attempts: number;
}

const delivered = (row: OutboxRow, tenant: Tenant): DeliveredEvent => ({
  id: row.id,
  tenantId: tenant.id,
  type: row.type,
  key: row.key,
  payload: row.payload,
  at: Temporal.Instant.from(row.at),
});

export interface Attempt {
  readonly done: readonly OutboxRow[];
  /** Refused now; `reason` in the subscriber's words. */
  readonly failed: readonly { readonly row: OutboxRow; readonly attempts: number; readonly reason: string }[];
}

/**
 * Handles events one by one after their batch failed, so that only the failing ones wait, and those of the same key
 * behind one that is to be tried again.
 */
async function tryEach(
  tx: Tx,
  batch: readonly OutboxRow[],
  subscription: Subscription,
  tenant: Tenant,
  log: Log,
): Promise<Attempt> {
  const done: OutboxRow[] = [];
  const failed: { row: OutboxRow; attempts: number; reason: string }[] = [];
  const blocked = new Set<string>();
  for (const row of batch) {
    if (blocked.has(row.key)) continue;
    await sql`savepoint one`.execute(tx);
    try {
      await subscription.handle(tx, [delivered(row, tenant)], tenant);
      await sql`release savepoint one`.execute(tx);
      done.push(row);
    } catch (error) {
      await sql`rollback to savepoint one`.execute(tx);
      const attempts = row.attempts + 1;
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ subscriber: subscription.name, event: row.type, id: row.id, attempts, reason }, 'event not handled');
      failed.push({ row, attempts, reason });
      if (attempts < MAX_ATTEMPTS) blocked.add(row.key);
    }
  }
  return { done, failed };
}

/** Handles a batch as one, or one by one when that fails. */
export async function attempt(
  tx: Tx,
  batch: readonly OutboxRow[],
  subscription: Subscription,
  tenant: Tenant,
  log: Log,
): Promise<Attempt> {
  if (batch.length === 0) return { done: [], failed: [] };
  try {
    const events = batch.map((row) => delivered(row, tenant));
    await subscription.handle(tx, events, tenant);
    return { done: batch, failed: [] };
  } catch {
    await sql`rollback to savepoint batch`.execute(tx);
    return tryEach(tx, batch, subscription, tenant, log);
  }
}
