/** Arabic-Indic (٠–٩) and Persian (۰–۹) digits as 0–9; everything else as it is. */
export const toAsciiDigits = (text: string): string =>
  text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));

/** Vowel signs, Quranic marks, tatweel, and signs that are not seen at all. */
const UNWRITTEN =
  /[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** One letter for the forms that people write for each other; the last two are of Persian and Urdu keyboards. */
const LETTERS: Readonly<Record<string, string>> = {
  آ: 'ا',
  أ: 'ا',
  إ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ئ: 'ي',
  ؤ: 'و',
  ة: 'ه',
  '\u06cc': 'ي',
  '\u06a9': 'ك',
};
const VARIANTS = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

// The riyal sign is kept from NFKC: where a future Unicode decomposes it, the index must not change.
const compose = (text: string): string =>
  text
    .split('\u20c1')
    .map((part) => part.normalize('NFKC'))
    .join('\u20c1');

/** ASCII: nothing in it has another form than its small letters. */
const PLAIN = /^[\0-\x7f]*$/;

/**
 * The form of a text by which it is found: index and query pass through this same function, the original is kept for
 * display. NFKC, without vowel signs and tatweel, one form of alef, yeh, waw and heh, ASCII digits, lower case.
 */
export function normalise(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  const bare = compose(text).replace(UNWRITTEN, '').toLowerCase();
  return toAsciiDigits(compose(bare.replace(VARIANTS, (letter) => LETTERS[letter]!)));
}

export interface SearchWords {
  /** The words, normalised, in order. */
  readonly words: readonly string[];
  /** The same without a leading `ال`, `وال` or `بال`: for a second field of lower weight. */
  readonly stems: readonly string[];
}

export function searchWords(text: string): SearchWords {
  if (PLAIN.test(text)) {
    const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    return { words, stems: words };
  }
  const words = normalise(text).match(/[\p{L}\p{N}\p{M}\u20c1]+/gu) ?? [];
  return { words, stems: words.map((word) => word.replace(/^(?:[وب]?ال)(?=.{2})/, '')) };
}
