import { normalise, searchWords } from '#kernel/arabic-forms.ts';
import { say, type Text } from '#kernel/text.ts';
import type { DeskReport, ReportCatalogue, ServiceAttribute, UrgencyFact } from '#modules/reports/api.ts';

/** A category as the desk chooses it. */
export interface DeskCategory {
  readonly code: string;
  readonly name: string;
  readonly group: string;
  readonly needsPlace: boolean;
  readonly notice: string | null;
  /** Names and everyday words, normalised, as they are compared. */
  readonly words: readonly string[];
}

export interface DeskSetting {
  readonly targetSeconds: number;
  readonly urgency: readonly UrgencyFact[];
  readonly questions: readonly ServiceAttribute[];
  readonly favourites: readonly string[];
}

export interface PlaceFound {
  readonly kind: 'coordinates' | 'short-address' | 'area' | 'landmark' | 'report';
  readonly title: Text;
  readonly within: Text;
  readonly longitude: number;
  readonly latitude: number;
  readonly exact: boolean;
  readonly rest: string;
}
export interface PlacesFound {
  readonly items: readonly PlaceFound[];
  readonly unresolved: 'short-address' | 'outside' | null;
}
export type NearReport = DeskReport & {
  readonly distanceMetres: number;
  readonly sameCategory: boolean;
  readonly description: string | null;
  readonly followers: number;
};

/** The categories a caller's report can be of, with the words of every language they are found by. */
export function deskCategories({ categories, groups }: ReportCatalogue, language: string): DeskCategory[] {
  const named = new Map(groups.map((group) => [group.code, say(group.name, language)]));
  return categories
    .filter(({ active, channels }) => active !== false && ((channels ?? []).length === 0 || channels.includes('phone')))
    .map(({ code, name, group, needsPlace, emergencyNotice, words }) => ({
      code,
      name: say(name, language),
      group: named.get(group) ?? '',
      needsPlace,
      notice: emergencyNotice === null ? null : say(emergencyNotice, language),
      words: [...Object.values(name), ...Object.values(words).flat()].map((text) =>
        [...new Set([...searchWords(text).words, ...searchWords(text).stems])].join(' '),
      ),
    }));
}

/** Whether two words differ by one letter at most; only for words long enough that this means something. */
function nearly(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  if (a.length === b.length)
    return (
      a.slice(i + 1) === b.slice(i + 1) || (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2))
    );
  return a.length > b.length ? a.slice(i + 1) === b.slice(i) : a.slice(i) === b.slice(i + 1);
}

/** How well one word typed is found in a text: 3 whole, 2 as a beginning, 1 within or misspelt, 0 not at all. */
function rank(word: string, text: string): number {
  const padded = ` ${text} `;
  if (padded.includes(` ${word} `)) return 3;
  if (padded.includes(` ${word}`)) return 2;
  if (word.length >= 3 && text.includes(word)) return 1;
  return text.split(' ').some((one) => nearly(word, one)) ? 1 : 0;
}

/** The categories that have every word typed, the best first; forgiving of how Arabic is spelt and of one wrong letter. */
export function findCategories(categories: readonly DeskCategory[], typed: string, most = 8): DeskCategory[] {
  const { stems } = searchWords(typed);
  if (stems.length === 0) return [];
  const code = normalise(typed).trim();
  return categories
    .map((category, at) => {
      if (category.code.toLowerCase() === code) return { category, at, score: 100 };
      const scores = stems.map((word) =>
        Math.max(...category.words.map((text, i) => rank(word, text) * (i < 2 ? 2 : 1))),
      );
      return { category, at, score: Math.min(...scores) === 0 ? 0 : scores.reduce((sum, one) => sum + one, 0) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, most)
    .map(({ category }) => category);
}
