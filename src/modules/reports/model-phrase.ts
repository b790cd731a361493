import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Bilingual } from '#kernel/text.ts';

const LanguageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);
const Code = z.string().trim().min(1).max(64);

export const PhraseKey = z.string().regex(/^[a-z0-9][a-z0-9-]{1,59}$/);

/**
 * A ready answer: a text with places such as `{number}`, and where it is offered. An empty list means everywhere; a
 * category is offered its own and those of its group.
 */
export const Phrase = z.strictObject({
  title: z.record(LanguageTag, plainText({ max: 120 })),
  text: z.record(LanguageTag, plainText({ max: 2_000, multiline: true })),
  /** Actions of the case type, such as `askReporter` or `closeWithReason`. */
  actions: z.array(Code).max(20).default([]),
  /** Codes of categories and of groups of categories. */
  categories: z.array(Code).max(60).default([]),
  states: z.array(Code).max(20).default([]),
  /** The team it is shared by; null: everybody in the office. */
  team: Code.nullable().default(null),
});
export type Phrase = z.infer<typeof Phrase>;

/** The document of a tenant's folder, by key. */
export const Phrases = z.record(PhraseKey, Phrase);
export type Phrases = z.infer<typeof Phrases>;

/** What a place of a ready answer stands for. */
export const PHRASE_PLACES = {
  number: { ar: 'رقم البلاغ', en: 'Number of the report' },
  category: { ar: 'تصنيف البلاغ', en: 'Category of the report' },
  state: { ar: 'حالة البلاغ كما يراها المبلّغ', en: 'State of the report, as the reporter sees it' },
  deadline: { ar: 'الموعد بالتاريخين', en: 'The date that matters, in both calendars' },
  opened: { ar: 'تاريخ تقديم البلاغ', en: 'Day the report was made' },
  place: { ar: 'الحي أو العنوان', en: 'District or address' },
  team: { ar: 'الفريق المحال إليه', en: 'The team it is with' },
  agency: { ar: 'الجهة الأخرى', en: 'The other agency' },
  tenant: { ar: 'اسم الأمانة', en: 'Name of the municipality' },
} as const satisfies Readonly<Record<string, Bilingual>>;

export interface StoredPhrase {
  readonly key: string;
  readonly version: number;
  readonly body: Phrase;
  readonly withdrawn: boolean;
  readonly origin: 'file' | 'office';
  readonly writtenAt: string;
}
