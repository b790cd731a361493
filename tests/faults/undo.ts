import type { Database } from '#platform/db.ts';

/** While `on`, nothing that is done is kept. */
export interface UndoSwitch {
  on: boolean;
}

class Undone extends Error {}

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
            let last: Parameters<Parameters<typeof work>[1]>[0] | undefined;
            result = {
              value: await work(tx, (statement) => {
                last = statement;
              }),
            };
            await last?.execute(tx);
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
