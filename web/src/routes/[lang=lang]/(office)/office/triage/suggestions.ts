import type { SuggestedCategories } from '#modules/reports/api.ts';
import type { ReportRow } from '$lib/office/rows.ts';
import { type ShownSuggestion, suggestionOf } from '$lib/office/suggestion.ts';

/** What the learned model would rather call the reports of a page, by their ids; never from words alone. */
export async function suggestionsOf(
  locals: App.Locals,
  rows: readonly ReportRow[],
): Promise<Record<string, ShownSuggestion>> {
  const told = rows.filter(({ said }) => said !== null).slice(0, 60);
  if (told.length === 0) return {};
  const { model, answers } = await locals.call<SuggestedCategories>('reports.suggest-categories', {
    texts: told.map(({ said }) => said!.slice(0, 2_000)),
  });
  const found: Record<string, ShownSuggestion> = {};
  for (const [i, { id, categoryCode }] of told.entries()) {
    const shown = suggestionOf(model, answers[i] ?? [], categoryCode, locals.language);
    if (shown?.learned && !shown.agrees) found[id] = shown;
  }
  return found;
}
