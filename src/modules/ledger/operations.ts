import { z } from 'zod';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import { Checkpoint, Entry, ledgerProblems, PublicKey } from './model.ts';
import type { Seals } from './ports.ts';
import {
  consistencyPath,
  inclusionPath,
  joinSubtrees,
  keptRootsOf,
  provesConsistency,
  provesInclusion,
  type Range,
  rootOfRow,
  subtreesOf,
} from './rules-merkle.ts';
import { findEntry, listEntries } from './store.ts';
import { checkpointsBelow, findCheckpoint, findLastCheckpoint, readRows } from './store-tree.ts';

const Moment = z.iso.datetime({ offset: true });
const limit = z.coerce.number().int().min(1).max(200).default(50);

/** The roots of the ranges of a proof; undefined where the kept rows do not suffice. */
async function rootsOf(tx: Tx, seals: Seals, ranges: readonly Range[]): Promise<Uint8Array[] | undefined> {
  const parts = ranges.map(subtreesOf);
  const wanted = parts.flat().map(keptRootsOf);
  const found = await readRows(tx, wanted);
  if (found.some((row, i) => row.length !== wanted[i]!.count)) return undefined;
  let next = 0;
  return parts.map((subtrees) =>
    joinSubtrees(
      seals.hash,
      subtrees.map(() => rootOfRow(seals.hash, found[next++]!)),
    ),
  );
}

const hexes = (hashes: readonly Uint8Array[]): string[] => hashes.map((hash) => hash.toHex());

const Proof = z.object({
  format: z.literal('amanah-ledger-proof/1'),
  tenant: z.string(),
  entry: Entry,
  position: z.int(),
  /** Hashes in hexadecimal, from the leaf upwards (RFC 9162, section 2.1.3). */
  path: z.array(z.string()),
  checkpoint: Checkpoint,
  publicKey: PublicKey,
  /** That the record only grew since an earlier checkpoint (section 2.1.4). */
  since: z.object({ checkpoint: Checkpoint, path: z.array(z.string()) }).nullable(),
});

const proofOperation = (seals: Seals): Operation =>
  operation({
    name: 'ledger.get-proof',
    summary: { ar: 'إثبات قيد في السجل', en: 'Prove an entry of the record' },
    kind: 'query',
    who: [tenantRole('auditor')],
    route: { method: 'GET', path: '/ledger/entries/{id}/proof' },
    rate: 'read',
    input: z.strictObject({
      id: z.uuid(),
      /** Size of an earlier checkpoint, to prove that nothing before it was changed since. */
      since: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullish(),
    }),
    output: Proof,
    async run(tx, { id, since }, { tenant }) {
      const found = await findEntry(tx, id);
      if (found === undefined) throw ledgerProblems['unknown-entry']();
      const { position, hash: leaf, ...entry } = found;
      const checkpoint = await findLastCheckpoint(tx);
      if (position === null || leaf === null || checkpoint === undefined) throw ledgerProblems['not-sealed-yet']();
      const { size, root, at, signature } = checkpoint;
      const publicKey = seals.keyOf(signature);
      const tree = { size, root: Uint8Array.fromHex(root) };
      const path = position < size ? await rootsOf(tx, seals, inclusionPath(position, size)) : undefined;
      // What does not prove itself here is not handed out as a proof.
      if (!publicKey || !path || !provesInclusion(seals.hash, leaf, position, path, tree)) {
        throw ledgerProblems['proof-does-not-hold']();
      }
      const proof = {
        format: 'amanah-ledger-proof/1' as const,
        tenant: tenant.key,
        entry,
        position,
        path: hexes(path),
        checkpoint: { size, root, at, signature },
        publicKey,
      };
      if (!since) return { ...proof, since: null };
      const earlier = await findCheckpoint(tx, since);
      if (earlier === undefined) throw ledgerProblems['unknown-checkpoint']();
      const grown = await rootsOf(tx, seals, consistencyPath(since, size));
      const before = { size: since, root: Uint8Array.fromHex(earlier.root) };
      if (!grown || !provesConsistency(seals.hash, before, tree, grown)) throw ledgerProblems['proof-does-not-hold']();
      return { ...proof, since: { checkpoint: earlier, path: hexes(grown) } };
    },
  });

const listEntriesOperation: Operation = operation({
  name: 'ledger.list-entries',
  summary: { ar: 'قيود السجل', en: 'Entries of the record' },
  kind: 'query',
  who: [tenantRole('auditor')],
  route: { method: 'GET', path: '/ledger/entries' },
  rate: 'read',
  input: z.strictObject({
    subjectId: z.uuid().nullish(),
    actorId: z.uuid().nullish(),
    operation: z.string().max(100).nullish(),
    from: Moment.nullish(),
    /** Exclusive. */
    to: Moment.nullish(),
    /** The last entry of the page before. */
    before: z.uuid().nullish(),
    limit,
  }),
  output: z.object({
    /** Newest first; `position` is null until the entry is sealed. */
    items: z.array(Entry.extend({ position: z.int().nullable() })),
    next: z.uuid().nullable(),
  }),
  async run(tx, { limit: most, ...filter }) {
    const { subjectId, actorId, operation: name, from, to, before } = filter;
    const items = await listEntries(tx, {
      subjectId: subjectId ?? null,
      actorId: actorId ?? null,
      operation: name ?? null,
      from: from ?? null,
      to: to ?? null,
      before: before ?? null,
      limit: most + 1,
    });
    const page = items.slice(0, most);
    return { items: page, next: items.length > most ? page.at(-1)!.id : null };
  },
});

const listCheckpointsOperation = (seals: Seals): Operation =>
  operation({
    name: 'ledger.list-checkpoints',
    summary: { ar: 'نقاط التحقق الموقّعة', en: 'Signed checkpoints of the record' },
    kind: 'query',
    who: [tenantRole('auditor')],
    route: { method: 'GET', path: '/ledger/checkpoints' },
    rate: 'read',
    input: z.strictObject({
      /** Checkpoints of fewer entries than this. */
      before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullish(),
      limit,
    }),
    output: z.object({
      items: z.array(Checkpoint),
      next: z.int().nullable(),
      /** The keys checkpoints are signed with, earlier ones too. Keep a copy elsewhere. */
      publicKeys: z.array(PublicKey),
    }),
    async run(tx, { before, limit: most }) {
      const found = await checkpointsBelow(tx, before ?? null, most + 1);
      const items = found.slice(0, most);
      return {
        items,
        next: found.length > most ? items.at(-1)!.size : null,
        publicKeys: [...seals.publicKeys()],
      };
    },
  });

export const readOperations = (seals: Seals): readonly Operation[] => [
  listEntriesOperation,
  proofOperation(seals),
  listCheckpointsOperation(seals),
];
