import { z } from 'zod';
import type { Bilingual } from './text.ts';

// Apart, so that a page with script gets them without the schema library.
export * from './arabic-forms.ts';

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
