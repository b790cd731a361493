import { hash } from 'node:crypto';
import { changedRows, type Database, findRow, rows, sql } from './db.ts';

/** How a count stands: its points and the milliseconds until it begins anew. */
export interface Count {
  readonly points: number;
  readonly milliseconds: number;
}

/** Counts that all processes over one database share. */
export interface SharedCounts {
  /** Adds to counts, each beginning anew `seconds` after its first point, and returns how they stand by their keys. */
  add(
    more: readonly { readonly key: string; readonly points: number; readonly seconds: number }[],
  ): Promise<ReadonlyMap<string, Count>>;
  find(key: string): Promise<Count | undefined>;
}

/** Of how many additions one also sweeps away what has ended. */
const SWEEP_EVERY = 100;
const SWEPT_AT_ONCE = 1_000;

/** Callers are not written down by name or address. */
const digest = (key: string): string => hash('sha256', key, 'base64url');
const LEFT = sql`ceil(extract(epoch from ends_at - now()) * 1000)::integer as milliseconds`;

export function sharedCounts(database: Pick<Database, 'transaction'>): SharedCounts {
  let additions = 0;
  return {
    async add(more) {
      const given = more.map(({ key, ...rest }) => ({ key: digest(key), ...rest }));
      const names = new Map(given.map(({ key }, i) => [key, more[i]!.key]));
      additions += 1;
      const sweeps = additions % SWEEP_EVERY === 0;
      const found = await database.transaction(null, async (tx) => {
        if (sweeps) {
          await changedRows(
            tx,
            sql`delete from platform.rate where key in (select key from platform.rate where ends_at < now()
                  order by ends_at limit ${SWEPT_AT_ONCE} for update skip locked)`,
          );
        }
        return rows<Count & { key: string }>(
          tx,
          sql`insert into platform.rate as r (key, points, ends_at)
              select key, points, now() + seconds * interval '1 second'
              from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (key text, points integer, seconds integer)
              order by key
              on conflict (key) do update set
                points = case when r.ends_at <= now() then excluded.points else r.points + excluded.points end,
                ends_at = case when r.ends_at <= now() then excluded.ends_at else r.ends_at end
              returning key, points, ${LEFT}`,
        );
      });
      return new Map(found.map(({ key, ...count }) => [names.get(key)!, count]));
    },
    find: (key) =>
      database.transaction(
        null,
        (tx) =>
          findRow<Count>(
            tx,
            sql`select points, ${LEFT} from platform.rate where key = ${digest(key)} and ends_at > now()`,
          ),
        { readOnly: true },
      ),
  };
}
