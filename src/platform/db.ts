import type { Socket } from 'node:net';
import { type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import { Problem } from '#kernel/problem.ts';
import { send, type Tx, transactionOf } from './db-connection.ts';
import { databaseProblems, translateDatabaseError } from './db-errors.ts';

export { send, sql, type Tx };

/** The role every statement of the program runs as: owns nothing, may not bypass row level security. */
export const APP_ROLE = 'amanah_app';

const member = (value: unknown): string =>
  value === null || value === undefined
    ? 'null'
    : typeof value === 'string'
      ? `"${/[\\"]/.test(value) ? value.replace(/[\\"]/g, '\\$&') : value}"`
      : String(value);

/**
 * Values as the literal of an array parameter of any type, null and undefined as null. The driver's own way takes each
 * through several passes, which for documents of some kilobytes costs more than writing them.
 */
export const arrayOf = (values: readonly unknown[]): string => `{${values.map(member).join(',')}}`;

/** `tableOf` without the names of its columns, to stand beside other functions in `rows from`. */
export function arraysOf<C extends string>(
  columns: Readonly<Record<C, string>>,
  records: readonly Readonly<Record<C, unknown>>[],
): RawBuilder<unknown> {
  const names = Object.keys(columns) as C[];
  const arrays = names.map((name) => sql`${arrayOf(records.map((one) => one[name]))}::${sql.raw(columns[name])}[]`);
  return sql`unnest(${sql.join(arrays)})`;
}

/**
 * Records as rows of a statement, for `select … from`: columns by their names and types. Each column travels as one
 * array, which PostgreSQL reads in half the time it needs for records of JSON.
 */
export function tableOf<C extends string>(
  columns: Readonly<Record<C, string>>,
  records: readonly Readonly<Record<C, unknown>>[],
): RawBuilder<unknown> {
  const names = Object.keys(columns).map((name) => `"${name}"`);
  return sql`${arraysOf(columns, records)} as given (${sql.raw(names.join(', '))})`;
}

/** All rows of a statement. */
export async function rows<R>(tx: Tx, statement: RawBuilder<R>): Promise<R[]> {
  return (await statement.execute(tx)).rows;
}

/** The first row, or undefined. */
export async function findRow<R>(tx: Tx, statement: RawBuilder<R>): Promise<R | undefined> {
  return (await statement.execute(tx)).rows[0];
}

/** The first row of a statement that always has one. */
export async function getRow<R>(tx: Tx, statement: RawBuilder<R>): Promise<R> {
  const row = (await statement.execute(tx)).rows[0];
  if (row === undefined) throw new Error('the statement returned no row');
  return row;
}

/** How many rows a statement changed. */
export async function changedRows(tx: Tx, statement: RawBuilder<unknown>): Promise<number> {
  return Number((await statement.execute(tx)).numAffectedRows ?? 0);
}

// int8 as number: sequences and counts stay below 2^53. Dates and times stay text, so that Temporal parses them exactly.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === 20) return (text: string) => Number(text);
    if (oid === 1082 || oid === 1114 || oid === 1184) return (text: string) => text;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

export type Close = (last: readonly RawBuilder<unknown>[], sent?: readonly Promise<unknown>[]) => void;

export interface Database {
  /**
   * Runs `work` in one transaction of `tenantId` and commits it; any error rolls it back.
   * `tenantId` null is for the platform's own tables: no tenant's row is visible then.
   * The last statements, handed to `close`, travel in one message with the commit: one wait for the network in all. What
   * was sent before and is not answered yet must have done well, too.
   */
  transaction<T>(
    tenantId: number | null,
    work: (tx: Tx, close: Close) => Promise<T>,
    options?: { readOnly?: boolean },
  ): Promise<T>;
  /** A client for COPY and LISTEN; the caller releases it. */
  connect(): Promise<pg.PoolClient>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly connectionString: string;
  readonly poolSize: number;
  /** Called for a connection that broke while idle; the pool replaces it. */
  readonly onError?: (error: Error) => void;
}

/**
 * Sends what is left and the commit. When the connection breaks meanwhile nobody knows the outcome, and nobody may say
 * that nothing was saved.
 */
async function commit(client: pg.PoolClient, last: readonly RawBuilder<unknown>[], sent: readonly Promise<unknown>[]) {
  // After a failed statement PostgreSQL answers a commit by rolling back, so they may go out together. Of several errors
  // the first is the reason.
  const tx = transactionOf(client);
  const closed = Promise.all([...sent, ...last.map((one) => send(tx, one))]);
  closed.catch(() => {});
  let ended: pg.QueryResult;
  try {
    ended = await client.query('commit');
  } catch (error) {
    const problem = translateDatabaseError(error);
    if (!(problem instanceof Problem) || problem.code !== 'database.unavailable') throw error;
    const unknown = databaseProblems['outcome-unknown']();
    unknown.cause = error;
    throw unknown;
  }
  await closed;
  if (ended.command === 'ROLLBACK') throw new Error('the transaction had failed before its commit');
}

/** Lets everything written to the connection in this turn of the event loop leave in one message. */
function gather(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  setImmediate(() => stream.uncork());
}

/** Milliseconds in which nobody knocks again after a refused connection: a database that recovers needs the processor. */
const PAUSE_AFTER_REFUSAL = 250;

/** A pool of connections that all run as `role`. */
export function openDatabase(options: DatabaseOptions, role: string = APP_ROLE): Database {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.poolSize,
    // Kilobytes of new words that may wait outside their index: few, since each look for words reads through them.
    options: `-c role=${role} -c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000 -c timezone=UTC -c jit=off -c gin_pending_list_limit=64`,
    application_name: 'amanah',
    types,
    // Statements may follow each other without waiting for the answer of the one before.
    pipeline: true,
    connectionTimeoutMillis: 15_000,
    idleTimeoutMillis: 60_000,
  });
  pool.on('error', (error) => options.onError?.(error));
  // A client that is checked out and loses its server emits too; its query rejects, so the event itself needs no more.
  pool.on('connect', (client) => client.on('error', () => {}));

  let refused: { error: unknown; until: number } | undefined;

  /** A connection of the pool. @throws Problem database.unavailable */
  async function checkOut(): Promise<pg.PoolClient> {
    if (refused !== undefined && performance.now() < refused.until) throw translateDatabaseError(refused.error);
    try {
      const client = await pool.connect();
      refused = undefined;
      return client;
    } catch (error) {
      // Only what the server says, or its absence; waiting in vain for a free connection is no word of its own.
      if ((error as { code?: unknown }).code !== undefined) {
        refused = { error, until: performance.now() + PAUSE_AFTER_REFUSAL };
      }
      throw translateDatabaseError(error);
    }
  }

  return {
    pool,
    connect: () => pool.connect(),
    close: () => pool.end(),
    async transaction(tenantId, work, { readOnly } = {}) {
      const client = await checkOut();
      let broken: Error | boolean = false;
      let closing: Parameters<Close> = [[]];
      try {
        gather(client);
        // Not waited for: the first statement of `work` follows it at once. The tenant is a literal made here.
        const begun = client.query(
          `begin${readOnly ? ' read only' : ''};` +
            `set local amanah.tenant = '${tenantId === null ? '' : Math.trunc(tenantId)}'`,
        );
        begun.catch(() => {});
        const result = await work(transactionOf(client), (...given) => {
          closing = given;
        });
        await begun;
        gather(client);
        const [last, sent = []] = closing;
        const ended = commit(client, last, sent);
        // A read has nothing to lose: whoever takes the connection next is served behind its end.
        if (readOnly) ended.catch(() => {});
        else await ended;
        return result;
      } catch (error) {
        // After a failed rollback the connection's state is unknown: it is thrown away, not handed out again.
        await client.query('rollback').catch((failure: Error) => {
          broken = failure;
        });
        throw translateDatabaseError(error);
      } finally {
        client.release(broken);
      }
    },
  };
}
