import { searchWords } from '#kernel/arabic.ts';

/**
 * A name as search compares it: normalised words with one space between them; Latin letters without accents, and
 * without the apostrophes that transcriptions put for ayn and hamza.
 */
export const searchText = (text: string): string =>
  searchWords(
    text
      .normalize('NFD')
      .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
      .replace(/['’‘`ʿʾ]/g, ''),
  ).words.join(' ');

/**
 * How well a name answers a query, both as `searchText` gives them: 0 the same, 1 begins with it, 2 a word begins with
 * it (the Arabic article counts as no part of a word), 3 holds it, 4 holds all its words; Infinity not at all.
 */
export function matchRank(name: string, query: string): number {
  if (name === query) return 0;
  if (name.startsWith(query)) return 1;
  const padded = ` ${name}`;
  if (padded.includes(` ${query}`) || padded.includes(` ال${query}`)) return 2;
  if (name.includes(query)) return 3;
  return query.split(' ').every((word) => name.includes(word)) ? 4 : Infinity;
}
