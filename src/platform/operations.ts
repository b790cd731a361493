import type { RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Bilingual } from '#kernel/text.ts';
import type { Tx } from './db.ts';
import type { Grant } from './policy.ts';
import type { Tenant } from './tenants.ts';

/** News of a module, written in the same transaction as the change it tells of and delivered after commit. */
export interface DomainEvent {
  /** `module.what-happened` */
  readonly type: string;
  /** Events of one key reach a subscriber in the order they were written; usually the case's id. */
  readonly key: Id;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What an operation may know and do besides its transaction and its input. */
export interface OperationContext {
  readonly actor: Actor;
  readonly tenant: Tenant;
  readonly now: Temporal.Instant;
  readonly requestId: string;
  /** The idempotency key of this request, or one made for it: names the transaction in append-only records. */
  readonly transactionId: string;
  /** The network a request came from, an IPv6 one by its /64; undefined for what the program itself does. */
  readonly origin?: string | undefined;
  /** What the caller did to be let past a limit; only the operation that asked for it can read it. */
  readonly proof?: string | undefined;
  newId(): Id;
  emit(event: DomainEvent): void;
  /** Says which record the ledger entry of this operation is about. */
  about(subject: { type: string; id: Id; number?: string }): void;
  /**
   * Leaves a row to be written just before the commit, by `collector`, together with those of other calls that share
   * the transaction. What this call reads afterwards does not show it.
   */
  collect<T>(collector: Collector<T>, item: T): void;
  /** Sends a statement and goes on: what is read afterwards shows it, and nothing is committed unless it did well. */
  send(tx: Tx, statement: RawBuilder<unknown>): void;
  /** Records that personal or restricted data of `subject` was read, and why. */
  disclosed(subject: { type: string; id: Id }, fields: readonly string[]): void;
}

/** The one statement that writes what calls collected, whatever their number. Known by its identity. */
export interface Collector<T> {
  statement(items: readonly T[]): RawBuilder<unknown>;
}

export type RateClass = 'read' | 'write' | 'upload' | 'sign-in' | 'bulk';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`; `{name}` takes the input member of that name from the path. */
  readonly path: string;
}

/**
 * One way in: data plus one function. REST, OpenAPI, pages, jobs, command line and the authorisation matrix are all
 * derived from a table of these.
 */
export interface Operation<I = unknown, O = unknown, P = I> {
  /** `module.verb-noun` */
  readonly name: string;
  readonly summary: Bilingual;
  /** A query changes nothing and leaves no ledger entry, except what `disclosed` records. */
  readonly kind: 'query' | 'command';
  /** Anyone who satisfies one of these may call; an operation without a grant does not start. */
  readonly who: readonly Grant[];
  readonly route: Route;
  readonly input: z.ZodType<I>;
  readonly output: z.ZodType<O>;
  readonly rate: RateClass;
  /** Code of the refusal that means a wrong guess of a secret; whoever guesses wrong too often must wait. */
  readonly guess?: string;
  /** The largest request body in bytes; 64 KiB unless said. */
  readonly bodyLimit?: number;
  /** The answer holds a secret told once, such as a new key: it is not kept for repeats, which are refused instead. */
  readonly answersOnce?: boolean;
  /** A query that records disclosures; it runs in a transaction that may write. */
  readonly discloses?: boolean;
  /**
   * Slow work that must not hold a transaction open, such as re-encoding a picture: done after parsing and before the
   * transaction begins, on every try. Its result is what `run` receives.
   */
  prepare?(input: I, context: OperationContext): Promise<P>;
  /**
   * Whether this call may share its transaction with others of its kind that come at the same moment, which halves what
   * each costs. Only for a call that writes nothing but what it collects: it can then be refused alone.
   */
  together?(input: P): boolean;
  run(tx: Tx, input: P, context: OperationContext): Promise<O>;
}

/** Types an operation from its schemas. Names the table's row; does nothing else. */
export function operation<I, O, P = I>(definition: Operation<I, O, P>): Operation {
  return definition as unknown as Operation;
}
