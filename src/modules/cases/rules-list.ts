import { searchWords } from '#kernel/arabic.ts';
import { isId } from '#kernel/id.ts';
import { refuse } from './problems.ts';

/** Where a page ended, as the text a client hands back. */
export const writeCursor = (at: string, id: string): string => `${at}~${id}`;

/** @throws Problem cases.cursor-invalid */
export function readCursor(text: string): { at: string; id: string } {
  const [at = '', id = ''] = text.split('~');
  const whole = at === 'infinity' || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)$/.test(at);
  if (!whole || !isId(id) || (at !== 'infinity' && Number.isNaN(Date.parse(at)))) throw refuse['cursor-invalid']();
  return { at, id };
}

/** What stands for tenant and time in front of every word of the index and of a query; the database writes them in. */
const DATE = '~';
/** Letters of a word that count: an index of words takes no longer ones than some two thousand bytes. */
const LETTERS_MOST = 200;

const lexeme = (word: string): string =>
  `'${DATE}${word.length > LETTERS_MOST ? word.slice(0, LETTERS_MOST).toWellFormed() : word}'`;

/**
 * The words a case is found by as the text of a tsvector, to be dated by the database: those of `everybody` with weight
 * A, those only of the office with C.
 */
export function wordVector(everybody: readonly string[], office: readonly string[]): string {
  const written = new Set<string>();
  let vector = '';
  for (const [words, weight] of [[everybody, 'A'] as const, [office, 'C'] as const]) {
    for (const word of words) {
      if (written.has(word)) continue;
      written.add(word);
      vector += `${vector === '' ? '' : ' '}${lexeme(word)}:1${weight}`;
    }
  }
  return vector;
}

/**
 * A tsquery for what a person typed, to be dated by the database: every word must be there, in any form of it, the last
 * perhaps not finished. For the public it finds by public words alone (weights A and B). Undefined when there is no word
 * in it.
 */
export function tsQuery(text: string, audience: 'office' | 'public' = 'office'): string | undefined {
  const { words, stems } = searchWords(text);
  if (words.length === 0) return undefined;
  return words
    .slice(0, 12)
    .map((word, i) => {
      const open = i === words.length - 1 && word.length >= 2 ? '*' : '';
      const weights = audience === 'public' ? 'AB' : '';
      const last = open || weights ? `:${open}${weights}` : '';
      const stem = stems[i];
      const exact = `${lexeme(word)}${last}`;
      return stem === undefined || stem === word ? exact : `(${exact} | ${lexeme(stem)}${last})`;
    })
    .join(' & ');
}
