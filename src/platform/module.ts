import type { Id } from '#kernel/id.ts';
import type { Tx } from './db.ts';
import type { DomainEvent, Operation } from './operations.ts';
import type { Tenant } from './tenants.ts';

/** An event as a subscriber receives it. */
export interface DeliveredEvent extends DomainEvent {
  readonly id: number;
  readonly tenantId: number;
  readonly at: Temporal.Instant;
}

/**
 * Work done after commit, once for each event: the handler's writes and the mark that they were done commit together.
 * It must not call out over a network; for that it stores what is to be sent, and a job sends it.
 */
export interface Subscription {
  /** `module.what-it-keeps`, unique. */
  readonly name: string;
  readonly events: readonly string[];
  handle(tx: Tx, events: readonly DeliveredEvent[], tenant: Tenant): Promise<void>;
}

/** Timed work. `everySeconds` is the pause between two runs; at most one run of a job is under way in all processes. */
export interface Job {
  readonly name: string;
  readonly everySeconds: number;
  /** May use the network; opens its own transactions. */
  run(context: JobContext): Promise<void>;
}

export interface JobContext {
  readonly now: Temporal.Instant;
  readonly signal: AbortSignal;
  newId(): Id;
  tenants(): Promise<readonly Tenant[]>;
  transaction<T>(tenantId: number, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Calls an operation as the system, through the same pipeline as everybody. */
  call(tenant: Tenant, operation: string, input: unknown): Promise<unknown>;
}

/** What a module hands to the composition root. */
export interface Module {
  readonly name: string;
  readonly operations: readonly Operation[];
  readonly subscriptions?: readonly Subscription[];
  readonly jobs?: readonly Job[];
}
