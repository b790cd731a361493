import { searchWords } from '#kernel/arabic.ts';
import type { CategoryModel, ReportCatalogue, ReportCategory } from './model.ts';
import { guess } from './rules-learn.ts';
import { findCategories } from './rules-words.ts';

/** Where a suggestion comes from: decided reports of this municipality, or the words of its own categories. */
export type SuggestionBasis = 'learned' | 'words';

export interface Suggestion {
  readonly category: ReportCategory;
  readonly basis: SuggestionBasis;
  /** 0 to 1; null where it comes from words, which were never measured. */
  readonly confidence: number | null;
}

/** Below this a second or third thought is not worth reading. */
const LEAST_AFTERTHOUGHT = 0.08;
const MOST = 3;

/**
 * The categories a text is likeliest about, the likeliest first, at most three or as many as are asked for. The learned
 * model speaks only when it is sure enough; where there is none, or it is not sure, the words of the categories speak,
 * and say so by their basis. None for a text without a word of two letters. A category that the catalogue no longer has
 * is not suggested.
 * @param fill the number up to which words speak after the model, for somebody who chooses from a list
 */
export function suggest(
  catalogue: ReportCatalogue,
  model: CategoryModel | null,
  text: string,
  language: string,
  fill = 0,
): Suggestion[] {
  if (!searchWords(text).words.some((word) => word.length > 1)) return [];
  const known = new Map(catalogue.categories.map((category) => [category.code, category]));
  const guesses = model === null ? [] : guess(model, text, MOST).filter(({ category }) => known.has(category));
  const sure = model !== null && (guesses[0]?.confidence ?? 0) >= model.threshold;
  const learned = guesses
    .filter(({ confidence }, i) => sure && (i === 0 || confidence >= LEAST_AFTERTHOUGHT))
    .map(({ category, confidence }): Suggestion => ({ category: known.get(category)!, basis: 'learned', confidence }));
  const most = Math.max(fill, learned.length === 0 ? MOST : 0);
  const worded = most === 0 ? [] : findCategories(catalogue, text, language);
  const others = worded.filter((category) => learned.every((one) => one.category !== category));
  const rest = others.map((category): Suggestion => ({ category, basis: 'words', confidence: null }));
  return [...learned, ...rest.slice(0, Math.max(0, most - learned.length))];
}

/** New decided reports that make learning anew worth its while: fifty, or a twentieth of what was learned from. */
const WORTH_REPORTS = 50;
const WORTH_SHARE = 0.05;
const WORTH_CORRECTIONS = 10;

/**
 * Whether a model shall be trained anew.
 * @param model what the newest learned from; null before the first
 * @param since reports made and corrections taken since then
 */
export function worthLearning(
  model: { readonly examples: number } | null,
  since: { readonly reports: number; readonly corrections: number },
): boolean {
  if (model === null) return true;
  return (
    since.corrections >= WORTH_CORRECTIONS ||
    since.reports >= Math.max(WORTH_REPORTS, Math.ceil(model.examples * WORTH_SHARE))
  );
}

/** States in which nobody has settled the category, or in which it was never worth settling. */
const UNSETTLED = ['received', 'rejected', 'cancelled', 'duplicate'];

/** Whether a report's category was settled by somebody of the office: only such reports teach. */
export const isDecided = (state: string): boolean => !UNSETTLED.includes(state);
