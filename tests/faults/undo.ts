import type { RawBuilder } from 'kysely';
import type { Database, Tx } from '#platform/db.ts';

/** While `on`, nothing that is done is kept. */
export interface UndoSwitch {
  on: boolean;
}

class Undone extends Error {}

/** Runs `work` and, within the transaction rather than with its commit, the statement it closes with. */
export async function closed<T>(
  tx: Tx,
  work: (tx: Tx, close: (last: RawBuilder<unknown>) => void) => Promise<T>,
): Promise<T> {
  let last: RawBuilder<unknown> | undefined;
  const result = await work(tx, (statement) => {
    last = statement;
  });
  await last?.execute(tx);
  return result;
}

/** The same database, whose transactions are rolled back after their work while the switch is on. */
export function undoing(database: Database, undo: UndoSwitch): Database {
  return {
    ...database,
    pool: database.pool,
    async transaction(tenantId, work, options) {
      if (!undo.on) return database.transaction(tenantId, work, options);
      let result: { value: Awaited<ReturnType<typeof work>> } | undefined;
      try {
        return await database.transaction(
          tenantId,
          async (tx) => {
            result = { value: await closed(tx, work) };
            throw new Undone();
          },
          options,
        );
      } catch (error) {
        if (error instanceof Undone && result !== undefined) return result.value;
        throw error;
      }
    },
  };
}
