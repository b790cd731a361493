import { z } from 'zod';
import type { Bilingual } from './text.ts';

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

/**
 * The form of a text by which it is found: index and query pass through this same function, the original is kept for
 * display. NFKC, without vowel signs and tatweel, one form of alef, yeh, waw and heh, ASCII digits, lower case.
 */
export function normalise(text: string): string {
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
  const words = normalise(text).match(/[\p{L}\p{N}\p{M}\u20c1]+/gu) ?? [];
  return { words, stems: words.map((word) => word.replace(/^(?:[وب]?ال)(?=.{2})/, '')) };
}

/**
 * Whether a text can turn the reading order of what stands around it (embeddings, overrides, isolates).
 * The plain marks U+200E, U+200F and U+061C and the joiners are part of ordinary Arabic and Persian typing.
 */
export const hasBidiControls = (text: string): boolean => /[\u202a-\u202e\u2066-\u2069]/.test(text);

/** Whether a text holds characters that no one types: C0 and C1 controls, half a surrogate pair. */
export function hasControlCharacters(text: string, { multiline = false } = {}): boolean {
  const controls = multiline ? /[^\P{Cc}\n\t]/u : /[\p{Cc}\u2028\u2029]/u;
  return controls.test(text) || !text.isWellFormed();
}

/** The refusals of `plainText` by their codes, for whoever checks a text without its schema. */
export const PLAIN_TEXT_PROBLEMS = {
  'bidi-control': {
    ar: 'يحتوي النص على رموز خفية تقلب اتجاه الكتابة؛ احذفها.',
    en: 'The text contains hidden characters that turn the writing direction; remove them.',
  },
  'control-character': {
    ar: 'يحتوي النص على رموز تحكم غير مسموحة؛ احذفها.',
    en: 'The text contains control characters that are not allowed; remove them.',
  },
} as const satisfies Record<string, Bilingual>;

const refusal = (code: keyof typeof PLAIN_TEXT_PROBLEMS) => ({ params: { code, text: PLAIN_TEXT_PROBLEMS[code] } });

export interface PlainTextOptions {
  /** Characters after trimming; 1 unless said. */
  readonly min?: number;
  readonly max: number;
  /** Whether line breaks and tabs may stand in it; breaks become `\n`. */
  readonly multiline?: boolean;
}

/**
 * Schema of what a person writes: trimmed, NFC, without characters that mislead or cannot be stored.
 * Refuses with the codes `bidi-control` and `control-character` (`params` of the issue).
 */
export function plainText({ min = 1, max, multiline = false }: PlainTextOptions): z.ZodString {
  return z
    .string()
    .overwrite((text) => (multiline ? text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n') : text))
    .trim()
    .normalize('NFC')
    .min(min)
    .max(max)
    .refine((text) => !hasBidiControls(text), refusal('bidi-control'))
    .refine((text) => !hasControlCharacters(text, { multiline }), refusal('control-character'));
}
