import { searchWords } from '#kernel/arabic.ts';

/** Buckets that words and parts of words are hashed into. */
export const BUCKETS = 1 << 15;
const MOST_WORDS = 160;

/** FNV-1a over UTF-16 units; `kind` keeps a word from falling together with the same letters as part of another. */
function bucketOf(kind: number, text: string): number {
  let hash = 0x811c9dc5 ^ kind;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}

/**
 * The buckets of a text, each once, in order: its words without the article, pairs of words that follow each other, and
 * runs of three and four letters, which carry Arabic prefixes and suffixes and what is mistyped. Numbers count as one
 * word: a house number says nothing of what is broken.
 */
export function featuresOf(text: string): Uint16Array {
  const words = searchWords(text)
    .stems.slice(0, MOST_WORDS)
    .map((word) => (/^\d+$/.test(word) ? '0' : word));
  const found = new Set<number>();
  words.forEach((word, i) => {
    found.add(bucketOf(1, word));
    if (i > 0) found.add(bucketOf(2, `${words[i - 1]} ${word}`));
    if (word.length < 3) return;
    const edged = `_${word}_`;
    for (const length of [3, 4]) {
      for (let from = 0; from + length <= edged.length; from++) {
        found.add(bucketOf(length + 1, edged.slice(from, from + length)));
      }
    }
  });
  return Uint16Array.from(found).sort();
}
