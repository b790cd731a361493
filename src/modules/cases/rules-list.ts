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

/**
 * A tsquery for what a person typed: every word must be there, in any form of it, the last perhaps not finished.
 * For the public it finds by public words alone (weights A and B). Undefined when there is no word in it.
 */
export function tsQuery(text: string, audience: 'office' | 'public' = 'office'): string | undefined {
  const { words, stems } = searchWords(text);
  if (words.length === 0) return undefined;
  const quote = (word: string) => `'${word.replace(/['\\]/g, '')}'`;
  return words
    .slice(0, 12)
    .map((word, i) => {
      const open = i === words.length - 1 && word.length >= 2 ? '*' : '';
      const weights = audience === 'public' ? 'AB' : '';
      const last = open || weights ? `:${open}${weights}` : '';
      const stem = stems[i];
      const exact = `${quote(word)}${last}`;
      return stem === undefined || stem === word ? exact : `(${exact} | ${quote(stem)}${last})`;
    })
    .join(' & ');
}
