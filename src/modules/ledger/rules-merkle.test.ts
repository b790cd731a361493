import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  append,
  consistencyPath,
  EMPTY_TREE,
  inclusionPath,
  isWhole,
  joinSubtrees,
  keptRootsOf,
  LEVEL_STEP,
  leafHash,
  nodeHash,
  provesConsistency,
  provesInclusion,
  type Range,
  rootOf,
  rootOfRow,
  subtreesOf,
} from './rules-merkle.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const leafOf = (n: number) => leafHash(sha256, Buffer.from(`entry ${n}`));
const leavesOf = (size: number) => Array.from({ length: size }, (_, n) => leafOf(n));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The definition of section 2.1.1, word by word. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(Buffer.alloc(0));
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(sha256, naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

const treeOf = (leaves: readonly Uint8Array[]) => leaves.reduce((tree, leaf) => append(sha256, tree, leaf), EMPTY_TREE);

const naivePath = (leaves: readonly Uint8Array[], ranges: readonly Range[]) =>
  ranges.map(({ start, end }) => naiveRoot(leaves.slice(start, end)));

const size = fc.integer({ min: 1, max: 200 });
const two = fc.tuple(size, size).map(([a, b]) => ({ small: Math.min(a, b), large: Math.max(a, b) }));

describe('the tree', () => {
  test('has the roots of the test vectors of Certificate Transparency', () => {
    // Inputs and roots of the reference implementation, certificate-transparency-go `merkletree_test`.
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const leaves = inputs.map((input) => leafHash(sha256, Buffer.from(input, 'hex')));
    expect(hex(rootOf(sha256, EMPTY_TREE))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const roots = {
      1: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      2: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      3: 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      8: '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    };
    for (const [n, root] of Object.entries(roots)) {
      expect(hex(rootOf(sha256, treeOf(leaves.slice(0, Number(n)))))).toBe(root);
    }
  });

  test('grown leaf by leaf has the root of the definition', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), (n) => {
        const tree = treeOf(leavesOf(n));
        expect(isWhole(tree)).toBe(true);
        expect(isWhole({ ...tree, frontier: [...tree.frontier, leafOf(0)] })).toBe(false);
        expect(hex(rootOf(sha256, tree))).toBe(hex(naiveRoot(leavesOf(n))));
      }),
    );
  });

  test('tells of each perfect subtree once, with its root', () => {
    const leaves = leavesOf(77);
    const told = new Map<string, string>();
    leaves.reduce(
      (tree, leaf) =>
        append(sha256, tree, leaf, ({ level, index }, root) => {
          expect(told.has(`${level}/${index}`)).toBe(false);
          told.set(`${level}/${index}`, hex(root));
        }),
      EMPTY_TREE,
    );
    let expected = 0;
    for (let level = 1; 2 ** level <= 77; level += 1) {
      for (let index = 0; (index + 1) * 2 ** level <= 77; index += 1) {
        expected += 1;
        const range = leaves.slice(index * 2 ** level, (index + 1) * 2 ** level);
        expect(told.get(`${level}/${index}`)).toBe(hex(naiveRoot(range)));
      }
    }
    expect(told.size).toBe(expected);
  });
});

describe('an inclusion proof', () => {
  test('holds for its leaf, its place and its tree, and for nothing else', () => {
    fc.assert(
      fc.property(two, fc.nat(), ({ small, large }, other) => {
        const index = small - 1;
        const leaves = leavesOf(large);
        const tree = { size: large, root: naiveRoot(leaves) };
        const path = naivePath(leaves, inclusionPath(index, large));
        expect(provesInclusion(sha256, leafOf(index), index, path, tree)).toBe(true);
        expect(provesInclusion(sha256, leafOf(large), index, path, tree)).toBe(false);
        expect(provesInclusion(sha256, leafOf(index), index, [...path, leafOf(0)], tree)).toBe(false);
        expect(provesInclusion(sha256, leafOf(index), index, path, { ...tree, root: leafOf(1_000) })).toBe(false);
        expect(provesInclusion(sha256, leafOf(index), large, path, tree)).toBe(false);
        const wrong = other % large;
        if (wrong !== index) expect(provesInclusion(sha256, leafOf(index), wrong, path, tree)).toBe(false);
        if (path.length > 0) {
          const changed = path.with(other % path.length, leafOf(2_000));
          expect(provesInclusion(sha256, leafOf(index), index, changed, tree)).toBe(false);
          expect(provesInclusion(sha256, leafOf(index), index, path.slice(1), tree)).toBe(false);
        }
      }),
    );
  });

  test('is refused for a leaf the tree does not have', () => {
    expect(() => inclusionPath(3, 3)).toThrow(RangeError);
  });
});

