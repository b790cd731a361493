/** The Merkle tree of RFC 9162, section 2.1, over any hash function: append, roots, proofs and their verification. */

export type Hash = (bytes: Uint8Array) => Uint8Array;

/** All that is needed to append: the roots of the perfect subtrees on the right edge, the largest first. */
export interface Tree {
  readonly size: number;
  readonly frontier: readonly Uint8Array[];
}

/** Leaves `start` to `end`, the end excluded. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A perfect subtree: `2^level` leaves from `index * 2^level`; level 0 are the leaves themselves. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

export const EMPTY_TREE: Tree = { size: 0, frontier: [] };

/** Every how many levels a perfect subtree's root is kept. */
export const LEVEL_STEP = 8;

const LEAF = 0;
const NODE = 1;

// Sizes go beyond 32 bits, so halving and parity are arithmetic, not bit operations.
const half = (n: number): number => Math.floor(n / 2);
const isOdd = (n: number): boolean => n % 2 === 1;

export function leafHash(hash: Hash, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 1);
  bytes[0] = LEAF;
  bytes.set(data, 1);
  return hash(bytes);
}

export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + left.length + right.length);
  bytes[0] = NODE;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return hash(bytes);
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** The tree with one leaf more. `completed` hears of every perfect subtree above the leaves that this completes. */
export function append(
  hash: Hash,
  tree: Tree,
  leaf: Uint8Array,
  completed?: (subtree: Subtree, root: Uint8Array) => void,
): Tree {
  const frontier = [...tree.frontier];
  let root = leaf;
  let level = 0;
  let index = tree.size;
  while (isOdd(index)) {
    root = nodeHash(hash, frontier.pop()!, root);
    index = half(index);
    level += 1;
    completed?.({ level, index }, root);
  }
  frontier.push(root);
  return { size: tree.size + 1, frontier };
}

/** Joins roots of perfect subtrees that lie side by side, the largest first, into the root above them. */
export const joinSubtrees = (hash: Hash, roots: readonly Uint8Array[]): Uint8Array =>
  roots.length === 0 ? hash(new Uint8Array()) : roots.reduceRight((right, left) => nodeHash(hash, left, right));

export const rootOf = (hash: Hash, tree: Tree): Uint8Array => joinSubtrees(hash, tree.frontier);

/** Whether a frontier has as many roots as a tree of its size must have. */
export function isWhole(tree: Tree): boolean {
  let ones = 0;
  for (let n = tree.size; n > 0; n = half(n)) if (isOdd(n)) ones += 1;
  return ones === tree.frontier.length;
}

/** The largest power of two below `n`. */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Whose roots prove that leaf `index` is in the tree of `size` leaves, from the leaf upwards (section 2.1.3.1). */
export function inclusionPath(index: number, size: number): Range[] {
  if (index < 0 || index >= size) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  const path: Range[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  return path.reverse();
}

/** Whose roots prove that the tree of `first` leaves became that of `size` leaves by appending (section 2.1.4.1). */
export function consistencyPath(first: number, size: number): Range[] {
  if (first < 1 || first > size) throw new RangeError(`a tree of ${first} is no beginning of one of ${size}`);
  const path: Range[] = [];
  let start = 0;
  let end = size;
  let whole = true;
  while (first < end) {
    const middle = start + splitOf(end - start);
    if (first <= middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
      whole = false;
    }
  }
  if (!whole) path.push({ start, end });
  return path.reverse();
}

/** The perfect subtrees a range of a proof consists of, the largest first. */
export function subtreesOf({ start, end }: Range): Subtree[] {
  const subtrees: Subtree[] = [];
  let from = start;
  while (from < end) {
    let level = 0;
    let width = 1;
    while (from + width * 2 <= end) {
      width *= 2;
      level += 1;
    }
    subtrees.push({ level, index: from / width });
    from += width;
  }
  return subtrees;
}

/** Where the roots are kept that a perfect subtree is made of: `count` in a row on a level that is kept. */
export function keptRootsOf({ level, index }: Subtree): { level: number; from: number; count: number } {
  const above = level % LEVEL_STEP;
  const count = 2 ** above;
  return { level: level - above, from: index * count, count };
}

/** The root of a perfect subtree from roots of one level below it, a power of two of them. */
export function rootOfRow(hash: Hash, row: readonly Uint8Array[]): Uint8Array {
  let nodes = row;
  while (nodes.length > 1) {
    nodes = Array.from({ length: nodes.length / 2 }, (_, i) => nodeHash(hash, nodes[2 * i]!, nodes[2 * i + 1]!));
  }
  return nodes[0]!;
}

/** Whether `path` proves that `leaf` is at `index` of the tree with this root (section 2.1.3.2). */
export function provesInclusion(
  hash: Hash,
  leaf: Uint8Array,
  index: number,
  path: readonly Uint8Array[],
  tree: { size: number; root: Uint8Array },
): boolean {
  if (index < 0 || index >= tree.size) return false;
  let at = index;
  let last = tree.size - 1;
  let root = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      root = nodeHash(hash, sibling, root);
      while (!isOdd(at) && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      root = nodeHash(hash, root, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && sameBytes(root, tree.root);
}

/** Whether `path` proves that the later tree begins with the leaves of the earlier, unchanged (section 2.1.4.2). */
export function provesConsistency(
  hash: Hash,
  earlier: { size: number; root: Uint8Array },
  later: { size: number; root: Uint8Array },
  path: readonly Uint8Array[],
): boolean {
  if (earlier.size < 1 || earlier.size > later.size) return false;
  if (earlier.size === later.size) return path.length === 0 && sameBytes(earlier.root, later.root);
  if (path.length === 0) return false;
  let at = earlier.size - 1;
  let last = later.size - 1;
  while (isOdd(at)) {
    at = half(at);
    last = half(last);
  }
  // An earlier tree that is one perfect subtree is its own starting point and left out of the path.
  const [start, ...rest] = at === 0 ? [earlier.root, ...path] : path;
  let before = start!;
  let after = start!;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      before = nodeHash(hash, sibling, before);
      after = nodeHash(hash, sibling, after);
      while (!isOdd(at) && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      after = nodeHash(hash, after, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && sameBytes(before, earlier.root) && sameBytes(after, later.root);
}
