import { type Language, say } from '#kernel/text.ts';
import type { SuggestedCategories } from '#modules/reports/api.ts';

type Answer = SuggestedCategories['answers'][number];

/** What is suggested for one report, as the office's pages show it: plain data in the reader's language. */
export interface ShownSuggestion {
  /** The first suggestion is the category the report has. */
  readonly agrees: boolean;
  readonly learned: boolean;
  /** Version and share of first suggestions that were right, as tested; null for words. */
  readonly model: { readonly version: number; readonly rightPercent: number } | null;
  readonly items: readonly {
    readonly code: string;
    readonly name: string;
    readonly department: string;
    /** Whole percent; null for words. */
    readonly percent: number | null;
  }[];
}

/** Null where nothing is suggested. */
export function suggestionOf(
  model: SuggestedCategories['model'],
  answer: Answer,
  current: string,
  language: Language,
): ShownSuggestion | null {
  const first = answer[0];
  if (first === undefined) return null;
  const learned = first.basis === 'learned';
  // Words alone do not confirm what a person chose, and do not contradict it where it is among what they name.
  if (!learned && answer.some(({ code }) => code === current)) return null;
  return {
    agrees: first.code === current,
    learned,
    model:
      model === null || !learned
        ? null
        : { version: model.version, rightPercent: Math.round(model.spoken.share * 100) },
    items: answer.map(({ code, name, department, confidence }) => ({
      code,
      name: say(name, language),
      department: say(department.name, language),
      // Nothing is certain, however few have been tested.
      percent: confidence === null ? null : Math.min(99, Math.round(confidence * 100)),
    })),
  };
}
