import { type Checkpoint, type Entry, entryText, type Statement, type StoredCheckpoint } from './model.ts';
import type { Finding, FindingCode, LeafRow } from './model-verification.ts';
import { wordsOf } from './rules-findings.ts';
import { append, EMPTY_TREE, type Hash, isWhole, leafHash, rootOf, sameBytes, type Tree } from './rules-merkle.ts';

/** A size at which something was stated: by a checkpoint of the database, by one kept outside, or by both. */
export interface Stated {
  readonly size: number;
  readonly checkpoint: StoredCheckpoint | undefined;
  readonly anchored: Checkpoint | undefined;
}

export interface WalkParts {
  readonly hash: Hash;
  readonly isOurMark: (text: string, mark: Uint8Array) => boolean;
  readonly statementOf: (signature: string) => Statement | undefined;
  readonly tenantKey: string;
  /** Size of the newest checkpoint of the database, 0 without one. */
  readonly size: number;
  readonly report: (finding: Finding) => void;
}

/** A finding in its words. `about` names the entry, the positions and further values of the words. */
export function finding(
  code: FindingCode,
  about: { entryId?: string; from?: number; to?: number; count?: number; at?: string },
): Finding {
  const { entryId, from, to } = about;
  const values = Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined));
  return {
    code,
    alarm: code !== 'sealing-behind',
    entryId: entryId ?? null,
    from: from ?? null,
    to: to ?? null,
    text: wordsOf(code, values),
  };
}

/**
 * Judges a record that is told leaf by leaf, in order of positions; what was stated at a size is told after the leaf
 * before it. The tree is built from the leaves as they are stored and taken up anew at each checkpoint that holds, so
 * that one change is reported once and where it is.
 */
export function startWalk(parts: WalkParts) {
  const { hash, report } = parts;
  const encoder = new TextEncoder();
  /** Undefined after a gap, until the next checkpoint that holds. */
  let tree: Tree | undefined = EMPTY_TREE;
  let next = 0;
  let confirmed = 0;
  let diverged = false;
  let lastAnchored: Checkpoint | undefined;

  const isSigned = ({ signature, size, root, at }: Checkpoint): boolean => {
    const stated = parts.statementOf(signature);
    return (
      stated !== undefined &&
      stated.tenant === parts.tenantKey &&
      stated.size === size &&
      stated.root === root &&
      stated.at === at
    );
  };

  function judgeEntry(entry: Entry | null, mac: Uint8Array | null, stored: Uint8Array): FindingCode | undefined {
    if (entry === null) return 'entry-missing';
    const text = entryText(entry);
    if (!sameBytes(leafHash(hash, encoder.encode(text)), stored)) return 'entry-changed';
    return mac !== null && parts.isOurMark(text, mac) ? undefined : 'entry-forged';
  }

  /** Compares the tree with a checkpoint of the database and goes on from there. */
  function meet(checkpoint: StoredCheckpoint): void {
    const { size } = checkpoint;
    if (tree?.size === size && rootOf(hash, tree).toHex() !== checkpoint.root) {
      report(finding('tree-differs', { from: confirmed, to: size - 1 }));
      tree = undefined;
    }
    if (next !== size) return;
    const stored: Tree = { size, frontier: checkpoint.frontier };
    if (isWhole(stored) && rootOf(hash, stored).toHex() === checkpoint.root) tree = stored;
    else report(finding('checkpoint-changed', { to: size }));
    confirmed = size;
  }

  function compare(anchored: Checkpoint, signed: StoredCheckpoint | undefined, isThere: boolean): void {
    const { size } = anchored;
    const root = signed?.root ?? (tree?.size === size ? rootOf(hash, tree).toHex() : undefined);
    if (root !== undefined && root !== anchored.root) {
      if (!diverged) report(finding('history-differs', { to: size }));
      diverged = true;
    } else if (!isThere && !diverged) {
      report(finding('checkpoint-missing', { to: size }));
    }
  }

  return {
    leaf({ position, entryId, hash: stored, entry, mac }: LeafRow): void {
      if (position > next) {
        report(finding('leaves-missing', { from: next, to: position - 1 }));
        tree = undefined;
      }
      next = position + 1;
      if (tree !== undefined) tree = append(hash, tree, stored);
      const code = judgeEntry(entry, mac, stored);
      if (code !== undefined) report(finding(code, { entryId, from: position }));
    },

    stated({ size, checkpoint, anchored }: Stated): void {
      const holds = checkpoint !== undefined && isSigned(checkpoint);
      // Compared before the tree is taken up anew: what is kept outside judges the leaves, too.
      if (anchored !== undefined) {
        const same = holds && anchored.signature === checkpoint.signature && anchored.root === checkpoint.root;
        if (!same && !isSigned(anchored)) report(finding('anchor-changed', { from: lastAnchored?.size ?? 0 }));
        else {
          lastAnchored = anchored;
          if (size <= parts.size) compare(anchored, holds ? checkpoint : undefined, checkpoint !== undefined);
        }
      }
      if (holds) meet(checkpoint);
      else if (checkpoint !== undefined) report(finding('checkpoint-changed', { to: size }));
    },

    /** A line of the anchor that is none. */
    unreadable(): void {
      report(finding('anchor-changed', { from: lastAnchored?.size ?? 0 }));
    },

    end(): void {
      if (next < parts.size) report(finding('leaves-missing', { from: next, to: parts.size - 1 }));
      if (lastAnchored === undefined && parts.size > 0) report(finding('anchor-missing', {}));
      if (lastAnchored !== undefined && lastAnchored.size > parts.size) {
        report(finding('tail-cut', { from: parts.size, to: lastAnchored.size, at: lastAnchored.at }));
      }
    },
  };
}
