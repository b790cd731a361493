import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { type Checkpoint, entryText, momentOf, type StoredCheckpoint } from './model.ts';
import { type Finding, Verification } from './model-verification.ts';
import type { Anchor, Seals } from './ports.ts';
import { finding, type Stated, startWalk } from './rules-walk.ts';
import { checkpointsAbove, findLastCheckpoint } from './store-tree.ts';
import {
  countEntries,
  countWaiting,
  findLeafFrom,
  freezeView,
  leavesFrom,
  unmarkedEntries,
  waitingEntries,
} from './store-verification.ts';

const PAGE = 2_000;
const MOST_FINDINGS = 500;
const PATIENCE = { seconds: 60 };

async function* allCheckpoints(tx: Tx, upTo: number): AsyncGenerator<StoredCheckpoint> {
  let after = -1;
  for (;;) {
    const page = await checkpointsAbove(tx, after, PAGE);
    for (const checkpoint of page) if (checkpoint.size <= upTo) yield checkpoint;
    if (page.length < PAGE) return;
    after = page.at(-1)!.size;
  }
}

/** What the database and the anchor state, in order of sizes; lines of the anchor that are none go to `unreadable`. */
async function* allStated(
  checkpoints: AsyncIterable<StoredCheckpoint>,
  anchored: AsyncIterable<Checkpoint | undefined>,
  unreadable: () => void,
): AsyncGenerator<Stated> {
  const stored = checkpoints[Symbol.asyncIterator]();
  const kept = anchored[Symbol.asyncIterator]();
  let highest = 0;
  const nextKept = async (): Promise<Checkpoint | undefined> => {
    for (;;) {
      const { value, done } = await kept.next();
      if (done) return undefined;
      if (value === undefined) unreadable();
      else if (value.size > highest) {
        highest = value.size;
        return value;
      }
    }
  };
  let a = (await stored.next()).value as StoredCheckpoint | undefined;
  let b = await nextKept();
  while (a !== undefined || b !== undefined) {
    const size = Math.min(a?.size ?? Number.POSITIVE_INFINITY, b?.size ?? Number.POSITIVE_INFINITY);
    const checkpoint = a?.size === size ? a : undefined;
    const line = b?.size === size ? b : undefined;
    yield { size, checkpoint, anchored: line };
    if (checkpoint !== undefined) a = (await stored.next()).value as StoredCheckpoint | undefined;
    if (line !== undefined) b = await nextKept();
  }
}

/**
 * Entries that have no leaf: whether they wait for it, and whether the program wrote them. `sealed` of them have one.
 * Returns how many wait.
 */
async function verifyUnsealed(
  tx: Tx,
  seals: Seals,
  now: Temporal.Instant,
  sealed: number,
  report: (found: Finding) => void,
): Promise<number> {
  let waiting = 0;
  for (let after: Id | null = null; ; ) {
    const page: Awaited<ReturnType<typeof waitingEntries>> = await waitingEntries(tx, after, PAGE);
    for (const { markedId: entryId, entry, mac } of page) {
      if (entry === null) report(finding('entry-lost', { entryId }));
      else if (mac === null || !seals.isOurMark(entryText(entry), mac)) report(finding('entry-forged', { entryId }));
      if (entry !== null) waiting += 1;
    }
    if (page.length < PAGE) break;
    after = page.at(-1)!.markedId;
  }
  // To look for each entry's leaf takes as long as all the rest; as many as there should be are those that should be.
  if ((await countEntries(tx)) !== sealed + waiting) {
    for (let after: Id | null = null; ; ) {
      const page: { id: Id }[] = await unmarkedEntries(tx, after, PAGE);
      for (const { id } of page) report(finding('entry-unmarked', { entryId: id }));
      if (page.length < PAGE) break;
      after = page.at(-1)!.id;
    }
  }
  const { count, oldest } = await countWaiting(tx, momentOf(now.subtract(PATIENCE)));
  if (oldest !== null) report(finding('sealing-behind', { entryId: oldest, count }));
  return waiting;
}

/**
 * Walks the whole record of the transaction's tenant in pages: every entry against its leaf, the leaves against every
 * checkpoint, those against their signatures and against what is kept outside.
 */
async function verifyLedger(
  tx: Tx,
  seals: Seals,
  anchor: Anchor,
  tenantKey: string,
  now: Temporal.Instant,
): Promise<Verification> {
  // Opened before the view is frozen: it must not know of checkpoints that the view does not show.
  const lines = anchor.open(tenantKey);
  await freezeView(tx);
  const last = await findLastCheckpoint(tx);
  const size = last?.size ?? 0;
  const findings: Finding[] = [];
  let omitted = 0;
  const report = (found: Finding) => {
    if (findings.length < MOST_FINDINGS) findings.push(found);
    else omitted += 1;
  };
  const checked = { entries: 0, checkpoints: 0, anchored: 0 };
  const walk = startWalk({ ...seals, tenantKey, size, report });
  const statements = allStated(allCheckpoints(tx, size), lines, walk.unreadable);
  let coming = (await statements.next()).value as Stated | undefined;
  const statedUpTo = async (position: number) => {
    while (coming !== undefined && coming.size <= position) {
      walk.stated(coming);
      if (coming.checkpoint !== undefined) checked.checkpoints += 1;
      if (coming.anchored !== undefined) checked.anchored += 1;
      coming = (await statements.next()).value as Stated | undefined;
    }
  };
  for (let from = 0; ; ) {
    const page = await leavesFrom(tx, from, size, PAGE);
    for (const leaf of page) {
      await statedUpTo(leaf.position);
      walk.leaf(leaf);
      if (leaf.entry !== null) checked.entries += 1;
    }
    if (page.length < PAGE) break;
    from = page.at(-1)!.position + 1;
  }
  await statedUpTo(Number.POSITIVE_INFINITY);
  walk.end();
  const beyond = await findLeafFrom(tx, size);
  if (beyond !== undefined) report(finding('leaves-unsigned', { from: beyond.position }));
  checked.entries += await verifyUnsealed(tx, seals, now, checked.entries, report);
  return {
    sound: omitted === 0 && findings.every(({ alarm }) => !alarm),
    size,
    root: last?.root ?? null,
    at: last?.at ?? null,
    checked,
    findings,
    omitted,
  };
}

export const verifyOperation = (seals: Seals, anchor: Anchor): Operation =>
  operation({
    name: 'ledger.verify',
    summary: { ar: 'فحص سلامة السجل', en: 'Verify the record' },
    kind: 'query',
    who: [tenantRole('auditor', 'administrator'), system()],
    // Too much work for a link that somebody follows by chance.
    route: { method: 'POST', path: '/ledger/verification' },
    rate: 'bulk',
    input: z.strictObject({}),
    output: Verification,
    run: (tx, _input, { tenant, now }) => verifyLedger(tx, seals, anchor, tenant.key, now),
  });