describe('a consistency proof', () => {
  test('holds for a tree that only grew, and for no other', () => {
    fc.assert(
      fc.property(two, fc.nat(), ({ small, large }, at) => {
        const leaves = leavesOf(large);
        const earlier = { size: small, root: naiveRoot(leaves.slice(0, small)) };
        const later = { size: large, root: naiveRoot(leaves) };
        const path = naivePath(leaves, consistencyPath(small, large));
        expect(provesConsistency(sha256, earlier, later, path)).toBe(true);
        expect(provesConsistency(sha256, { ...earlier, root: leafOf(1_000) }, later, path)).toBe(false);
        expect(provesConsistency(sha256, earlier, { ...later, root: leafOf(1_000) }, path)).toBe(false);
        expect(provesConsistency(sha256, earlier, later, [...path, leafOf(0)])).toBe(false);
        expect(provesConsistency(sha256, { ...earlier, size: 0 }, later, path)).toBe(false);
        const rewritten = leaves.with(at % small, leafOf(3_000));
        const other = { size: large, root: naiveRoot(rewritten) };
        const otherPath = naivePath(rewritten, consistencyPath(small, large));
        expect(provesConsistency(sha256, earlier, other, otherPath)).toBe(false);
        if (path.length > 0) expect(provesConsistency(sha256, earlier, later, path.slice(1))).toBe(false);
      }),
    );
  });

  test('is refused for a tree that is no beginning', () => {
    expect(() => consistencyPath(0, 3)).toThrow(RangeError);
    expect(() => consistencyPath(4, 3)).toThrow(RangeError);
  });
});

describe('the roots that are kept', () => {
  test('make every range of a proof', () => {
    const leaves = leavesOf(1_500);
    const kept = new Map<string, Uint8Array>(leaves.map((leaf, i) => [`0/${i}`, leaf]));
    leaves.reduce(
      (tree, leaf) =>
        append(sha256, tree, leaf, ({ level, index }, root) => {
          if (level % LEVEL_STEP === 0) kept.set(`${level}/${index}`, root);
        }),
      EMPTY_TREE,
    );
    expect(kept.size).toBe(1_500 + 5);
    let read = 0;
    const rootOfRange = (range: Range) =>
      joinSubtrees(
        sha256,
        subtreesOf(range).map((subtree) => {
          const { level, from, count } = keptRootsOf(subtree);
          read += count;
          return rootOfRow(
            sha256,
            Array.from({ length: count }, (_, i) => kept.get(`${level}/${from + i}`)!),
          );
        }),
      );
    const tree = { size: 1_500, root: naiveRoot(leaves) };
    for (const index of [0, 1, 255, 256, 700, 1_023, 1_024, 1_498, 1_499]) {
      read = 0;
      const path = inclusionPath(index, 1_500).map(rootOfRange);
      expect(provesInclusion(sha256, leafOf(index), index, path, tree)).toBe(true);
      expect(read).toBeLessThan(500);
    }
    for (const first of [1, 256, 511, 1_024, 1_280, 1_499, 1_500]) {
      const earlier = { size: first, root: naiveRoot(leaves.slice(0, first)) };
      const path = consistencyPath(first, 1_500).map(rootOfRange);
      expect(provesConsistency(sha256, earlier, tree, path)).toBe(true);
    }
  });
});
