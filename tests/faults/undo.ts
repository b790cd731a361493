import type { Close, Database, Tx } from '#platform/db.ts';

/** While `on`, nothing that is done is kept. */
export interface UndoSwitch {
  on: boolean;
}

class Undone extends Error {}

/** Runs `work` and, within the transaction rather than with its commit, the statements it closes with. */
export async function closed<T>(tx: Tx, work: (tx: Tx, close: Close) => Promise<T>): Promise<T> {
  let closing: Parameters<Close> = [[]];
  const result = await work(tx, (...given) => {
    closing = given;
  });
  const [last, sent = []] = closing;
  await Promise.all(sent);
  for (const statement of last) await statement.execute(tx);
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
