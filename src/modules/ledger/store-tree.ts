import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { Checkpoint, StoredCheckpoint } from './model.ts';
import type { Subtree } from './rules-merkle.ts';

const checkpointColumns = sql`
  c.size, encode(c.root, 'hex') as root,
  to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, c.signature`;

/** One sealer at a time for a tenant, until the transaction ends. */
export const lockSealing = (tx: Tx): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtext('ledger.seal'), platform.current_tenant())`.execute(tx);

export const findLastCheckpoint = (tx: Tx): Promise<StoredCheckpoint | undefined> =>
  findRow(
    tx,
    sql`select ${checkpointColumns}, c.frontier from ledger.checkpoint c
        where c.tenant_id = platform.current_tenant() order by c.size desc limit 1`,
  );

export const findCheckpoint = (tx: Tx, size: number): Promise<Checkpoint | undefined> =>
  findRow(
    tx,
    sql`select ${checkpointColumns} from ledger.checkpoint c
        where c.tenant_id = platform.current_tenant() and c.size = ${size}`,
  );

/** Checkpoints above a size, the smallest first. */
export const checkpointsAbove = (tx: Tx, size: number, limit: number): Promise<StoredCheckpoint[]> =>
  rows(
    tx,
    sql`select ${checkpointColumns}, c.frontier from ledger.checkpoint c
        where c.tenant_id = platform.current_tenant() and c.size > ${size} order by c.size limit ${limit}`,
  );

/** Checkpoints below a size, the largest first. */
export const checkpointsBelow = (tx: Tx, size: number | null, limit: number): Promise<Checkpoint[]> =>
  rows(
    tx,
    sql`select ${checkpointColumns} from ledger.checkpoint c
        where c.tenant_id = platform.current_tenant() and (${size}::bigint is null or c.size < ${size}::bigint)
        order by c.size desc limit ${limit}`,
  );

/** Writes new leaves, the roots kept above them and the checkpoint that signs them. */
export const insertSealed = (
  tx: Tx,
  leaves: readonly { entryId: string; hash: Uint8Array }[],
  nodes: readonly { subtree: Subtree; root: Uint8Array }[],
  checkpoint: StoredCheckpoint,
): Promise<unknown> =>
  sql`
    with leaves as (
      insert into ledger.leaf (position, entry_id, hash)
      select ${checkpoint.size - leaves.length}::bigint + place - 1, entry_id, hash
      from unnest(${leaves.map((leaf) => leaf.entryId)}::uuid[], ${leaves.map((leaf) => leaf.hash)}::bytea[])
        with ordinality as l (entry_id, hash, place)
    ),
    nodes as (
      insert into ledger.node (level, position, hash)
      select * from unnest(${nodes.map(({ subtree }) => subtree.level)}::smallint[],
                           ${nodes.map(({ subtree }) => subtree.index)}::bigint[],
                           ${nodes.map(({ root }) => root)}::bytea[])
      -- Left over where leaves were deleted: the verification tells; sealing what is written now goes on.
      on conflict do nothing
    )
    insert into ledger.checkpoint (size, root, frontier, at, signature)
    values (${checkpoint.size}, decode(${checkpoint.root}, 'hex'), ${checkpoint.frontier}::bytea[],
            ${checkpoint.at}::timestamptz, ${checkpoint.signature})`.execute(tx);

/** Kept roots in rows, `count` from `from` on their level; shorter where some are missing. */
export async function readRows(
  tx: Tx,
  wanted: readonly { level: number; from: number; count: number }[],
): Promise<Uint8Array[][]> {
  const found = await rows<{ place: number; hash: Uint8Array }>(
    tx,
    sql`select w.place, k.hash
        from unnest(${wanted.map((row) => row.level)}::smallint[], ${wanted.map((row) => row.from)}::bigint[],
                    ${wanted.map((row) => row.count)}::bigint[])
          with ordinality as w (level, first, amount, place)
        cross join lateral (
          select position, hash from ledger.leaf
          where w.level = 0 and tenant_id = platform.current_tenant()
            and position >= w.first and position < w.first + w.amount
          union all
          select position, hash from ledger.node
          where tenant_id = platform.current_tenant() and level = w.level
            and position >= w.first and position < w.first + w.amount
        ) k
        order by w.place, k.position`,
  );
  const result: Uint8Array[][] = wanted.map(() => []);
  for (const { place, hash } of found) result[place - 1]!.push(hash);
  return result;
}
