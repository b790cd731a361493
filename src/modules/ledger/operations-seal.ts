import { z } from 'zod';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import type { Tenant } from '#platform/tenants.ts';
import { entryText, momentOf } from './model.ts';
import type { Anchor, Seals } from './ports.ts';
import { append, EMPTY_TREE, isWhole, LEVEL_STEP, leafHash, rootOf, type Subtree, type Tree } from './rules-merkle.ts';
import { takeUnsealed } from './store.ts';
import { checkpointsAbove, findLastCheckpoint, insertSealed, lockSealing } from './store-tree.ts';

/** Entries under one signature at most. */
export const SEAL_BATCH = 5_000;

/**
 * Seals entries that wait, up to one batch: adds their leaves to the tenant's tree and signs its new size and root.
 * Returns how many that were. Fails, and so leaves them waiting, when the newest checkpoint does not hold: signing what
 * follows from it would vouch for a record that was tampered with.
 */
export async function sealBatch(tx: Tx, seals: Seals, tenant: Tenant, now: Temporal.Instant): Promise<number> {
  await lockSealing(tx);
  const entries = await takeUnsealed(tx, SEAL_BATCH);
  if (entries.length === 0) return 0;
  const last = await findLastCheckpoint(tx);
  let tree: Tree = EMPTY_TREE;
  if (last !== undefined) {
    tree = { size: last.size, frontier: last.frontier };
    const stated = seals.statementOf(last.signature);
    const holds = isWhole(tree) && rootOf(seals.hash, tree).toHex() === last.root && last.root === stated?.root;
    if (!holds || stated?.size !== last.size || stated.tenant !== tenant.key) {
      throw new Error(`the checkpoint at ${last.size} entries of ${tenant.key} does not hold: verify the ledger`);
    }
  }
  const encoder = new TextEncoder();
  const nodes: { subtree: Subtree; root: Uint8Array }[] = [];
  const leaves = entries.map((entry) => {
    const hash = leafHash(seals.hash, encoder.encode(entryText(entry)));
    tree = append(seals.hash, tree, hash, (subtree, root) => {
      if (subtree.level % LEVEL_STEP === 0) nodes.push({ subtree, root });
    });
    return { entryId: entry.id, hash };
  });
  const statement = {
    at: momentOf(now),
    root: rootOf(seals.hash, tree).toHex(),
    size: tree.size,
    tenant: tenant.key,
  };
  const { at, root, size } = statement;
  await insertSealed(tx, leaves, nodes, { at, root, size, frontier: tree.frontier, signature: seals.sign(statement) });
  return entries.length;
}

/**
 * Copies checkpoints the anchor does not have yet, after their commit: what is kept outside must never know more than
 * the database ever did. A copy that was not made for want of time is made up for here.
 */
export async function anchorCheckpoints(
  anchor: Anchor,
  tenant: Tenant,
  read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
): Promise<void> {
  for (;;) {
    const last = anchor.lastSize(tenant.key);
    const missing = await read((tx) => checkpointsAbove(tx, last, 1_000));
    if (missing.length > 0) anchor.append(tenant.key, missing);
    if (missing.length < 1_000) return;
  }
}

export const sealOperation = (seals: Seals): Operation =>
  operation({
    name: 'ledger.seal',
    summary: { ar: 'ختم قيود السجل المنتظرة', en: 'Seal the entries that wait' },
    kind: 'command',
    who: [system()],
    route: { method: 'POST', path: '/ledger/seal' },
    rate: 'bulk',
    input: z.strictObject({}),
    output: z.object({ sealed: z.int() }),
    run: async (tx, _input, { tenant, now }) => ({ sealed: await sealBatch(tx, seals, tenant, now) }),
  });
