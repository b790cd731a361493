import { say, type Text } from '#kernel/text.ts';
import type { DeskReport, ReportCatalogue, ServiceAttribute, UrgencyFact } from '#modules/reports/api.ts';
import { type Findable, findByWords, wordsOf } from '$lib/finding.ts';

/** A category as the desk chooses it. */
export interface DeskCategory extends Findable {
  readonly name: string;
  readonly group: string;
  readonly needsPlace: boolean;
  readonly notice: string | null;
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
  const wider = new Map(groups.map(({ code, words }) => [code, Object.values(words).flat().map(wordsOf)]));
  return categories
    .filter(({ active, channels }) => active !== false && ((channels ?? []).length === 0 || channels.includes('phone')))
    .map(({ code, name, group, needsPlace, emergencyNotice, words }) => ({
      code,
      name: say(name, language),
      group: named.get(group) ?? '',
      needsPlace,
      notice: emergencyNotice === null ? null : say(emergencyNotice, language),
      words: [...Object.values(name), ...Object.values(words).flat()].map(wordsOf),
      wider: wider.get(group) ?? [],
    }));
}

/** The categories that have every word typed, the best first, as `findByWords`. */
export const findCategories = (categories: readonly DeskCategory[], typed: string): DeskCategory[] =>
  findByWords(categories, typed, 8);
