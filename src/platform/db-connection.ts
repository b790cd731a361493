import { createHash } from 'node:crypto';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type RawBuilder,
} from 'kysely';
import type pg from 'pg';
import { translateDatabaseError } from './db-errors.ts';

/** An open transaction of one tenant. Everything a store reads or writes goes through it. */
export type Tx = Kysely<unknown>;

const statementNames = new Map<string, string>();

/** Same text, same prepared statement: planning is the larger part of a short statement's cost. */
function statementName(text: string): string {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 24);
    // A list with optional filters has few shapes; a text built from values would be a leak, so the memory is bounded.
    if (statementNames.size > 2_000) statementNames.clear();
    statementNames.set(text, name);
  }
  return name;
}

class ClientConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      const result = await this.#client.query({
        name: statementName(query.sql),
        text: query.sql,
        values: query.parameters as unknown[],
      });
      return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) };
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  // biome-ignore lint/correctness/useYield: cursors are not used; streams of rows are keyset pages
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('read keyset pages instead of a cursor');
  }
}

class ClientDialect implements Dialect {
  readonly #connection: ClientConnection;

  constructor(client: pg.PoolClient) {
    this.#connection = new ClientConnection(client);
  }

  createAdapter = () => new PostgresAdapter();
  createQueryCompiler = () => new PostgresQueryCompiler();
  createIntrospector = (db: Kysely<unknown>) => new PostgresIntrospector(db);
  createDriver = (): Driver => ({
    init: async () => {},
    acquireConnection: async () => this.#connection,
    beginTransaction: async () => {},
    commitTransaction: async () => {},
    rollbackTransaction: async () => {},
    releaseConnection: async () => {},
    destroy: async () => {},
  });
}

/** One `Tx` a client, kept with it: building one anew would cost more than a short statement. */
const transactions = new WeakMap<pg.PoolClient, Tx>();
const connections = new WeakMap<Tx, ClientConnection>();

/**
 * Sends a statement at once, past the query builder, which would wait a moment and let what is sent behind it overtake.
 */
export function send(tx: Tx, statement: RawBuilder<unknown>): Promise<unknown> {
  return connections.get(tx)!.executeQuery(statement.compile(tx));
}

export function transactionOf(client: pg.PoolClient): Tx {
  let tx = transactions.get(client);
  if (tx === undefined) {
    tx = new Kysely<unknown>({ dialect: new ClientDialect(client) });
    transactions.set(client, tx);
    connections.set(tx, new ClientConnection(client));
  }
  return tx;
}
