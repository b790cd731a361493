import { normalise, searchWords } from '#kernel/arabic-forms.ts';

/** Something found by words. */
export interface Findable {
  readonly code: string;
  /** Texts as `wordsOf` makes them, those that name it first. */
  readonly words: readonly string[];
  /** Texts of what it belongs to, made likewise; they count for less than any of its own. */
  readonly wider?: readonly string[];
}

/** A text as it is compared: its words with and without the article. */
export function wordsOf(text: string): string {
  const { words, stems } = searchWords(text);
  return [...new Set([...words, ...stems])].join(' ');
}

/** Whether two words differ by one letter at most; only for words long enough that this means something. */
function nearly(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  if (a.length === b.length)
    return (
      a.slice(i + 1) === b.slice(i + 1) || (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2))
    );
  return a.length > b.length ? a.slice(i + 1) === b.slice(i) : a.slice(i) === b.slice(i + 1);
}

/** How well one word typed is found in a text: 3 whole, 2 as a beginning, 1 within or misspelt, 0 not at all. */
function rank(word: string, text: string): number {
  const padded = ` ${text} `;
  if (padded.includes(` ${word} `)) return 3;
  if (padded.includes(` ${word}`)) return 2;
  if (word.length >= 3 && text.includes(word)) return 1;
  return text.split(' ').some((one) => nearly(word, one)) ? 1 : 0;
}

/**
 * The items that have every word typed, the best first; forgiving of how Arabic is spelt and of one wrong letter.
 * Nothing typed finds nothing.
 */
export function findByWords<T extends Findable>(items: readonly T[], typed: string, most: number): T[] {
  const { stems } = searchWords(typed);
  if (stems.length === 0) return [];
  const code = normalise(typed).trim();
  return items
    .map((item, at) => {
      if (item.code.toLowerCase() === code) return { item, at, score: 100 };
      const scores = stems.map((word) =>
        Math.max(
          ...item.words.map((text, i) => rank(word, text) * (i < 2 ? 2 : 1)),
          ...(item.wider ?? []).map((text) => rank(word, text) / 4),
        ),
      );
      return { item, at, score: Math.min(...scores) === 0 ? 0 : scores.reduce((sum, one) => sum + one, 0) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, most)
    .map(({ item }) => item);
}
