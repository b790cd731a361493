import { uuidv7 } from '#kernel/id.ts';
import { arrayOf, getRow, rows, sql, type Tx } from '#platform/db.ts';

/** Where reports are added up. */
export type Counts = 'figures' | 'map';

/** Reports written together that the totals do not hold yet. */
export interface Uncounted {
  readonly id: string;
  readonly caseIds: readonly string[];
}

/** Lets reports be written uncounted until the transaction ends; waits while they are counted anew. */
export async function enterUncounted(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtext('reports.uncounted'), platform.current_tenant())`.execute(tx);
}

/**
 * Keeps others from writing reports uncounted until the transaction ends: who counts anew would take them for counted.
 * To be asked for before the locks of figures and map.
 */
export async function holdUncounted(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('reports.uncounted'), platform.current_tenant())`.execute(tx);
}

export async function noteUncounted(tx: Tx, of: readonly (Uncounted & { readonly counts: Counts })[]): Promise<void> {
  const some = of.filter(({ caseIds }) => caseIds.length > 0);
  for (const { counts, id, caseIds } of some) {
    await sql`insert into reports.uncounted (counts, id, case_ids)
              values (${counts}, ${id}, ${arrayOf(caseIds)}::uuid[])`.execute(tx);
  }
}

/** So long what an import noted is left to it, which still remembers what it wrote and adds up much at once. */
const LEFT_TO_IMPORT = { minutes: 1 };

/** Whether anything waits that an import under way would have counted by now. */
export const isLeftUncounted = async (tx: Tx, counts: Counts, now: Temporal.Instant): Promise<boolean> =>
  (
    await getRow<{ found: boolean }>(
      tx,
      sql`select exists (select from reports.uncounted where tenant_id = platform.current_tenant() and counts = ${counts}
            and id < ${uuidv7(now.subtract(LEFT_TO_IMPORT).epochMilliseconds, new Uint8Array(10))}::uuid) as found`,
    )
  ).found;

/** Takes out all that waits to be counted. The caller holds the lock of the figures or the map, and counts it. */
export const takeUncounted = (tx: Tx, counts: Counts): Promise<Uncounted[]> =>
  rows<Uncounted>(
    tx,
    sql`delete from reports.uncounted where tenant_id = platform.current_tenant() and counts = ${counts}
        returning id, case_ids as "caseIds"`,
  );

/** Whether any of these waits to be counted. */
export const isUncounted = async (tx: Tx, counts: Counts, caseIds: readonly string[]): Promise<boolean> =>
  (
    await getRow<{ found: boolean }>(
      tx,
      sql`select exists (select from reports.uncounted where tenant_id = platform.current_tenant()
            and counts = ${counts} and case_ids && ${arrayOf(caseIds)}::uuid[]) as found`,
    )
  ).found;
