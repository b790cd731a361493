import { hash } from 'node:crypto';
import type { RawBuilder } from 'kysely';
import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import { Problem } from '#kernel/problem.ts';
import { digestOf } from './canonical.ts';
import { type Database, findRow, sql, type Tx } from './db.ts';
import type { Operation } from './operations.ts';
import { beginWork, createTransactions } from './pipeline-work.ts';
import type { Tenant } from './tenants.ts';
import { invalidInput, requestProblems, unfitMembers } from './validation.ts';

export interface Call {
  readonly operation: string;
  readonly input: unknown;
  readonly actor: Actor;
  readonly tenant: Tenant;
  readonly requestId: string;
  readonly idempotencyKey?: string | undefined;
  /** See `OperationContext`. */
  readonly origin?: string | undefined;
  readonly proof?: string | undefined;
}

/** What the ledger is told of an operation; see `Recorder`. */
export interface LedgerRecord {
  readonly id: Id;
  readonly at: Temporal.Instant;
  readonly operation: string;
  readonly kind: 'change' | 'disclosure';
  readonly actor: Actor;
  readonly subject: { type: string; id: Id; number?: string } | null;
  readonly inputDigest: Uint8Array;
  readonly outcomeDigest: Uint8Array;
  readonly requestId: string;
  readonly transactionId: string;
  /** Fields disclosed, for a record of kind `disclosure`. */
  readonly fields: readonly string[];
}

/** The ledger's part in every transaction: one INSERT for all records, made by the module that owns the table. */
export type Recorder = (records: readonly LedgerRecord[]) => RawBuilder<unknown>;

export interface Pipeline {
  /** Runs one operation from parsing to commit. Throws a Problem; anything else is a fault of ours. */
  call(call: Call): Promise<{ output: unknown; replayed: boolean }>;
  readonly operations: ReadonlyMap<string, Operation>;
}

export interface PipelineParts {
  readonly database: Database;
  readonly operations: readonly Operation[];
  readonly record: Recorder;
  /** Whether any subscription names an event type. */
  readonly isHeard: (type: string) => boolean;
  /** Called after a commit that wrote events. */
  readonly wakeRelay: () => void;
  readonly now?: () => Temporal.Instant;
}

interface EarlierAnswer {
  readonly operation: string;
  readonly request_digest: Uint8Array;
  readonly answer: { value: unknown };
}

const KEY = /^[\x21-\x7e]{16,100}$/;

/** The start-up check of the operation table: unique names and routes, a grant and both texts for each. */
function tableOf(operations: readonly Operation[]): Map<string, Operation> {
  const table = new Map<string, Operation>();
  const routes = new Set<string>();
  for (const operation of operations) {
    const route = `${operation.route.method} ${operation.route.path.replace(/\{\w+\}/g, '{}')}`;
    if (table.has(operation.name)) throw new Error(`operation ${operation.name} is defined twice`);
    if (routes.has(route)) throw new Error(`operation ${operation.name}: the route ${route} is taken`);
    if (operation.who.length === 0) throw new Error(`operation ${operation.name} says nobody may call it`);
    if (!operation.summary.ar || !operation.summary.en) throw new Error(`operation ${operation.name} lacks a summary`);
    routes.add(route);
    table.set(operation.name, operation);
  }
  return table;
}

function scopeOf(call: Call): string {
  const caller = call.actor.kind === 'system' ? 'system' : (call.actor.partyId ?? 'anonymous');
  return hash('sha256', `${caller}\n${call.idempotencyKey}`);
}

export function createPipeline(parts: PipelineParts): Pipeline {
  const operations = tableOf(parts.operations);
  const now = parts.now ?? (() => Temporal.Now.instant());

  async function authorise(tx: Tx, operation: Operation, call: Call, input: unknown): Promise<void> {
    const possible = operation.who.filter((grant) => grant.allows(call.actor));
    for (const grant of possible) {
      if (grant.check === undefined || (await grant.check(tx, call.actor, input as never))) return;
    }
    throw call.actor.kind === 'anonymous' ? requestProblems['sign-in-required']() : requestProblems.forbidden();
  }

  /** The answer given before under this key. @throws Problem request.key-reused, request.answered-once */
  async function earlierAnswer(call: Call, operation: Operation, key: string, inputDigest: Buffer) {
    const earlier = await parts.database.transaction(
      call.tenant.id,
      (tx) =>
        findRow<EarlierAnswer>(
          tx,
          sql`select operation, request_digest, answer from platform.idempotency
              where tenant_id = platform.current_tenant() and key = ${key}`,
        ),
      { readOnly: true },
    );
    if (earlier === undefined) return undefined;
    if (earlier.operation !== operation.name || !inputDigest.equals(earlier.request_digest)) {
      throw requestProblems['key-reused']();
    }
    if (operation.answersOnce) throw requestProblems['answered-once']();
    return { output: earlier.answer.value, replayed: true };
  }

  const transactions = createTransactions(parts, authorise);

  return {
    operations,
    async call(call) {
      const operation = operations.get(call.operation);
      if (operation === undefined) throw requestProblems['unknown-operation']();
      // Nobody learns what an operation takes who could never call it.
      if (!operation.who.some((grant) => grant.allows(call.actor))) {
        throw call.actor.kind === 'anonymous' ? requestProblems['sign-in-required']() : requestProblems.forbidden();
      }
      const unfit = unfitMembers(call.input);
      if (unfit.length > 0) throw requestProblems.invalid({ fields: unfit });
      const parsed = operation.input.safeParse(call.input);
      if (!parsed.success) throw invalidInput(parsed.error, call.input);
      const command = operation.kind === 'command';
      if (command && call.idempotencyKey !== undefined && !KEY.test(call.idempotencyKey)) {
        throw requestProblems['key-required']();
      }
      const key = command && call.idempotencyKey !== undefined ? scopeOf(call) : undefined;
      const inputDigest = digestOf(call.input);
      try {
        const work = await beginWork(call, operation, parsed.data, key, inputDigest, now());
        const output = await transactions.perform(work);
        return { output, replayed: false };
      } catch (error) {
        // A repeat is found by what it runs into: the answer stored under its key, which the database lets be written
        // once, or what its first run left behind. The first run, nearly every one, asks nothing beforehand.
        if (key === undefined) throw error;
        const earlier = await earlierAnswer(call, operation, key, inputDigest).catch((problem: unknown) => {
          if (problem instanceof Problem && problem.code.startsWith('request.')) throw problem;
          return undefined;
        });
        if (earlier === undefined) throw error;
        return earlier;
      }
    },
  };
}
